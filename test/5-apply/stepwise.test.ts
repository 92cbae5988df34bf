import { afterEach, beforeEach, expect, test } from 'vitest';
import { connectPostgres } from '../../src/adapters/postgres.js';
import type { DatabaseAdapter } from '../../src/model/adapter.js';
import { migrate, migrateDown, migrationStatus } from '../../src/migrate.js';
import { freshPostgres } from '../support/databases.js';
import { migration } from './history.js';

let url: string;
let drop: () => Promise<void>;
let adapter: DatabaseAdapter;

beforeEach(async () => {
  ({ url, drop } = await freshPostgres());
  adapter = await connectPostgres(url);
});
afterEach(async () => {
  await adapter.close();
  await drop();
});

const users = migration('001_users', 'CREATE TABLE users (id integer PRIMARY KEY, name text);\nINSERT INTO users VALUES (1, \'a\'), (2, \'a\');');
const BEGINNING = "SET search_path TO side, public;\nCREATE SCHEMA side;\nCREATE TABLE log (n integer);\nINSERT INTO log VALUES (1);\n";
const UNIQUE = 'CREATE UNIQUE INDEX CONCURRENTLY users_name ON users (name);\n';
const END = 'INSERT INTO log VALUES (2);';

const ledger = async () => (await adapter.query("SELECT state, steps_done FROM schema_migrations WHERE name <> '001_users'"))[0];

test('statements that refuse a transaction run one by one', async () => {
  const steps = migration('002_steps', "CREATE TYPE mood AS ENUM ('sad');\nALTER TYPE mood ADD VALUE 'ok';\nCREATE TABLE m (x mood DEFAULT 'ok');\nCREATE INDEX CONCURRENTLY users_name ON users (name);\nVACUUM users;", 'DROP INDEX CONCURRENTLY users_name;\nDROP TABLE m;\nDROP TYPE mood;');
  const result = await migrate({ adapter, migrations: [users, steps] });
  expect([result.diagnostics, result.done.map(({ name }) => name)]).toEqual([[], ['001_users', '002_steps']]);
  expect(await ledger()).toEqual({ state: 'applied', steps_done: 5 });
  expect((await migrateDown({ adapter, migrations: [users, steps] })).diagnostics).toEqual([]);
  expect(await ledger()).toBeUndefined();
});

test('bodies that COMMIT run outside of a transaction block: a DO block, and a procedure that is called', async () => {
  const loop = "LOOP\n UPDATE users SET name = name || id WHERE id = (SELECT min(id) FROM users WHERE name = 'a');\n EXIT WHEN NOT FOUND;\n COMMIT;\nEND LOOP;";
  const steps = migration('002_batches', `DO $$ BEGIN ${loop} END $$;\nUPDATE users SET name = 'a';\nCREATE PROCEDURE fill() LANGUAGE plpgsql AS $$ BEGIN ${loop} END $$;\nCALL fill();`);
  expect((await migrate({ adapter, migrations: [users, steps] })).diagnostics).toEqual([]);
  expect(await adapter.query('SELECT name FROM users ORDER BY id')).toEqual([{ name: 'a1' }, { name: 'a2' }]);
  expect(await ledger()).toEqual({ state: 'applied', steps_done: 4 });
});

test('a failure keeps what is done, says so, and up goes on at the corrected step', async () => {
  const failed = await migrate({ adapter, migrations: [users, migration('002_steps', BEGINNING + UNIQUE + END)] });
  expect(failed.diagnostics).toMatchObject([{ code: 'migration-failed', file: '002_steps.sql', span: { start: BEGINNING.length } }]);
  expect(failed.diagnostics[0]?.message).toMatch(/002_steps failed at step 5 of 6: could not create unique index/);
  expect(failed.diagnostics[0]?.help).toMatch(/first 4 steps are done.*INVALID index.*DROP INDEX CONCURRENTLY users_name;/s);
  expect(await ledger()).toEqual({ state: 'failed', steps_done: 4 });
  expect(await migrationStatus({ adapter, migrations: [users] })).toMatchObject({ entries: [{ state: 'executed' }, { state: 'interrupted' }] });

  const corrected = migration('002_steps', `${BEGINNING}CREATE INDEX CONCURRENTLY IF NOT EXISTS users_name ON users (name);\n${END}`);
  const blocked = await migrate({ adapter, migrations: [users, corrected] });
  expect(blocked.diagnostics).toMatchObject([{ code: 'migration-interrupted', help: expect.stringContaining('DROP INDEX CONCURRENTLY users_name;') as string }]);
  await adapter.run('DROP INDEX CONCURRENTLY users_name');

  const rewritten = await migrate({ adapter, migrations: [users, migration('002_steps', BEGINNING.replace('(1)', '(3)') + END)] });
  expect(rewritten.diagnostics).toMatchObject([{ code: 'checksum-changed' }]);

  // Another process resumes: what the first steps SET holds there too.
  const other = await connectPostgres(url);
  const resumed = await migrate({ adapter: other, migrations: [users, corrected] });
  await other.close();
  expect([resumed.diagnostics, resumed.done.map(({ name }) => name)]).toEqual([[], ['002_steps']]);
  expect(await adapter.query('SELECT n FROM side.log ORDER BY n')).toEqual([{ n: 1 }, { n: 2 }]);
  expect(await ledger()).toEqual({ state: 'applied', steps_done: 6 });
  expect((await migrate({ adapter, migrations: [users, corrected] })).done).toEqual([]);
});

test('a step that was done but not recorded can be recorded by hand', async () => {
  const steps = migration('002_steps', 'CREATE TABLE log (n integer);\nCREATE INDEX CONCURRENTLY users_name ON users (name);\nINSERT INTO log VALUES (2);');
  await migrate({ adapter, migrations: [users, migration('002_steps', 'CREATE TABLE log (n integer);\nCREATE INDEX CONCURRENTLY users_name ON nowhere (name);')] });
  await adapter.run("UPDATE schema_migrations SET state = 'running'; CREATE INDEX users_name ON users (name)");
  await adapter.run("UPDATE schema_migrations SET state = 'applied' WHERE name = '001_users'");
  const resumed = await migrate({ adapter, migrations: [users, steps] });
  const [record] = /UPDATE schema_migrations .*;/.exec(String(resumed.diagnostics[0]?.help)) ?? [];
  await adapter.run(String(record));
  expect((await migrate({ adapter, migrations: [users, steps] })).diagnostics).toEqual([]);
  expect(await adapter.query('SELECT n FROM log')).toEqual([{ n: 2 }]);
});

test('runners wait for one that goes step by step', async () => {
  const steps = migration('002_steps', `CREATE TABLE log (n integer);\nCREATE INDEX CONCURRENTLY users_name ON users (name);\nSELECT pg_sleep(0.5);\nINSERT INTO log VALUES (1);`);
  const after = migration('003_after', 'INSERT INTO log VALUES (2);');
  const others = await Promise.all([connectPostgres(url), connectPostgres(url)]);
  const results = await Promise.all([adapter, ...others].map((runner) => migrate({ adapter: runner, migrations: [users, steps, after] })));
  expect(results.flatMap(({ diagnostics }) => diagnostics)).toEqual([]);
  expect(results.flatMap(({ done }) => done.map(({ name }) => name)).toSorted()).toEqual(['001_users', '002_steps', '003_after']);
  expect(await adapter.query('SELECT n FROM log ORDER BY n')).toEqual([{ n: 1 }, { n: 2 }]);
  await Promise.all(others.map((other) => other.close()));
});

test('what a migration SETs ends with it, and the ledger is found whatever it SETs', async () => {
  const sets = migration('001_sets', "CREATE SCHEMA other;\nSELECT pg_catalog.set_config('search_path', '', false);\nCREATE TABLE public.t (id integer);\nSET statement_timeout = '1h';");
  const result = await migrate({ adapter, migrations: [sets, migration('002_plain', 'CREATE TABLE u (id integer);')] });
  expect(result.diagnostics).toEqual([]);
  expect(await adapter.query("SELECT to_regclass('public.u') IS NOT NULL AS there, current_setting('statement_timeout') AS timeout")).toEqual([{ there: true, timeout: '0' }]);
});

test('a failure points at the character that Postgres names', async () => {
  const text = "-- é\nINSERT INTO users VALUES (3, '😀');\nSELECT 'é😀', nothing FROM users;";
  const { diagnostics } = await migrate({ adapter, migrations: [users, migration('002_position', text)] });
  expect(diagnostics).toMatchObject([{ code: 'migration-failed', span: { start: text.indexOf('nothing') } }]);
});
