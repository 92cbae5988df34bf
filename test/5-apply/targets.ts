import { afterAll } from 'vitest';
import { connectPglite } from '../../src/adapters/pglite.js';
import { attachD1 } from '../../src/adapters/d1.js';
import { connectPostgres } from '../../src/adapters/postgres.js';
import { connectSqlite } from '../../src/adapters/sqlite.js';
import type { DatabaseAdapter } from '../../src/model/adapter.js';
import { freshD1, freshPostgres, freshSqlite } from '../support/databases.js';

/** An empty database that several runners may connect to. */
export interface TargetDatabase {
  connect(): Promise<DatabaseAdapter>;
  drop(): Promise<void>;
}

/** Starting PGlite takes a second; emptying it does not. */
const shared: { pglite?: Promise<DatabaseAdapter> } = {};

afterAll(async () => (await shared.pglite)?.close());

export const TARGETS = {
  postgres: async (): Promise<TargetDatabase> => {
    const { url, drop } = await freshPostgres();
    return { connect: () => connectPostgres(url), drop };
  },
  /** One process has one PGlite: its runners share the adapter. */
  pglite: async (): Promise<TargetDatabase> => {
    const adapter = await (shared.pglite ??= connectPglite('memory://'));
    await adapter.run('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
    return { connect: async () => ({ ...adapter, close: async () => {} }), drop: async () => {} };
  },
  sqlite: async (): Promise<TargetDatabase> => {
    const { path, drop } = await freshSqlite();
    return { connect: () => connectSqlite(path), drop };
  },
  d1: async (): Promise<TargetDatabase> => {
    const binding = await freshD1();
    return { connect: async () => attachD1(binding), drop: async () => {} };
  },
};

export type TargetName = keyof typeof TARGETS;
export const TARGET_NAMES = Object.keys(TARGETS) as TargetName[];

/** Names of the tables that are not the ledger's, sorted. */
export async function tables(adapter: DatabaseAdapter): Promise<readonly unknown[]> {
  const rows =
    adapter.dialect === 'postgres'
      ? await adapter.query("SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
      : await adapter.query("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_cf\\_%' ESCAPE '\\' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY 1");
  return rows.map(({ name }) => name).filter((name) => !String(name).startsWith('schema_migrations'));
}
