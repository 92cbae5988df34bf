import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { compareFacts } from '../support/facts/compare-facts.js';
import { compareRows } from '../support/facts/compare-rows.js';
import { openSqlite, startD1, usePostgres, type D1Server, type PgDatabase } from '../support/facts/databases.js';
import { readPostgresFacts } from '../support/facts/read-postgres-facts.js';
import { readSqliteFacts } from '../support/facts/read-sqlite-facts.js';
import type { PgFacts } from '../support/facts/schema-facts.js';

const POSTGRES = `
CREATE SCHEMA auth;
CREATE TYPE mood AS ENUM ('sad', 'glad');
CREATE DOMAIN percent AS int CHECK (VALUE BETWEEN 0 AND 100);
CREATE TABLE auth.owners (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), email varchar(20) NOT NULL UNIQUE);
CREATE TABLE boats (
  id serial PRIMARY KEY,
  owner_id uuid REFERENCES auth.owners (id) ON DELETE CASCADE ON UPDATE SET NULL,
  name text NOT NULL DEFAULT 'none',
  feel mood DEFAULT 'glad',
  ready boolean NOT NULL DEFAULT true,
  price numeric(10, 2) DEFAULT 9.5,
  built timestamptz NOT NULL DEFAULT now(),
  papers jsonb DEFAULT '{"a": [1, 2]}',
  tags text[] DEFAULT '{x,y}',
  picture bytea,
  full_of percent,
  seats int CONSTRAINT seats_positive CHECK (seats > 0),
  twice int GENERATED ALWAYS AS (seats * 2) STORED,
  CONSTRAINT boats_owner_name_key UNIQUE (owner_id, name)
);
CREATE TABLE crews (boat_id int, nr int, PRIMARY KEY (boat_id, nr));
CREATE TABLE sailors (boat_id int, nr int, FOREIGN KEY (boat_id, nr) REFERENCES crews);
CREATE INDEX boats_recent ON boats (built DESC, name);
CREATE UNIQUE INDEX boats_lower ON boats (lower(name)) WHERE ready;
CREATE VIEW ready_boats AS SELECT id, name FROM boats WHERE ready;
INSERT INTO auth.owners VALUES ('00000000-0000-4000-8000-000000000001', 'a@b.c');
INSERT INTO boats (owner_id, name, built, picture, seats) VALUES ('00000000-0000-4000-8000-000000000001', 'Ada', '2024-01-02 03:04:05.678+02', '\\x00ff', 3);
`;

const UUID = `lower(hex(randomblob(4))) || '-' || lower(hex(randomblob(2))) || '-4' || substr(lower(hex(randomblob(2))), 2) || '-' || substr('89ab', 1 + (random() & 3), 1) || substr(lower(hex(randomblob(2))), 2) || '-' || lower(hex(randomblob(6)))`;

const SQLITE = [
  `CREATE TABLE auth_owners (id TEXT NOT NULL PRIMARY KEY DEFAULT (${UUID}), email TEXT NOT NULL CHECK (length(email) <= 20))`,
  `CREATE UNIQUE INDEX auth_owners_email_key ON auth_owners (email)`,
  `CREATE TABLE boats (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  owner_id TEXT REFERENCES auth_owners (id) ON DELETE CASCADE ON UPDATE SET NULL,
  name TEXT NOT NULL DEFAULT 'none',
  feel TEXT DEFAULT 'glad' CHECK (feel IN ('sad', 'glad')),
  ready INTEGER NOT NULL DEFAULT 1 CHECK (ready IN (0, 1)),
  price REAL DEFAULT 9.5,
  built DATETIME NOT NULL DEFAULT (datetime('now')),
  papers TEXT DEFAULT '{"a":[1,2]}' CHECK (json_valid(papers)),
  tags TEXT DEFAULT '["x","y"]' CHECK (json_valid(tags) AND json_type(tags) = 'array'),
  picture BLOB,
  full_of INTEGER CONSTRAINT percent_check CHECK (full_of BETWEEN 0 AND 100),
  seats INTEGER CONSTRAINT seats_positive CHECK (seats > 0),
  twice INTEGER GENERATED ALWAYS AS (seats * 2) STORED
)`,
  `CREATE UNIQUE INDEX boats_owner_name_key ON boats (owner_id, name)`,
  `CREATE TABLE crews (boat_id INTEGER NOT NULL, nr INTEGER NOT NULL, PRIMARY KEY (boat_id, nr))`,
  `CREATE TABLE sailors (boat_id INTEGER, nr INTEGER, FOREIGN KEY (boat_id, nr) REFERENCES crews (boat_id, nr))`,
  `CREATE INDEX boats_recent ON boats (built DESC, name)`,
  `CREATE UNIQUE INDEX boats_lower ON boats (lower(name)) WHERE ready`,
  `CREATE VIEW ready_boats AS SELECT id, name FROM boats WHERE ready`,
];
const ROWS = [
  `INSERT INTO auth_owners VALUES ('00000000-0000-4000-8000-000000000001', 'a@b.c')`,
  `INSERT INTO boats (owner_id, name, built, picture, seats) VALUES ('00000000-0000-4000-8000-000000000001', 'Ada', '2024-01-02 01:04:05.678', x'00ff', 3)`,
];

/** One edit of the SQL above, and the facts that must be reported as different because of it. */
const SCHEMA_MUTATIONS: readonly (readonly [from: string, to: string, facts: readonly string[]])[] = [
  ['price REAL', 'price TEXT', ['boats.price storage', 'boats.price default']],
  ['built DATETIME', 'built TEXT', ['boats.built storage']],
  ['name TEXT NOT NULL DEFAULT', 'name TEXT DEFAULT', ['boats.name nullability']],
  ['picture BLOB', 'picture BLOB NOT NULL', ['boats.picture nullability']],
  ['nr INTEGER NOT NULL,', 'nr INTEGER,', ['crews.nr nullability']],
  [`DEFAULT 'none'`, `DEFAULT 'None'`, ['boats.name default']],
  [` DEFAULT 'none'`, '', ['boats.name default']],
  ['picture BLOB', `picture BLOB DEFAULT x'00'`, ['boats.picture default']],
  ['DEFAULT 9.5', 'DEFAULT 9.51', ['boats.price default']],
  ['NOT NULL DEFAULT 1 CHECK', 'NOT NULL DEFAULT 0 CHECK', ['boats.ready default']],
  [`datetime('now')`, `datetime('2024-01-01')`, ['boats.built default']],
  [`datetime('now')`, `datetime('now', '1 day')`, ['boats.built default']],
  [`datetime('now')`, `strftime('%s', 'now')`, ['boats.built default']],
  [`'{"a":[1,2]}'`, `'{"a":[2,1]}'`, ['boats.papers default']],
  [`'["x","y"]'`, `'["x"]'`, ['boats.tags default']],
  [UUID, `'00000000-0000-4000-8000-000000000001'`, ['auth_owners.id default']],
  [UUID, `hex(randomblob(16))`, ['auth_owners.id default']],
  ['picture BLOB,', '', ['boats columns in order', 'boats.picture']],
  ['picture BLOB,\n  full_of INTEGER CONSTRAINT percent_check CHECK (full_of BETWEEN 0 AND 100)', 'full_of INTEGER CONSTRAINT percent_check CHECK (full_of BETWEEN 0 AND 100),\n  picture BLOB', ['boats columns in order']],
  ['picture BLOB,', 'picture BLOB, extra TEXT,', ['boats columns in order']],
  ['id INTEGER PRIMARY KEY AUTOINCREMENT', 'id INTEGER PRIMARY KEY', ['boats.id numbering']],
  ['PRIMARY KEY (boat_id, nr)', 'PRIMARY KEY (nr, boat_id)', ['crews primary key']],
  ['ON DELETE CASCADE', '', ['boats foreign key (owner_id) -> auth_owners (id) actions']],
  ['ON UPDATE SET NULL', 'ON UPDATE SET DEFAULT', ['boats foreign key (owner_id) -> auth_owners (id) actions']],
  [', FOREIGN KEY (boat_id, nr) REFERENCES crews (boat_id, nr)', '', ['sailors foreign key (boat_id, nr) -> crews (boat_id, nr)']],
  ['sailors (boat_id INTEGER', 'sailors (boat_id INTEGER REFERENCES boats', ['sailors foreign key (boat_id) -> boats (id)']],
  [`IN ('sad', 'glad')`, `IN ('sad', 'glad', 'glad~no label', 'sad~no label')`, ['boats.feel guard']],
  [`IN ('sad', 'glad')`, `IN ('glad')`, ['boats.feel guard']],
  [` CHECK (feel IN ('sad', 'glad'))`, '', ['boats.feel guard']],
  [' CHECK (ready IN (0, 1))', '', ['boats.ready guard']],
  ['length(email) <= 20', 'length(email) <= 21', ['auth_owners.email guard']],
  ['length(email) <= 20', 'length(email) < 20', ['auth_owners.email guard']],
  [' CHECK (json_valid(papers))', '', ['boats.papers guard']],
  [` AND json_type(tags) = 'array'`, '', ['boats.tags guard']],
  ['CONSTRAINT seats_positive ', '', ['boats check seats_positive']],
  ['CHECK (seats > 0)', 'CHECK (picture > 0)', ['boats check seats_positive']],
  ['picture BLOB', 'picture BLOB CONSTRAINT extra_check CHECK (picture > 0)', ['boats check extra_check']],
  ['CONSTRAINT percent_check CHECK (full_of BETWEEN 0 AND 100)', '', ['boats.full_of domain check percent_check']],
  ['STORED', 'VIRTUAL', ['boats.twice generated']],
  ['CREATE UNIQUE INDEX boats_owner_name_key', 'CREATE INDEX boats_owner_name_key', ['boats index boats_owner_name_key']],
  ['INDEX boats_recent', 'INDEX boats_newest', ['boats index boats_recent', 'boats index boats_newest']],
  ['(built DESC, name)', '(built, name)', ['boats index boats_recent']],
  ['(built DESC, name)', '(name, built DESC)', ['boats index boats_recent']],
  ['(lower(name)) WHERE ready', '(lower(name))', ['boats index boats_lower']],
  ['(lower(name))', '(name)', ['boats index boats_lower']],
  ['email TEXT NOT NULL', 'email TEXT NOT NULL UNIQUE', ['auth_owners index sqlite_autoindex_auth_owners_2']],
  ['CREATE VIEW ready_boats AS SELECT id, name', 'CREATE VIEW ready_boats AS SELECT id', ['view ready_boats columns']],
  ['CREATE VIEW ready_boats', 'CREATE VIEW boats_ready', ['view ready_boats', 'view boats_ready']],
  ['CREATE TABLE crews', 'CREATE TABLE crew', ['table crews', 'table crew']],
];

const ROW_MUTATIONS: readonly (readonly [from: string, to: string])[] = [
  ['01:04:05.678', '03:04:05.678'],
  ['2024-01-02 01:04:05.678', '2024-01-02T01:04:05.678Z'],
  [`x'00ff'`, `x'00fe'`],
  [`x'00ff'`, `'00ff'`],
  [', 3)', ', 4)'],
  [`'Ada'`, `'ada'`],
];

let d1: D1Server;
let postgres: PgDatabase;
let expected: PgFacts;

beforeAll(async () => {
  d1 = await startD1(['facts']);
  postgres = await usePostgres(inject('postgresUrl')).database('facts');
  await postgres.script(POSTGRES);
  expected = await readPostgresFacts(postgres);
});
afterAll(async () => {
  await postgres.close();
  await d1.stop();
});

async function judge(statements: readonly string[]): Promise<readonly string[]> {
  const target = openSqlite();
  await target.apply(statements);
  const { differences } = compareFacts(expected, await readSqliteFacts(target), { mapping: 'classic' });
  return differences.map(({ fact }) => fact);
}

async function rows(statements: readonly string[]): Promise<readonly string[]> {
  const target = openSqlite();
  await target.apply([...SQLITE, ...statements]);
  return (await compareRows(expected, postgres, target, { mapping: 'classic' })).differences;
}

describe('the judge of schemas', () => {
  it('finds every fact of a faithful schema equal', async () => {
    const target = openSqlite();
    await target.apply(SQLITE);
    const { total, equal, differences } = compareFacts(expected, await readSqliteFacts(target), { mapping: 'classic' });
    expect(differences).toEqual([]);
    expect(total).toBe(equal);
    expect(total).toBeGreaterThan(80);
  });

  it.each(SCHEMA_MUTATIONS)('sees that %j became %j', async (from, to, facts) => {
    const source = SQLITE.join(';\n');
    expect(source).toContain(from);
    expect(await judge([source.replace(from, () => to)])).toEqual(facts);
  });

  it('sees a dropped index, a dropped table and one too many', async () => {
    expect(await judge([...SQLITE, 'DROP INDEX boats_lower'])).toEqual(['boats index boats_lower']);
    expect(await judge([...SQLITE, 'DROP TABLE sailors'])).toEqual(['table sailors']);
    expect(await judge([...SQLITE, 'CREATE TABLE more (a)'])).toEqual(['table more']);
    expect(await judge([...SQLITE, 'CREATE INDEX more ON crews (nr)'])).toEqual(['crews index more']);
  });

  it('reads D1 as it reads SQLite', async () => {
    const [sqlite, worker] = [openSqlite(), await d1.database('facts')];
    for (const target of [sqlite, worker]) {
      await target.apply([...SQLITE, ...ROWS]);
      expect(compareFacts(expected, await readSqliteFacts(target), { mapping: 'classic' }).differences).toEqual([]);
      expect((await compareRows(expected, postgres, target, { mapping: 'classic' })).differences).toEqual([]);
    }
    expect(await readSqliteFacts(worker)).toEqual(await readSqliteFacts(sqlite));
  });
});

describe('the judge of rows', () => {
  it.each(ROW_MUTATIONS)('sees that %j became %j', async (from, to) => {
    const mutated = ROWS.map((sql) => sql.replace(from, () => to));
    expect(mutated).not.toEqual(ROWS);
    expect(await rows(mutated)).toHaveLength(2);
  });

  it('sees a lost row and a row twice', async () => {
    expect(await rows(ROWS.slice(0, 1))).toHaveLength(1);
    expect(await rows([...ROWS, `INSERT INTO crews VALUES (1, 1)`])).toEqual(['crews: not in Postgres: ["1","1"]']);
  });

  it('accepts volatile values only of their class', async () => {
    const target = openSqlite();
    await target.apply([...SQLITE, ROWS[0] ?? '', (ROWS[1] ?? '').replace('2024-01-02 01:04:05.678', '2024-01-02 01:04:06')]);
    const verdict = await compareRows(expected, postgres, target, { mapping: 'classic', volatile: { 'boats.built': 'now' } });
    expect(verdict.differences).toHaveLength(2);
  });
});
