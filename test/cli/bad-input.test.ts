import Database from 'better-sqlite3';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { cli, files, inEmptyFolders } from './command-line.js';

inEmptyFolders();

const APPLIED = { '001_a.sql': "CREATE TABLE a (id INT PRIMARY KEY, name TEXT);\nCREATE TABLE b (a INT REFERENCES a ON DELETE CASCADE);\nINSERT INTO a VALUES (1, 'é');\nINSERT INTO b VALUES (1);" };

/** Schema, rows and ledger of ./local.db. */
function content(): unknown {
  const database = new Database('local.db', { readonly: true });
  try {
    const objects = database.prepare('SELECT type, name, sql FROM sqlite_master ORDER BY 2').all() as { type: string; name: string }[];
    const rows = objects.filter(({ type }) => type === 'table').map(({ name }) => [name, database.prepare(`SELECT * FROM "${name}"`).all()]);
    return { objects, rows };
  } finally {
    database.close();
  }
}

interface Bad {
  readonly code: number;
  /** On stderr, code frame and all. */
  readonly says: RegExp;
  readonly contents: Readonly<Record<string, string | Uint8Array>>;
}

const BAD: Readonly<Record<string, Bad>> = {
  'a syntax error': { code: 3, says: /error\[syntax-error\]: syntax error at or near "TABEL"\n --> 002_c\.sql:2:8\n[\s\S]*\^{5}/, contents: { '002_c.sql': 'DELETE FROM a;\nCREATE TABEL c (id INT);' } },
  'an unknown table': { code: 3, says: /unknown-table\][\s\S]*--> 002_c\.sql:2:8[\s\S]*\^/, contents: { '002_c.sql': 'DELETE FROM a;\nUPDATE c SET x = 1;' } },
  'an unknown column': { code: 3, says: /unknown-column\]: column "nmae"[\s\S]*--> 002_c\.sql:2:\d+[\s\S]*Did you mean "name"\?/, contents: { '002_c.sql': 'DELETE FROM a;\nUPDATE a SET nmae = 1;' } },
  'an unknown column of ALTER TABLE': { code: 3, says: /unknown-column\][\s\S]*--> 002_c\.sql:2:27/, contents: { '002_c.sql': 'DELETE FROM a;\nALTER TABLE a DROP COLUMN nmae;' } },
  'a duplicate table': { code: 3, says: /duplicate-table\]: relation "a" already exists\n --> 002_c\.sql:2:14/, contents: { '002_c.sql': 'DELETE FROM a;\nCREATE TABLE a (id INT);' } },
  'two files with one name': { code: 3, says: /duplicate-migration\]: 002_c\.(pg|postgres)\.sql and 002_c\.(pg|postgres)\.sql are both the up script of 002_c/, contents: { '002_c.pg.sql': 'DELETE FROM a;', '002_c.postgres.sql': 'DELETE FROM b;' } },
  'a file that is not UTF-8': { code: 3, says: /not-utf8\][\s\S]*002_c\.sql/, contents: { '002_c.sql': Buffer.from("DELETE FROM a;\nINSERT INTO a VALUES (2, 'é');", 'latin1') } },
  'a changed file': { code: 4, says: /checksum-changed\]: 001_a\.sql has changed since it was applied: its checksum was [0-9a-f]{12} and is [0-9a-f]{12} now[\s\S]*write a new migration/, contents: { '001_a.sql': 'CREATE TABLE a (id BIGINT);', '002_c.sql': 'DELETE FROM a;' } },
  'a statement that the database rejects': {
    code: 3,
    says: /migration-failed\][\s\S]*UNIQUE constraint failed[\s\S]*002_c\.sql:2:1[\s\S]*Nothing of this migration is left behind/,
    contents: { '002_c.sql': "DELETE FROM a;\nINSERT INTO a VALUES (1, 'x'), (1, 'y');" },
  },
  'a later file that is wrong: none is applied': { code: 3, says: /unknown-table\][\s\S]*003_d\.sql:1:13/, contents: { '002_c.sql': 'DELETE FROM a;', '003_d.sql': 'ALTER TABLE nowhere ADD COLUMN x INT;' } },
  'two layouts at once': { code: 3, says: /mixed-layouts\]/, contents: { '002_c.up.sql': 'DELETE FROM a;' } },
};

describe('on a database with rows: message, exit code, and nothing is lost', () => {
  beforeEach(async () => {
    files(APPLIED);
    await cli('up');
  });

  test.each(Object.entries(BAD))('%s', async (_what, { code, says, contents }) => {
    const before = content();
    files(contents);
    const said = await cli('up');
    expect(said.err).toMatch(says);
    expect(said.err).not.toMatch(/\n\s+at /);
    expect(said.code).toBe(code);
    expect(content()).toEqual(before);
    const document = JSON.parse((await cli('up', '--json')).out) as { diagnostics: { code: string; file?: string }[] };
    expect(document.diagnostics.map((one) => one.code)).toContain(/(?:\[|^)([a-z0-9-]+)\\?\]/.exec(says.source)?.[1]);
    expect(content()).toEqual(before);
  });

  test('a directory that does not exist', async () => {
    const before = content();
    const said = await cli('up', '--dir', 'migratoins');
    expect(said).toMatchObject({ code: 1, err: expect.stringMatching(/migrations-directory-missing\][\s\S]*migratoins/) });
    expect(content()).toEqual(before);
  });

  test('a wrong DB_TYPE', async () => {
    const before = content();
    files({ '002_c.sql': 'DELETE FROM a;' });
    vi.stubEnv('DB_TYPE', 'oracle');
    expect(await cli('up')).toMatchObject({ code: 1, err: expect.stringMatching(/unknown-database-type\][\s\S]*"oracle"[\s\S]*postgres, pglite, sqlite or d1/) });
    expect(content()).toEqual(before);
  });

  test('a changed file is drift for status too', async () => {
    files({ '001_a.sql': 'CREATE TABLE a (id BIGINT);' });
    expect(await cli('status', '--check')).toMatchObject({ code: 4 });
    expect(await cli('status')).toMatchObject({ code: 0, err: expect.stringContaining('checksum-changed') });
  });
});

test('more columns than D1 takes: the place, the limit, and no file is written', async () => {
  files({ '001_a.sql': `-- wide\nCREATE TABLE a (${Array.from({ length: 101 }, (_, index) => `c${index} INT`).join(', ')});` });
  const said = await cli('transpile', '--to', 'd1', '--out', 'd1');
  expect(said).toMatchObject({ code: 3, out: '', err: expect.stringMatching(/too-many-columns\]: table a has 101 columns; d1 takes 100\n --> 001_a\.sql:2:1/) });
  expect(await cli('transpile', '--to', 'd1', '--out', 'd1', '--check')).toMatchObject({ code: 3 });
  expect(await cli('up')).toMatchObject({ code: 0 });
});

test('CRLF and a byte order mark are no difference, an empty file is a warning', async () => {
  files({ '001_a.sql': '\uFEFFCREATE TABLE a (id INT);\r\nINSERT INTO a VALUES (1);\r\n', '002_b.sql': '' });
  expect(await cli('up')).toMatchObject({ code: 0, err: expect.stringContaining('empty-migration]: 002_b.sql is empty') });
  files({ '001_a.sql': 'CREATE TABLE a (id INT);\nINSERT INTO a VALUES (1);\n' });
  expect((await cli('status', '--check')).code).toBe(0);
});

test('an error behind CRLF and a byte order mark has the place that an editor shows', async () => {
  files({ '001_a.sql': '\uFEFFSELECT 1;\r\n\r\nCREATE TABEL a (id INT);\r\n' });
  expect(await cli('up')).toMatchObject({ code: 3, err: expect.stringContaining('001_a.sql:3:8') });
});

test('wrong arguments', async () => {
  files({ '001_a.sql': 'SELECT 1;' });
  expect(await cli('upp')).toMatchObject({ code: 1 });
  expect(await cli('down', '--steps', 'all')).toMatchObject({ code: 1 });
  expect(await cli('check', '--to', 'oracle')).toMatchObject({ code: 1 });
  expect(await cli('--help')).toMatchObject({ code: 0, out: expect.stringMatching(/Exit codes:[\s\S]*127/) });
});

test('a database that does not answer', async () => {
  files({ '001_a.sql': 'SELECT 1;', '002_b.sql': 'SELECT 2;' });
  const said = await cli('up', '--database', 'postgres://ada:secret@127.0.0.1:1/shop');
  expect(said).toMatchObject({ code: 2, err: expect.stringContaining('no connection to') });
  expect(said.err).not.toContain('secret');
  expect(JSON.parse((await cli('status', '--json', '--database', 'no/such/directory/x.db')).out)).toMatchObject({ pending: 2 });
  expect(await cli('up', '--json', '--database', 'no/such/directory/x.db')).toMatchObject({ code: 2, out: expect.stringContaining('"database-not-ready"') });
});
