import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { DatabaseAdapter } from '../../src/model/adapter.js';
import { migrate, migrationStatus } from '../../src/migrate.js';
import type { Migration } from '../../src/model/migration.js';
import { migration } from './history.js';
import { TARGET_NAMES, TARGETS, type TargetDatabase } from './targets.js';

const STEPS = ['CREATE TABLE t1 (id integer);', 'CREATE TABLE t2 (id integer);', 'CREATE TABLE t3 (id integer);'];
const called = (...names: readonly string[]): readonly Migration[] => names.map((name, index) => migration(name, STEPS[index] as string));
const numbered = called('001_t1', '002_t2', '003_t3');
const dated = called('20240101000000_t1', '20240102000000_t2', '20240103000000_t3');
const journal = called('0000_a', '0001_b', '0002_c').map((each, index) => ({ ...each, version: String(index), journalTime: 1_700_000_000_000 + index * 1000 }));

/** The ledger as the tool leaves it when it has run the first two of three migrations. */
const LEDGERS: readonly (readonly [tool: string, migrations: readonly Migration[], table: string, columns: string, rows: readonly string[]])[] = [
  ['Prisma', dated, '_prisma_migrations', 'id varchar(36) PRIMARY KEY, checksum varchar(64), finished_at timestamp, migration_name varchar(255), logs text, rolled_back_at timestamp, started_at timestamp, applied_steps_count integer', [
    "('a', 'x', '2024-02-01 00:00:01', '20240101000000_t1', NULL, NULL, '2024-02-01 00:00:00', 1)",
    "('b', 'x', NULL, '20240102000000_t2', 'failed', '2024-02-01 00:00:03', '2024-02-01 00:00:02', 0)",
    "('c', 'x', '2024-02-01 00:00:05', '20240102000000_t2', NULL, NULL, '2024-02-01 00:00:04', 1)",
  ]],
  ['Drizzle', journal, 'drizzle.__drizzle_migrations', 'id integer PRIMARY KEY, hash text NOT NULL, created_at bigint', ["(1, 'h', 1700000000000)", "(2, 'h', 1700000001000)"]],
  ['Drizzle with a directory a migration', dated, 'drizzle.__drizzle_migrations', 'id integer PRIMARY KEY, hash text NOT NULL, created_at bigint, name text', ["(1, 'h', 1704067200000, NULL)", "(2, 'h', 1704153600000, NULL)"]],
  ['goose', numbered, 'goose_db_version', 'id integer PRIMARY KEY, version_id bigint NOT NULL, is_applied boolean NOT NULL, tstamp timestamp', ['(1, 0, TRUE, NULL)', '(2, 1, TRUE, NULL)', '(3, 2, TRUE, NULL)', '(4, 3, TRUE, NULL)', '(5, 3, FALSE, NULL)']],
  ['sqlx', dated, '_sqlx_migrations', 'version bigint PRIMARY KEY, description text, installed_on timestamp, success boolean NOT NULL, checksum text, execution_time bigint', ["(20240101000000, 't1', NULL, TRUE, '', 0)", "(20240102000000, 't2', NULL, TRUE, '', 0)"]],
  ['Diesel', called('2024-01-01-000000-0000_t1', '2024-01-02-000000-0000_t2', '2024-01-03-000000-0000_t3').map((each, index) => ({ ...each, version: `2024010${index + 1}000000.0000` })), '__diesel_schema_migrations', 'version varchar(50) PRIMARY KEY, run_on timestamp', ["('202401010000000000', '2024-02-01 00:00:00')", "('202401020000000000', '2024-02-01 00:00:00')"]],
  ['Flyway', called('V1__t1', 'V2__t2', 'V3__t3').map((each, index) => ({ ...each, version: String(index + 1) })), 'flyway_schema_history', 'installed_rank integer PRIMARY KEY, version varchar(50), description varchar(200), type varchar(20), script varchar(1000), checksum integer, installed_on timestamp, success boolean', [
    "(0, NULL, '', 'SCHEMA', '\"app\"', NULL, NULL, TRUE)",
    "(1, '2', '', 'BASELINE', '', NULL, NULL, TRUE)",
    "(2, '3', 't3', 'SQL', 'V3__t3.sql', 1, NULL, TRUE)",
    "(3, '3', 't3', 'UNDO_SQL', 'U3__t3.sql', 1, NULL, TRUE)",
  ]],
  ['Supabase', dated, 'supabase_migrations.schema_migrations', 'version text PRIMARY KEY, statements text, name text', ["('20240101000000', '{}', 't1')", "('20240102000000', '{}', 't2')"]],
  ['wrangler', numbered, 'd1_migrations', 'id integer PRIMARY KEY, name text, applied_at timestamp', ["(1, '001_t1.sql', NULL)", "(2, '002_t2.sql', NULL)"]],
  ['node-pg-migrate', dated, 'pgmigrations', 'id integer PRIMARY KEY, name varchar(255), run_on timestamp', ["(1, '20240101000000_t1', NULL)", "(2, '20240102000000_t2', NULL)"]],
  ['Atlas', dated, 'atlas_schema_revisions.atlas_schema_revisions', "version varchar(50) PRIMARY KEY, description text, type bigint, applied bigint, total bigint, executed_at timestamp, error text", ["('.atlas_cloud_identifier', '', 0, 0, 0, NULL, NULL)", "('20240101000000', 't1', 1, 0, 0, '2024-02-01 00:00:00', NULL)", "('20240102000000', 't2', 2, 1, 1, '2024-02-01 00:00:01', '')"]],
  ['tern', numbered, 'schema_version', 'version integer', ['(2)']],
  ['a table of their own', numbered, '_migrations', 'id integer PRIMARY KEY, filename text', ["(1, 'db/002_t2.sql')", "(2, '001_t1.sql')"]],
];

describe.each(TARGET_NAMES)('%s', (name) => {
  let target: TargetDatabase;
  let adapter: DatabaseAdapter;

  beforeEach(async () => {
    target = await TARGETS[name]();
    adapter = await target.connect();
    // PGlite's schemas outlive a test.
    if (adapter.dialect === 'postgres') await adapter.run('DROP SCHEMA IF EXISTS drizzle, supabase_migrations, atlas_schema_revisions CASCADE');
  });
  afterEach(async () => {
    await adapter.close();
    await target.drop();
  });

  /** SQLite has no schemas; the tool's table has the bare name there. */
  const seed = async (table: string, columns: string, rows: readonly string[]): Promise<string> => {
    const [schema] = table.includes('.') ? table.split('.') : [];
    const name = adapter.dialect === 'postgres' ? table : table.slice(table.indexOf('.') + 1);
    const prepare = ['CREATE TABLE t1 (id integer)', 'CREATE TABLE t2 (id integer)', ...(schema !== undefined && adapter.dialect === 'postgres' ? [`CREATE SCHEMA ${schema}`] : [])];
    await adapter.batch([...prepare, `CREATE TABLE ${name} (${columns})`, ...rows.map((row) => `INSERT INTO ${name} VALUES ${row}`)].map((sql) => ({ sql })));
    return name;
  };

  // On SQLite, Supabase's ledger is a schema_migrations like any other.
  test.each(LEDGERS.filter(([tool]) => tool !== 'Supabase' || name === 'postgres' || name === 'pglite'))('%s: what it has applied is not run again', async (_, migrations, table, columns, rows) => {
    const ledger = await seed(table, columns, rows);
    expect(await migrationStatus({ adapter, migrations })).toMatchObject({ executed: 2, pending: 1, diagnostics: [{ code: 'ledger-adopted' }] });
    const result = await migrate({ adapter, migrations });
    expect(result.diagnostics.map(({ code }) => code)).toEqual(['ledger-adopted']);
    expect(result.diagnostics[0]?.message).toContain('2 of these 3 migrations');
    expect(result.done.map((done) => done.name)).toEqual([migrations[2]?.name]);
    expect(await migrate({ adapter, migrations })).toEqual({ done: [], diagnostics: [] });
    expect((await adapter.query(`SELECT * FROM ${ledger}`)).length).toBe(rows.length);
  });

  test('two runners take it over once', async () => {
    await seed('goose_db_version', 'id integer PRIMARY KEY, version_id bigint, is_applied boolean, tstamp timestamp', ['(1, 1, TRUE, NULL)', '(2, 2, TRUE, NULL)']);
    const other = await target.connect();
    const results = await Promise.all([adapter, other].map((runner) => migrate({ adapter: runner, migrations: numbered })));
    expect(results.flatMap(({ diagnostics }) => diagnostics.filter(({ severity }) => severity === 'error'))).toEqual([]);
    expect(results.flatMap(({ done }) => done)).toHaveLength(1);
    await other.close();
  });

  test.each([
    ['failed half-way', 'pgmigrations', '_sqlx_migrations', 'version bigint, success boolean', ['(1, TRUE)', '(2, FALSE)'], /_sqlx_migrations \(sqlx\) says that 2 failed half-way/],
    ['counts otherwise', 'pgmigrations', 'databasechangelog', 'id text, filename text, orderexecuted integer', ["('1', 'db/001_t1.sql', 1)"], /Liquibase/],
    ['is one of two', 'goose_db_version', '_migrations', 'name text', ["('001_t1')"], /both goose_db_version \(goose\) and _migrations/],
  ])('a ledger that %s is refused, and nothing is changed', async (_, other, table, columns, rows, message) => {
    await seed(table, columns, rows);
    await adapter.batch([{ sql: `CREATE TABLE ${other} (id integer, name text, version_id integer, is_applied boolean)` }, { sql: `INSERT INTO ${other} VALUES (1, 'x', 1, TRUE)` }]);
    const { done, diagnostics } = await migrate({ adapter, migrations: numbered });
    expect([done, diagnostics.map(({ code }) => code)]).toEqual([[], ['ledger-unreadable']]);
    expect(diagnostics[0]?.message).toMatch(message);
    await expect(adapter.query('SELECT * FROM schema_migrations')).rejects.toThrow(/schema_migrations/);
  });

  test("another application's ledger is left alone", async () => {
    await adapter.batch([{ sql: 'CREATE TABLE _migrations (name text)' }, { sql: "INSERT INTO _migrations VALUES ('001_other')" }]);
    const { done, diagnostics } = await migrate({ adapter, migrations: numbered });
    expect([done.length, diagnostics]).toEqual([3, []]);
  });
});
