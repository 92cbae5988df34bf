import { attachD1, type D1Binding } from '../adapters/d1.js';
import { loadDriver } from '../adapters/driver.js';
import { DatabaseNotReady, messageOf } from '../adapters/failures.js';
import { connectPglite } from '../adapters/pglite.js';
import { connectPostgres } from '../adapters/postgres.js';
import { connectSqlite } from '../adapters/sqlite.js';
import type { DatabaseLocation } from './database-location.js';
import type { DatabaseAdapter } from '../model/adapter.js';

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
  const { getPlatformProxy } = await loadDriver('wrangler', () => import('wrangler'));
  const help = 'Run it where wrangler.toml is, with a [[d1_databases]] entry; `--database d1:NAME` chooses one of several.';
  const proxy = await getPlatformProxy<Record<string, unknown>>({ remoteBindings: false }).catch((error: unknown) => {
    throw new DatabaseNotReady(`wrangler cannot start local D1: ${messageOf(error)}`, help, { cause: error });
  });
  const bindings = Object.entries(proxy.env).filter(([, value]) => isD1(value));
  const found = bindings.filter(([binding]) => name === undefined || binding === name);
  const [binding] = found;
  if (found.length === 1 && binding) return attachD1(binding[1] as D1Binding, () => proxy.dispose());
  await proxy.dispose();
  throw new DatabaseNotReady(d1Problem(name, bindings.map(([binding]) => binding)), help);
}

function d1Problem(name: string | undefined, bindings: readonly string[]): string {
  if (bindings.length === 0) return 'the wrangler configuration has no D1 binding';
  if (name === undefined) return `the wrangler configuration has several D1 bindings: ${bindings.join(', ')}`;
  return `the wrangler configuration has no D1 binding ${name}, only ${bindings.join(', ')}`;
}

/** A value of the environment that answers as a D1 database; other bindings (KV, R2, variables) have no `prepare`. */
function isD1(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'prepare' in value && 'batch' in value && typeof value.prepare === 'function';
}
