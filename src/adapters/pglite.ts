import type { PGlite } from '@electric-sql/pglite';
import type { DatabaseAdapter } from '../model/adapter.js';
import { loadDriver } from './driver.js';
import { DatabaseNotReady, messageOf } from './failures.js';
import { pgliteExtensions } from './pglite-extensions.js';
import { attachPostgres } from './postgres.js';

/**
 * Opens PGlite, Postgres in this process, with the extensions that its package brings: migrations may create them.
 *
 * @param directory where its files are; created when it does not exist. `memory://` keeps nothing.
 * @throws DatabaseNotReady when the directory cannot be used
 * @throws DependencyMissing when @electric-sql/pglite or pg-promise is not installed
 */
export async function connectPglite(directory: string): Promise<DatabaseAdapter> {
  const { PGlite } = await loadDriver('@electric-sql/pglite', () => import('@electric-sql/pglite'), '@electric-sql/pglite pg-promise');
  const pglite = await PGlite.create(directory, { extensions: await pgliteExtensions() }).catch((error: unknown) => {
    const help = 'Check that the directory can be written, and that no other process has it open.';
    throw new DatabaseNotReady(`PGlite cannot open ${directory}: ${messageOf(error)}`, help, { cause: error });
  });
  return attachPglite(pglite, () => pglite.close());
}

/** Uses a PGlite that exists already. `close()` leaves it open. */
export async function attachPglite(pglite: PGlite, close?: () => Promise<void>): Promise<DatabaseAdapter> {
  const { createPgConfig } = await loadDriver('@electric-sql/pglite', () => import('@electric-sql/pglite/node-postgres'));
  const { default: pgPromise } = await loadDriver('pg-promise', () => import('pg-promise'));
  const pool = pgPromise({ noWarnings: true })({ ...createPgConfig(pglite), max: 1 });
  return attachPostgres(pool, {
    product: 'pglite',
    close: async () => {
      await pool.$pool.end();
      await close?.();
    },
  });
}
