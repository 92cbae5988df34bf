import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { DatabaseAdapter } from '../../src/model/adapter.js';
import { migrate, migrationStatus } from '../../src/migrate.js';
import { migration } from './history.js';
import { TARGET_NAMES, TARGETS, type TargetDatabase } from './targets.js';

const history = [1, 2, 3].map((n) => migration(`00${n}_t${n}`, `CREATE TABLE t${n} (id integer);`));

describe.each(TARGET_NAMES)('%s', (name) => {
  let target: TargetDatabase;
  let adapter: DatabaseAdapter;

  beforeEach(async () => {
    target = await TARGETS[name]();
    adapter = await target.connect();
  });
  afterEach(async () => {
    await adapter.close();
    await target.drop();
  });

  const seed = async (...statements: readonly string[]): Promise<void> => {
    await adapter.batch(['CREATE TABLE t1 (id integer)', 'CREATE TABLE t2 (id integer)', ...statements].map((sql) => ({ sql })));
  };

  test.each([
    ['a row a version', ['CREATE TABLE schema_migrations (version varchar(255) PRIMARY KEY)', "INSERT INTO schema_migrations VALUES ('001'), ('002')"]],
    ['the newest version', ['CREATE TABLE schema_migrations (version bigint PRIMARY KEY, dirty boolean NOT NULL)', 'INSERT INTO schema_migrations VALUES (2, FALSE)']],
    ['file names', ['CREATE TABLE schema_migrations (id integer PRIMARY KEY, filename text NOT NULL, executed_at timestamp)', "INSERT INTO schema_migrations VALUES (1, '001_t1.sql', '2024-01-02 03:04:05'), (2, '002_t2.sql', '2024-01-02 03:04:06')"]],
  ])('%s: taken over, and the old table is kept', async (_, statements) => {
    await seed(...statements);
    expect(await migrationStatus({ adapter, migrations: history })).toMatchObject({ executed: 2, pending: 1, diagnostics: [] });
    const result = await migrate({ adapter, migrations: history });
    expect([result.done.map((done) => done.name), result.diagnostics.map(({ code }) => code)]).toEqual([['003_t3'], ['ledger-adopted']]);
    expect((await migrate({ adapter, migrations: history })).diagnostics).toEqual([]);
    expect((await adapter.query('SELECT name FROM schema_migrations ORDER BY name')).map((row) => row['name'])).toEqual(history.map((each) => each.name));
    expect((await adapter.query('SELECT * FROM schema_migrations_before_transmigrate')).length).toBeGreaterThan(0);
  });

  test('a dump that brings the ledger of another tool along neither makes nor fills ours; a later migration does not drop it', async () => {
    const dump = migration('001_dump', [
      'CREATE TABLE public.schema_migrations (version text NOT NULL);',
      'CREATE TABLE t1 (id integer);',
      'ALTER TABLE ONLY schema_migrations ADD CONSTRAINT schema_migrations_pkey PRIMARY KEY (version);',
      "INSERT INTO schema_migrations (version) VALUES ('001');",
    ].join('\n'));
    const migrations = [dump, migration('002_other_tool', 'DROP TABLE IF EXISTS schema_migrations;')];
    expect(await migrate({ adapter, migrations })).toMatchObject({ done: [{ name: '001_dump' }, { name: '002_other_tool' }], diagnostics: [] });
    expect(await migrationStatus({ adapter, migrations })).toMatchObject({ executed: 2, pending: 0 });
    expect(await adapter.query('SELECT * FROM t1')).toEqual([]);
  });

  test('two runners take it over once', async () => {
    await seed('CREATE TABLE schema_migrations (version varchar(255) PRIMARY KEY)', "INSERT INTO schema_migrations VALUES ('1'), ('2')");
    const other = await target.connect();
    const results = await Promise.all([adapter, other].map((runner) => migrate({ adapter: runner, migrations: history })));
    expect(results.flatMap(({ diagnostics }) => diagnostics.filter(({ severity }) => severity === 'error'))).toEqual([]);
    expect(results.flatMap(({ done }) => done)).toHaveLength(1);
    await other.close();
  });

  test.each([
    ['a dirty version', ['CREATE TABLE schema_migrations (version bigint PRIMARY KEY, dirty boolean NOT NULL)', 'INSERT INTO schema_migrations VALUES (2, TRUE)'], /version 2 as dirty/],
    ['something else', ['CREATE TABLE schema_migrations (colour text)'], /columns colour/],
  ])('%s is refused, and nothing is changed', async (_, statements, message) => {
    await seed(...statements);
    const { done, diagnostics } = await migrate({ adapter, migrations: history });
    expect([done, diagnostics.map(({ code }) => code)]).toEqual([[], ['ledger-unreadable']]);
    expect(diagnostics[0]?.message).toMatch(message);
    await expect(adapter.query('SELECT * FROM t3')).rejects.toThrow(/t3/);
  });

  test('a version that two files have is refused', async () => {
    await seed('CREATE TABLE schema_migrations (version varchar(255) PRIMARY KEY)', "INSERT INTO schema_migrations VALUES ('001')");
    const { diagnostics } = await migrate({ adapter, migrations: [...history, migration('001_twin', 'CREATE TABLE twin (id integer);')] });
    expect(diagnostics).toMatchObject([{ code: 'ledger-unreadable', message: expect.stringContaining('001_t1.sql and 001_twin.sql') as string }]);
  });
});
