import { dirname, join } from 'node:path';
import { attachD1 } from '../adapters/d1.js';
import { startWorkerd } from '../adapters/d1-workerd.js';
import { loadDriver } from '../adapters/driver.js';
import { DatabaseNotReady, DependencyMissing, messageOf } from '../adapters/failures.js';
import { connectPglite } from '../adapters/pglite.js';
import { connectPostgres } from '../adapters/postgres.js';
import { connectSqlite } from '../adapters/sqlite.js';
import type { DatabaseLocation } from './database-location.js';
import type { DatabaseAdapter } from '../model/adapter.js';

const D1_HELP = 'Run it where wrangler.toml is, with a [[d1_databases]] entry; `--database d1:NAME` chooses one of several.';

/**
 * Opens the database at a location. Only the driver of that database is loaded.
 *
 * @throws DatabaseNotReady when it does not answer
 * @throws DependencyMissing when its driver is not installed
 * @example const database = await openDatabase(locateDatabase('sqlite:./local.db', {}))
 */
export async function openDatabase(location: DatabaseLocation): Promise<DatabaseAdapter> {
  switch (location.type) {
    case 'postgres':
      return connectPostgres(location.url);
    case 'pglite':
      return connectPglite(location.directory);
    case 'sqlite':
      return connectSqlite(location.file);
    case 'd1':
      return openLocalD1(location.binding);
  }
}

/** The local D1 database that `wrangler dev --local` and `wrangler d1 .. --local` use: its binding is in the wrangler configuration of this directory. */
async function openLocalD1(name: string | undefined): Promise<DatabaseAdapter> {
  const { databases, persistTo } = await localD1Databases();
  const bindings = Object.keys(databases);
  const found = bindings.filter((binding) => name === undefined || binding === name);
  const [binding] = found;
  if (found.length !== 1 || binding === undefined) throw new DatabaseNotReady(d1Problem(name, bindings), D1_HELP);
  const workerd = await startWorkerd(databases, persistTo).catch((error: unknown) => notReady(error));
  return attachD1(workerd.binding(binding), () => workerd.stop());
}

/** What we use of wrangler's own type, which it publishes without the types that it names. */
interface WranglerConfig {
  readonly d1_databases: readonly { readonly binding: string; readonly database_id?: string; readonly preview_database_id?: string }[];
  readonly userConfigPath: string | undefined;
}

/** wrangler keeps the files beside its configuration, each database under the first id that it has. */
async function localD1Databases(): Promise<{ readonly databases: Readonly<Record<string, string>>; readonly persistTo: string }> {
  const { unstable_readConfig: readConfig } = await loadDriver('wrangler', () => import('wrangler'));
  try {
    const { d1_databases: entries, userConfigPath } = readConfig({}, { hideWarnings: true }) as WranglerConfig;
    const databases = Object.fromEntries(entries.map(({ binding, database_id: id, preview_database_id: preview }) => [binding, preview ?? id ?? binding]));
    return { databases, persistTo: join(userConfigPath === undefined ? '.' : dirname(userConfigPath), '.wrangler/state/v3/d1') };
  } catch (error) {
    return notReady(error);
  }
}

function notReady(error: unknown): never {
  if (error instanceof DependencyMissing) throw error;
  throw new DatabaseNotReady(`wrangler cannot start local D1: ${messageOf(error)}`, D1_HELP, { cause: error });
}

function d1Problem(name: string | undefined, bindings: readonly string[]): string {
  if (bindings.length === 0) return 'the wrangler configuration has no D1 binding';
  if (name === undefined) return `the wrangler configuration has several D1 bindings: ${bindings.join(', ')}`;
  return `the wrangler configuration has no D1 binding ${name}, only ${bindings.join(', ')}`;
}
