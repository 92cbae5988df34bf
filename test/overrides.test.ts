import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readMigrations } from '../src/1-source/read-migrations.js';
import { loadParser } from '../src/2-parse/parse.js';
import { d1Files, migrate, migrateDown, migrationStatus, sqlFile, transpile, type Migration, type Row } from '../src/transmigrate.js';
import type { DatabaseAdapter } from '../src/model/adapter.js';
import { TARGET_NAMES, TARGETS, tables, type TargetDatabase } from './5-apply/targets.js';

beforeAll(loadParser);

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'transmigrate-overrides-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** The folder with these files on top of what it has. */
function withFiles(contents: Readonly<Record<string, string>>): readonly Migration[] {
  for (const [file, text] of Object.entries(contents)) writeFileSync(join(folder, file), text);
  const { migrations, diagnostics } = readMigrations(folder);
  expect(diagnostics).toEqual([]);
  return migrations;
}

describe.each(TARGET_NAMES)('%s', (name) => {
  const native = name === 'sqlite' || name === 'd1';
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

  /** Everything pending is applied, without an error. */
  async function up(contents: Readonly<Record<string, string>>): Promise<void> {
    const { diagnostics } = await migrate({ adapter, migrations: withFiles(contents) });
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  }

  const rows = (sql: string): Promise<readonly Row[]> => adapter.query(sql);

  test('what is skipped is not there, and does not come back when its table is rebuilt', async () => {
    await up({
      '001_posts.sql': `CREATE TABLE posts (id INT PRIMARY KEY, body TEXT, stars INT);
CREATE INDEX posts_stars ON posts (stars);
-- transmigrate: skip sqlite,d1
CREATE INDEX posts_body ON posts (upper(body));
-- transmigrate: skip sqlite, d1
CREATE TABLE ranges (r INT4RANGE);
INSERT INTO posts VALUES (1, 'a', 2);`,
      '001_posts.down.sql': '-- transmigrate: skip sqlite,d1\nDROP TABLE ranges;\nDROP TABLE posts;',
    });
    await up({ '002_types.sql': "ALTER TABLE posts ALTER COLUMN stars TYPE TEXT, ALTER COLUMN body SET NOT NULL;\n-- transmigrate: skip sqlite,d1\nALTER TABLE ranges ADD COLUMN n INT;", '002_types.down.sql': 'ALTER TABLE posts ALTER COLUMN body DROP NOT NULL;' });
    const indexes = native ? "SELECT name FROM sqlite_master WHERE type = 'index' AND sql LIKE '%posts_%' ORDER BY 1" : "SELECT indexname AS name FROM pg_indexes WHERE indexname LIKE 'posts\\_%' AND indexname <> 'posts_pkey' ORDER BY 1";
    expect(await rows(indexes)).toEqual(native ? [{ name: 'posts_stars' }] : [{ name: 'posts_body' }, { name: 'posts_stars' }]);
    expect(await tables(adapter)).toEqual(native ? ['posts'] : ['posts', 'ranges']);
    expect(await rows('SELECT * FROM posts')).toEqual([{ id: 1, body: 'a', stars: '2' }]);
    const { diagnostics } = await migrateDown({ adapter, migrations: withFiles({}), steps: 2 });
    expect(diagnostics).toEqual([]);
    expect(await tables(adapter)).toEqual([]);
  });

  test('native SQL makes a table that cannot be transpiled; later migrations alter it', async () => {
    await up({
      '001_bookings.sql': `/* transmigrate sqlite,d1:
  CREATE TABLE bookings (id INTEGER NOT NULL PRIMARY KEY, during TEXT); -- a comment; of the native SQL
  INSERT INTO bookings VALUES (0, '[1,2)');
*/
CREATE TABLE bookings (id INT PRIMARY KEY, during INT4RANGE);
/* transmigrate sqlite,d1: UPDATE bookings SET during = '[1,3)' */
INSERT INTO bookings VALUES (0, '[1,3)'::int4range);`,
    });
    await up({ '002_note.sql': "ALTER TABLE bookings ADD COLUMN note VARCHAR(20) NOT NULL DEFAULT 'none';\nUPDATE bookings SET note = 'first' WHERE id = 0;" });
    await up({ '003_shorter.sql': 'ALTER TABLE bookings ALTER COLUMN note TYPE VARCHAR(5), ALTER COLUMN note DROP DEFAULT;\nALTER TABLE bookings RENAME COLUMN note TO remark;\nALTER TABLE bookings RENAME TO stays;' });
    expect(await rows('SELECT id, CAST(during AS TEXT) AS during, remark FROM stays')).toEqual([{ id: 0, during: '[1,3)', remark: 'first' }]);
    await expect(adapter.run("INSERT INTO stays (id, remark) VALUES (2, 'far too long')")).rejects.toThrow(/CHECK constraint|value too long/);
  });

  test('a statement that cannot be read at all takes its table from the native SQL', async () => {
    await up({
      '001_animals.sql': `CREATE TABLE animals (id INT PRIMARY KEY, name TEXT);
/* transmigrate sqlite,d1: CREATE TABLE dogs (id INTEGER, name TEXT, breed TEXT) */
CREATE TABLE dogs (breed TEXT) INHERITS (animals);`,
      '002_ages.sql': 'ALTER TABLE dogs ADD COLUMN age INT;\nALTER TABLE dogs ALTER COLUMN breed SET NOT NULL;\nINSERT INTO dogs (id, breed, age) VALUES (1, \'pug\', 2);',
    });
    expect(await rows('SELECT id, name, breed, age FROM dogs')).toEqual([{ id: 1, name: null, breed: 'pug', age: 2 }]);
    await expect(adapter.run('INSERT INTO dogs (id) VALUES (2)')).rejects.toThrow(/NOT NULL|not-null/);
  });

  test('each target may have SQL of its own', async () => {
    await up({
      '001_places.sql': `/* transmigrate sqlite: CREATE TABLE places (id INTEGER PRIMARY KEY, name TEXT DEFAULT 'sqlite') */
/* transmigrate d1: CREATE TABLE places (id INTEGER PRIMARY KEY, name TEXT DEFAULT 'd1') */
CREATE TABLE places (id INT PRIMARY KEY, name TEXT DEFAULT 'postgres');
-- transmigrate: skip postgres
/* transmigrate d1: INSERT INTO places (id) VALUES (1) */
INSERT INTO places (id) VALUES (2);`,
    });
    const expected = { sqlite: [{ id: 2, name: 'sqlite' }], d1: [{ id: 1, name: 'd1' }], postgres: [], pglite: [] };
    expect(await rows('SELECT id, name FROM places')).toEqual(expected[name]);
  });

  test('a native block without a statement runs for itself: several statements, a trigger among them', async () => {
    await up({
      '001_notes.sql': `CREATE TABLE notes (id INT PRIMARY KEY, body TEXT NOT NULL);
/* transmigrate sqlite,d1:
  CREATE VIRTUAL TABLE notes_text USING fts5(body);
  CREATE TRIGGER notes_read AFTER INSERT ON notes BEGIN INSERT INTO notes_text (rowid, body) VALUES (NEW.id, NEW.body); END;
*/;
INSERT INTO notes VALUES (1, 'the quick fox');`,
    });
    expect(await rows('SELECT id FROM notes')).toEqual([{ id: 1 }]);
    const found = native ? "SELECT rowid AS id FROM notes_text WHERE notes_text MATCH 'quick'" : 'SELECT id FROM notes';
    expect(await rows(found)).toEqual([{ id: 1 }]);
  });

  test('a refused statement under a directive is no error: functions, rules, DO blocks', async () => {
    await up({
      '001_functions.sql': `CREATE TABLE a (id INT PRIMARY KEY, n INT);
-- transmigrate: skip sqlite,d1
CREATE RULE silent AS ON DELETE TO a DO ALSO SELECT 1;
/* transmigrate sqlite,d1: CREATE TRIGGER loud AFTER INSERT ON a BEGIN UPDATE a SET n = 7 WHERE id = NEW.id; END */
DO $$ DECLARE x INT := 1; BEGIN LOOP x := x + 1; EXIT WHEN x > 3; END LOOP; EXECUTE 'ALTER TABLE a ALTER COLUMN n SET DEFAULT 7'; END $$;
INSERT INTO a (id) VALUES (1);`,
      '002_later.sql': 'ALTER TABLE a ADD COLUMN m INT DEFAULT 1;',
    });
    expect(await rows('SELECT id, n, m FROM a')).toEqual([{ id: 1, n: 7, m: 1 }]);
  });

  test('a sibling file replaces the migration on its target, both ways', async () => {
    await up({
      '001_a.sql': 'CREATE TABLE a (id INT PRIMARY KEY, span INT8RANGE);\nCREATE TABLE who (name TEXT);\nINSERT INTO who VALUES (\'postgres\');',
      '001_a.down.sql': 'DROP TABLE a;\nDROP TABLE who;',
      '001_a.sqlite.sql': "CREATE TABLE a (id INTEGER PRIMARY KEY NOT NULL, span TEXT);\nCREATE TABLE who (name TEXT); -- the end;\nINSERT INTO who VALUES ('sqlite');",
      '001_a.sqlite.down.sql': 'CREATE TABLE left_by_sqlite (id INTEGER);\nDROP TABLE a;\nDROP TABLE who;',
      '001_a.d1.sql': "CREATE TABLE a (id INTEGER PRIMARY KEY NOT NULL, span TEXT);\nCREATE TABLE who (name TEXT);\nINSERT INTO who VALUES ('d1');\n",
    });
    expect(await rows('SELECT name FROM who')).toEqual([{ name: native ? name : 'postgres' }]);
    await up({ '002_b.sql': "ALTER TABLE a ADD COLUMN note TEXT NOT NULL DEFAULT 'x';\nALTER TABLE a ALTER COLUMN note TYPE VARCHAR(1);\nINSERT INTO a (id) VALUES (1);", '002_b.down.sql': 'ALTER TABLE a DROP COLUMN note;' });
    expect(await rows('SELECT id, note FROM a')).toEqual([{ id: 1, note: 'x' }]);
    const { done } = await migrateDown({ adapter, migrations: withFiles({}), steps: 2 });
    expect(done.map(({ name: migrated }) => migrated)).toEqual(['002_b', '001_a']);
    expect(await tables(adapter)).toEqual(name === 'sqlite' ? ['left_by_sqlite'] : []);
  });

  test('a changed sibling is drift on its own target only', async () => {
    await up({ '001_a.sql': 'CREATE TABLE a (id INT);', '001_a.sqlite.sql': 'CREATE TABLE a (id INTEGER);' });
    const { diagnostics } = await migrationStatus({ adapter, migrations: withFiles({ '001_a.sqlite.sql': 'CREATE TABLE a (id INTEGER, more TEXT);' }) });
    expect(diagnostics.map(({ code }) => code)).toEqual(name === 'sqlite' ? ['checksum-changed'] : []);
  });

  test('a way back of the target alone is enough there', async () => {
    await up({ '001_a.sql': 'CREATE TABLE a (id INT);', '001_a.sqlite.down.sql': 'DROP TABLE a;' });
    const { done, diagnostics } = await migrateDown({ adapter, migrations: withFiles({}) });
    expect([done.length, diagnostics.map(({ code }) => code)]).toEqual(name === 'sqlite' ? [1, []] : [0, ['no-down-script']]);
  });

  test('native SQL that the database rejects fails at its place, and nothing is left', async () => {
    const text = 'CREATE TABLE a (id INT);\n/* transmigrate sqlite,d1: CREATE TABLE b (id INTEGER); INSERT INTO nowhere VALUES (1) */\nCREATE TABLE b (id INT);';
    const { diagnostics } = await migrate({ adapter, migrations: withFiles({ '001_a.sql': text }) });
    expect(diagnostics).toMatchObject(native ? [{ code: 'migration-failed', file: '001_a.sql', span: { start: text.indexOf('INSERT INTO nowhere') } }] : []);
    expect(await tables(adapter)).toEqual(native ? [] : ['a', 'b']);
  });
});

describe('written files', () => {
  const CONTENTS = {
    '001_a.sql': '/* transmigrate sqlite: CREATE TABLE a (id INTEGER, by_hand TEXT) */\n/* transmigrate d1: CREATE TABLE a (id INTEGER,\n  d1_only TEXT) */\nCREATE TABLE a (id INT);\n-- transmigrate: skip d1\nCREATE TABLE b (id INT);',
    '002_c.sql': 'CREATE TABLE c (id INT);',
    '002_c.d1.sql': 'CREATE TABLE c (id INTEGER, replaced TEXT);',
  };

  test('have what the target is given', () => {
    const migrations = withFiles(CONTENTS);
    const [sqliteA, sqliteC] = transpile(migrations, { target: 'sqlite' }).map((plan, i) => sqlFile('x.sql', `${i}`, plan).text);
    expect(sqliteA).toMatch(/CREATE TABLE a \(id INTEGER, by_hand TEXT\);\n\nCREATE TABLE b/);
    expect(sqliteC).not.toContain('replaced');
    const [d1A, d1C] = d1Files(migrations, transpile(migrations, { target: 'd1' })).map(({ text }) => text);
    expect(d1A).toMatch(/^CREATE TABLE a \(id INTEGER, d1_only TEXT\);$/m);
    expect(d1A).not.toContain('CREATE TABLE b');
    expect(d1C).toMatch(/from 002_c\.d1\.sql[\s\S]*CREATE TABLE c \(id INTEGER, replaced TEXT\);/);
    const [postgresA] = transpile(migrations, { target: 'postgres' });
    expect(postgresA?.steps.map(({ sql }) => sql)).toEqual(['CREATE TABLE a (id INT)', 'CREATE TABLE b (id INT)']);
  });
});
