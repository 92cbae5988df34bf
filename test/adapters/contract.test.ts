import Database from 'better-sqlite3';
import pgPromise from 'pg-promise';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { attachD1 } from '../../src/adapters/d1.js';
import { connectPglite } from '../../src/adapters/pglite.js';
import { attachPostgres, connectPostgres } from '../../src/adapters/postgres.js';
import { attachSqlite, connectSqlite } from '../../src/adapters/sqlite.js';
import { BatchError, type DatabaseAdapter, type SqlStatement } from '../../src/model/adapter.js';
import { freshD1, freshPostgres, freshSqlite } from '../support/databases.js';

interface Opened {
  readonly adapter: DatabaseAdapter;
  readonly drop?: () => Promise<void>;
}

const BEYOND_DOUBLE = 2n ** 53n + 1n;

const OPEN: Readonly<Record<string, () => Promise<Opened>>> = {
  postgres: async () => {
    const { url, drop } = await freshPostgres();
    return { adapter: await connectPostgres(url), drop };
  },
  'postgres, attached': async () => {
    const { url, drop } = await freshPostgres();
    const database = pgPromise({ noWarnings: true })(url);
    return { adapter: await attachPostgres(database), drop: () => database.$pool.end().then(drop) };
  },
  pglite: async () => ({ adapter: await connectPglite('memory://') }),
  sqlite: async () => {
    const { path, drop } = await freshSqlite();
    return { adapter: await connectSqlite(path), drop };
  },
  'sqlite, attached': async () => ({ adapter: attachSqlite(new Database(':memory:')) }),
  d1: async () => ({ adapter: attachD1(await freshD1()) }),
};

describe.each(Object.keys(OPEN))('%s', (name) => {
  let opened: Opened;
  let adapter: DatabaseAdapter;

  beforeAll(async () => {
    opened = await (OPEN[name] as () => Promise<Opened>)();
    adapter = opened.adapter;
    const postgres = adapter.dialect === 'postgres';
    await adapter.run(`CREATE TABLE kept (id integer PRIMARY KEY, t text, i ${postgres ? 'bigint' : 'integer'}, r ${postgres ? 'double precision' : 'real'}, b ${postgres ? 'bytea' : 'blob'}, f ${postgres ? 'boolean' : 'integer'})`);
  });

  afterAll(async () => {
    await adapter.close();
    await adapter.close();
    await opened.drop?.();
  });

  /** Placeholders are `?` in these tests; Postgres numbers them. */
  const sql = (text: string): string => text.split('?').reduce((before, after, position) => `${before}${adapter.dialect === 'postgres' ? `$${position}` : '?'}${after}`);

  const ids = async (table: string): Promise<readonly unknown[]> => (await adapter.query(`SELECT id FROM ${table} ORDER BY id`)).map(({ id }) => id);

  test('keeps text, NULL, numbers, blobs and booleans', async () => {
    const insert = sql('INSERT INTO kept (id, t, i, r, b, f) VALUES (?, ?, ?, ?, ?, ?)');
    const text = `it's "quoted" ?, $1 — 日本語 😀\n-- ; /*`;
    expect(await adapter.run(insert, [1, text, 5, 2.5, new Uint8Array([0, 1, 255]), true])).toEqual({ changes: 1 });
    await adapter.run(insert, [2, null, null, null, null, null]);
    const [full, empty] = await adapter.query('SELECT t, i, r, b, CAST(f AS integer) AS f FROM kept ORDER BY id');
    const bytes = full?.['b'];
    expect(bytes).toBeInstanceOf(Uint8Array);
    expect({ ...full, b: [...(bytes as Uint8Array)] }).toEqual({ t: text, i: 5, r: 2.5, b: [0, 1, 255], f: 1 });
    expect(empty).toEqual({ t: null, i: null, r: null, b: null, f: null });
  });

  test('binds integers as integers', async () => {
    await adapter.run(sql('INSERT INTO kept (id, t, i) VALUES (?, ?, ?)'), [10, 'ten', -7]);
    expect(await adapter.query(sql('SELECT i / 2 AS half FROM kept WHERE id = ?'), [10])).toEqual([{ half: -3 }]);
  });

  test('keeps integers that no double holds', async () => {
    await adapter.run(sql('INSERT INTO kept (id, i) VALUES (?, ?)'), [20, BEYOND_DOUBLE]);
    expect(await adapter.query(sql('SELECT CAST(i AS text) AS i FROM kept WHERE i = ?'), [BEYOND_DOUBLE])).toEqual([{ i: String(BEYOND_DOUBLE) }]);
    // D1 itself rounds them on the way out.
    const read = adapter.dialect === 'd1' ? Number(BEYOND_DOUBLE) : BEYOND_DOUBLE;
    expect(await adapter.query(sql('SELECT i FROM kept WHERE id = ?'), [20])).toEqual([{ i: read }]);
  });

  test('counts changed rows', async () => {
    await adapter.run('CREATE TABLE counted (id integer)');
    expect(await adapter.run('INSERT INTO counted VALUES (1), (2), (3)')).toEqual({ changes: 3 });
    expect(await adapter.run(sql('UPDATE counted SET id = id + 10 WHERE id < ?'), [3])).toEqual({ changes: 2 });
    expect(await adapter.run('DELETE FROM counted WHERE id = 99')).toEqual({ changes: 0 });
    expect(await adapter.query(sql('DELETE FROM counted WHERE id = ? RETURNING id'), [3])).toEqual([{ id: 3 }]);
    expect(await adapter.query('DELETE FROM counted WHERE id = 11')).toEqual([]);
    expect(await ids('counted')).toEqual([12]);
  });

  test('a batch is executed in order, with schema changes and values', async () => {
    await adapter.batch([{ sql: 'CREATE TABLE ordered (id integer PRIMARY KEY)' }, { sql: sql('INSERT INTO ordered VALUES (?)'), params: [1] }, { sql: 'INSERT INTO ordered SELECT id + 1 FROM ordered' }, { sql: 'SELECT 1' }]);
    expect(await ids('ordered')).toEqual([1, 2]);
    await adapter.batch([]);
  });

  test('a batch that fails leaves nothing behind and says where', async () => {
    await adapter.run('CREATE TABLE atomic (id integer PRIMARY KEY)');
    const good: readonly SqlStatement[] = [0, 1, 2, 3, 4].map((id) => (id === 2 ? { sql: 'CREATE TABLE atomic_side (id integer)' } : { sql: sql('INSERT INTO atomic VALUES (?)'), params: [id] }));
    for (let index = 0; index <= good.length; index += 1) {
      for (const failing of ['SELEC 1', 'INSERT INTO nowhere VALUES (1)', 'INSERT INTO atomic VALUES (100), (100)']) {
        const error: unknown = await adapter.batch([...good.slice(0, index), { sql: failing }, ...good.slice(index)]).catch((thrown: unknown) => thrown);
        expect(error).toBeInstanceOf(BatchError);
        expect((error as BatchError).index).toBe(index);
        expect((error as BatchError).message).not.toBe('');
      }
    }
    expect(await ids('atomic')).toEqual([]);
    await expect(adapter.query('SELECT * FROM atomic_side')).rejects.toThrow(/atomic_side/);
    await adapter.batch(good);
    expect(await ids('atomic')).toEqual([0, 1, 3, 4]);
  });

  test('a foreign key that is checked at the end fails the batch', async () => {
    const deferred = 'DEFERRABLE INITIALLY DEFERRED';
    await adapter.batch([{ sql: 'CREATE TABLE parent (id integer PRIMARY KEY)' }, { sql: `CREATE TABLE child (id integer PRIMARY KEY REFERENCES parent (id) ${deferred})` }]);
    const error: unknown = await adapter.batch([{ sql: 'INSERT INTO child VALUES (1)' }]).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(BatchError);
    expect((error as BatchError).index).toBeUndefined();
    expect((error as BatchError).message).toMatch(/foreign key/i);
    expect(await ids('child')).toEqual([]);
    await adapter.batch([{ sql: 'INSERT INTO child VALUES (1)' }, { sql: 'INSERT INTO parent VALUES (1)' }]);
    expect(await ids('child')).toEqual([1]);
  });

  test('a statement that fails rejects, and the connection goes on', async () => {
    await expect(adapter.query('SELECT * FROM nowhere')).rejects.toThrow(/nowhere/);
    await expect(adapter.run(sql('INSERT INTO nowhere VALUES (?)'), [1])).rejects.toThrow(/nowhere/);
    expect(await adapter.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });
});

test.each(['sqlite', 'd1'])('%s binds each value with its own type, and knows a placeholder from a question mark', async (name) => {
  const { adapter, drop } = await (OPEN[name] as () => Promise<Opened>)();
  const [row] = await adapter.query("SELECT typeof(?) AS i, typeof(?) AS f, typeof(?) AS r, '?' AS q, ? || '' AS t -- ?", [5, true, 0.5, 5]);
  expect(row).toEqual({ i: 'integer', f: 'integer', r: 'real', q: '?', t: '5' });
  await adapter.close();
  await drop?.();
});

test('an attached batch does not touch the caller’s transaction', async () => {
  const database = new Database(':memory:');
  const adapter = attachSqlite(database);
  database.exec('CREATE TABLE t (a); BEGIN; INSERT INTO t VALUES (1)');
  await expect(adapter.batch([{ sql: 'INSERT INTO t VALUES (2)' }])).rejects.toThrow(/transaction/);
  database.exec('COMMIT');
  expect(database.prepare('SELECT a FROM t').all()).toEqual([{ a: 1 }]);
  database.close();
});
