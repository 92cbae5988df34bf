import { existsSync, readFileSync } from 'node:fs';
import { config as readDotenv } from 'dotenv';
import type { Application } from 'express';
import { readMigrations } from '../1-source/read-migrations.js';
import { helpOf, messageOf } from '../adapters/failures.js';
import { loadConfiguration } from '../settings/configuration.js';
import type { Configuration } from '../settings/configuration-schema.js';
import { locateDatabase } from '../settings/database-location.js';
import { migrationStatus } from '../migrate.js';
import type { DatabaseAdapter } from '../model/adapter.js';
import { openDatabase } from '../settings/open-database.js';
import { statusDocument, type StatusDocument } from '../output/status-document.js';
import { type Connection, connectionOf, connectionTo } from './connection.js';
import { type Environment, migratesAtStart, superAdminOf } from './environment.js';
import { addRoutes } from './routes.js';
import { type Log, migrateAtStart, superAdminAtStart } from './start.js';
import type { SuperAdminRequest } from './super-admin.js';

/** What is not as the environment and the configuration file say. */
export interface BootstrapOptions {
  /** A URL or path as for `--database`, or an open adapter of yours. By default what DB_TYPE, DATABASE_URL and DB_PATH say, or ./local.db. */
  readonly database?: string | DatabaseAdapter;
  /** The migrations directory; `migrations` by default. */
  readonly dir?: string;
  /** Whether to migrate now. By default DB_AUTO_MIGRATE, or true outside production. */
  readonly migrate?: boolean;
  /** Who the first user is; `false` creates none. By default SUPER_ADMIN_EMAIL, SUPER_ADMIN_PASSWORD and SUPER_ADMIN_API_KEY. */
  readonly superAdmin?: SuperAdminRequest | false;
  /** Where it says what it does; the console by default. */
  readonly log?: Log;
  /** Instead of process.env and `.env`. */
  readonly environment?: Environment;
}

/** The database behind the server. */
export interface Bootstrapped {
  /** What `/api/migrations` answers. @throws when the database does not answer */
  status(): Promise<StatusDocument>;
  /** Closes the database, unless it is yours. */
  close(): Promise<void>;
}

/**
 * Brings the database up to date before the server listens, creates the super admin on the first run, and adds `/healthz` (503 until the schema is
 * current) and `/api/migrations` (the status as JSON). When something is wrong it warns, and the server still starts.
 *
 * @throws Refusal only for what the operator wrote: a wrong DB_TYPE, a wrong configuration file
 * @example
 * const app = express();
 * const database = await bootstrap(app);
 * app.listen(3000);
 */
export async function bootstrap(app: Pick<Application, 'get'>, options: BootstrapOptions = {}): Promise<Bootstrapped> {
  const environment = options.environment ?? environmentWithDotenv();
  const log = options.log ?? console;
  const configuration = await loadConfiguration((file) => (existsSync(file) ? readFileSync(file, 'utf8') : undefined));
  const connection = connectionFor(options.database, environment, configuration);
  const { migrations, diagnostics } = readMigrations(options.dir ?? configuration.dir ?? 'migrations');
  const status = (): Promise<StatusDocument> => connection.use(async (adapter) => statusDocument(await migrationStatus({ adapter, migrations })));

  const progress = { started: false };
  addRoutes(app, status, () => progress.started);
  try {
    const admin = options.superAdmin ?? superAdminOf(environment);
    await connection.use(async (adapter) => {
      await migrateAtStart({ adapter, migrations, diagnostics, configuration, log, wanted: options.migrate ?? migratesAtStart(environment) });
      if (admin !== false) await superAdminAtStart(adapter, admin, log);
    });
  } catch (error) {
    const help = helpOf(error);
    log.warn(`! the database is not ready: ${messageOf(error)}${help === undefined ? '' : `\n  = help: ${help}`}`);
  }
  progress.started = true;
  return { status, close: connection.close };
}

function connectionFor(database: BootstrapOptions['database'], environment: Environment, configuration: Configuration): Connection {
  if (typeof database === 'object') return connectionOf(database);
  const { DB_TYPE, DATABASE_URL, DB_PATH } = environment;
  const named = Boolean(DB_TYPE || DATABASE_URL || DB_PATH);
  const location = locateDatabase(database ?? (named ? undefined : configuration.database), { DB_TYPE, DATABASE_URL, DB_PATH });
  return connectionTo(() => openDatabase(location));
}

/** `.env` never overrides what is set. */
function environmentWithDotenv(): Environment {
  readDotenv({ quiet: true });
  return process.env;
}
