import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { readMigrations } from '../../src/1-source/read-migrations.js';
import { attachD1 } from '../../src/adapters/d1.js';
import { connectPglite } from '../../src/adapters/pglite.js';
import { connectPostgres } from '../../src/adapters/postgres.js';
import { connectSqlite } from '../../src/adapters/sqlite.js';
import { migrate, migrateDown, migrationStatus } from '../../src/migrate.js';
import type { DatabaseAdapter } from '../../src/model/adapter.js';
import type { Diagnostic } from '../../src/model/diagnostic.js';
import type { Mapping } from '../../src/model/dialect.js';
import { freshD1, freshPostgres } from '../support/databases.js';
import { BACK, FINISHED, LATER_SEEDS, SEEDED_AFTER, SEEDS } from './seeds.js';

const { migrations } = readMigrations(fileURLToPath(new URL('../../migrations', import.meta.url)));
const folder = mkdtempSync(join(tmpdir(), 'transmigrate-platform-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const DATABASES: readonly (readonly [name: string, mapping: Mapping, open: () => Promise<DatabaseAdapter>])[] = [
  ['Postgres', 'classic', async () => connectPostgres((await freshPostgres()).url)],
  ['PGlite', 'classic', () => connectPglite('memory://')],
  ['SQLite', 'classic', () => connectSqlite(join(folder, 'classic.db'))],
  ['SQLite, exact', 'exact', () => connectSqlite(join(folder, 'exact.db'))],
  ['D1', 'classic', async () => attachD1((await freshD1()) as never)],
  ['D1, exact', 'exact', async () => attachD1((await freshD1()) as never)],
];

/** What is there beside the ledger. */
async function left(adapter: DatabaseAdapter): Promise<readonly unknown[]> {
  const sql =
    adapter.dialect === 'postgres'
      ? `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'v', 'S') AND relname <> 'schema_migrations'
         UNION ALL SELECT typname FROM pg_type WHERE typnamespace = 'public'::regnamespace AND typtype = 'e'`
      : `SELECT name FROM sqlite_master WHERE name <> 'schema_migrations' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '\\_cf%' ESCAPE '\\'`;
  return (await adapter.query(sql)).map(({ name }) => name);
}

async function answers(adapter: DatabaseAdapter, questions: typeof FINISHED): Promise<readonly unknown[]> {
  const found = [];
  for (const [query] of questions) found.push((await adapter.query(query)).map(({ line }) => line));
  return found;
}

function errors(diagnostics: readonly Diagnostic[]): readonly string[] {
  return diagnostics.filter(({ severity }) => severity === 'error').map(({ message }) => message);
}

describe.each(DATABASES)('the platform on %s', (_name, mapping, open) => {
  test('up, down and up again, with rows', async () => {
    const adapter = await open();
    const options = { adapter, migrations, mapping };
    expect(errors((await migrate({ ...options, to: SEEDED_AFTER })).diagnostics)).toEqual([]);
    for (const sql of SEEDS) await adapter.run(sql);
    expect(errors((await migrate(options)).diagnostics)).toEqual([]);
    expect(await answers(adapter, FINISHED)).toEqual(FINISHED.map(([, answer]) => answer));
    expect(await migrationStatus(options)).toMatchObject({ total: migrations.length, executed: migrations.length, pending: 0, diagnostics: [] });

    for (const sql of LATER_SEEDS) await adapter.run(sql);
    const seeded = migrations.findIndex(({ name }) => name === SEEDED_AFTER) + 1;
    expect(errors((await migrateDown({ ...options, steps: migrations.length - seeded })).diagnostics)).toEqual([]);
    expect(await answers(adapter, BACK)).toEqual(BACK.map(([, answer]) => answer));
    expect(errors((await migrateDown({ ...options, steps: seeded })).diagnostics)).toEqual([]);
    expect(await left(adapter)).toEqual([]);

    const again = await migrate(options);
    expect([errors(again.diagnostics), again.done.length]).toEqual([[], migrations.length]);
    await adapter.close();
  });
});
