import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { cli, files, inEmptyFolders } from './command-line.js';

inEmptyFolders();

const platform = fileURLToPath(new URL('../../migrations', import.meta.url));

const GOOD = 'CREATE TABLE a (id INTEGER PRIMARY KEY);\nCREATE INDEX a_id ON a (id);\nCOMMENT ON TABLE a IS \'all\';';
const NOT_ALL = "CREATE TYPE kind AS ENUM ('x');\nCREATE TABLE b (id INT PRIMARY KEY, range TSMULTIRANGE);\nCREATE TABLE c (id INT PRIMARY KEY, range TSMULTIRANGE);\nCREATE RULE r AS ON INSERT TO a DO ALSO SELECT 1;";
const PLAIN = { '001_a.sql': GOOD, '002_b.sql': NOT_ALL };

interface Report {
  readonly targets: readonly {
    readonly target: string;
    readonly total: Readonly<Record<string, number>>;
    readonly unchanged: number;
    readonly summary: string;
    readonly files: readonly Readonly<Record<string, unknown>>[];
    readonly reasons: readonly { readonly verdict: string; readonly code?: string; readonly reason: string; readonly follows?: boolean; readonly count: number; readonly first: object }[];
  }[];
}

async function report(...args: readonly string[]): Promise<Report> {
  return JSON.parse((await cli('check', '--json', ...args)).out) as Report;
}

describe('what is said to people', () => {
  test('files, totals, reasons with their first place, and the estimate', async () => {
    files(PLAIN);
    const said = await cli('check');
    expect(said).toMatchObject({ code: 3, err: '' });
    expect(said.out).toBe(`sqlite and d1: 2 files, 7 statements

  file          exact  emulated   ignored   refused
  001_a.sql         2         ·         1         ·
  002_b.sql         ·         1         ·         3
  total             2         1         1         3

Refused (write them otherwise, or give them an override)
    1  column b.range: SQLite has no multirange types
       002_b.sql:2:1 unsupported-type
       help: Keep the ranges in a table of their own.
    1  column c.range: SQLite has no multirange types
       002_b.sql:3:1 unsupported-type
       help: Keep the ranges in a table of their own.
    1  this rule cannot be carried over: it does something else than INSERT, UPDATE and DELETE
       002_b.sql:4:1 unsupported-statement
       help: Use a trigger instead, which sees each row as it is.

Emulated (made of what the target has)
    1  the labels are checked by a CHECK on each column of the type  002_b.sql:1:1

Ignored (nothing that the schema or its rows would show)
    1  comments are not stored by the database  001_a.sql:3:1

1 of 2 files run unchanged; 3 statements are refused.
`);
    expect(readdirSync('.')).toEqual(['migrations']);
  });

  test('in a narrow terminal places stand below their reasons', async () => {
    files(PLAIN);
    const { columns } = process.stdout;
    process.stdout.columns = 70;
    const said = await cli('check').finally(() => (process.stdout.columns = columns));
    expect(said.out).toContain('\n    1  the labels are checked by a CHECK on each column of the type\n       002_b.sql:1:1\n');
    expect(said.out).toContain('\n    1  comments are not stored by the database  001_a.sql:3:1\n');
  });

  test('the platform is 0 refused; nothing is created', async () => {
    const said = await cli('check', platform);
    expect(said.code).toBe(0);
    expect(said.out).toContain(`All ${readdirSync(platform).length} files run unchanged.`);
    expect(existsSync('local.db')).toBe(false);
  });

  test('--quiet says the errors only, with their code frames', async () => {
    files(PLAIN);
    const said = await cli('check', '--quiet', '--to', 'sqlite');
    expect(said).toMatchObject({ code: 3, out: '' });
    expect(said.err.match(/^error\[/gm)).toHaveLength(3);
    expect(said.err).toContain('002_b.sql:4:1');
    expect(await cli('check', platform, '--quiet')).toMatchObject({ code: 0, out: '', err: '' });
  });

  test('what fails for want of something refused is counted apart; targets that fare the same show their code frames once', async () => {
    files({
      '001_a.sql': 'CREATE TABLE a (id INT PRIMARY KEY, user_id INT REFERENCES auth.users (id));\nCREATE TABLE b (id INT PRIMARY KEY, a_id INT REFERENCES public.a (id));\nALTER TABLE b ADD COLUMN n INT;\nCREATE TABLE c (id INT PRIMARY KEY);\nALTER TABLE c ADD COLUMN m auth.kind;',
      '002_b.sql': 'UPDATE c SET m = NULL;\nUPDATE c SET missing = NULL;\nINSERT INTO b (id) VALUES (1);',
    });
    const said = await cli('check', '--verbose');
    expect(said.out).toContain('    4  what is missing here would have been made by a statement that is refused before\n       001_a.sql:2:64\n');
    expect(said.out).toContain('0 of 2 files run unchanged; 3 statements are refused; 4 more follow from them.');
    expect(said.err.match(/^error\[/gm)).toHaveLength(7);
    const { targets } = await report();
    expect(targets[0]?.total).toMatchObject({ statements: 8, refused: 7 });
    expect(targets[0]?.reasons.filter(({ verdict }) => verdict === 'refused').map(({ follows = false, count }) => [follows, count])).toEqual([[false, 2], [false, 1], [true, 4]]);
  });

  test('of many files those with something refused are listed, all of them with --verbose', async () => {
    const many = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`${100 + index}_t.sql`, `CREATE TABLE t${index} (id INT);`]));
    files({ ...many, '160_r.sql': 'CREATE RULE r AS ON INSERT TO t1 DO ALSO SELECT 1;' });
    const said = await cli('check');
    expect(said.out).toContain('160_r.sql');
    expect(said.out).toContain('60 other files without anything refused (--verbose lists them)');
    expect(said.out).not.toContain('101_t.sql');
    expect((await cli('check', '--verbose')).out).toContain('101_t.sql');
  });
});

describe('what is said to programs', () => {
  test('one document: targets, files, reasons with code, count and first place', async () => {
    files(PLAIN);
    const { targets } = await report();
    expect(targets.map(({ target }) => target)).toEqual(['sqlite', 'd1']);
    expect(targets[0]).toMatchObject({
      total: { files: 2, statements: 7, exact: 2, emulated: 1, ignored: 1, refused: 3, overridden: 0 },
      unchanged: 1,
      summary: '1 of 2 files run unchanged; 3 statements are refused.',
      files: [{ file: '001_a.sql', refused: 0 }, { file: '002_b.sql', refused: 3 }],
    });
    expect(targets[0]?.reasons[0]).toEqual({
      verdict: 'refused',
      code: 'unsupported-type',
      reason: 'column b.range: SQLite has no multirange types',
      count: 1,
      first: { file: '002_b.sql', line: 2, column: 1, message: 'column b.range: SQLite has no multirange types', help: expect.any(String) },
    });
  });

  test('each target has limits of its own: a table of 101 columns is refused on D1 only', async () => {
    files({ '001_a.sql': `CREATE TABLE a (${Array.from({ length: 101 }, (_, index) => `c${index} INT`).join(', ')});` });
    const said = await cli('check');
    expect(said.out).toMatch(/sqlite: 1 file, 1 statement\n[\s\S]*The file runs unchanged\.[\s\S]*d1: 1 file[\s\S]*0 of 1 files run unchanged; 1 statement is refused\./);
    expect(await cli('check', '--to', 'sqlite')).toMatchObject({ code: 0 });
    expect(await cli('check', '--to', 'd1')).toMatchObject({ code: 3 });
    expect(await cli('check', '--to', 'postgres')).toMatchObject({ code: 0 });
  });

  test('--mapping, --strict and the configuration count', async () => {
    files({ '001_n.sql': 'CREATE TABLE n (amount DECIMAL(19,4));' });
    expect((await report('--to', 'sqlite')).targets[0]?.total).toMatchObject({ emulated: 1, refused: 0 });
    expect(await cli('check', '--strict')).toMatchObject({ code: 3, out: expect.stringContaining('lossy-numeric') });
    expect(await cli('check', '--strict', '--mapping', 'exact')).toMatchObject({ code: 0 });
    writeFileSync('transmigrate.config.json', JSON.stringify({ accept: ['lossy-numeric'], strict: true }));
    expect(await cli('check')).toMatchObject({ code: 0 });
  });
});

describe('what is read', () => {
  test('a syntax error is a refused file, not the end of the report', async () => {
    files({ '001_a.sql': 'CREATE TABEL a (id INT);', '002_b.sql': 'CREATE TABLE b (id INT);' });
    const said = await cli('check');
    expect(said.code).toBe(3);
    expect(said.out).toMatch(/syntax error[\s\S]*001_a\.sql:1:8 syntax-error[\s\S]*1 of 2 files run unchanged; 1 statement is refused\./);
  });

  test.each<readonly [layout: string, contents: Readonly<Record<string, string>>, count: number]>([
    ['ways back are checked too', { '001_a.sql': GOOD, '001_a.down.sql': 'DROP TABLE a;' }, 2],
    ['sections', { '001_a.sql': `-- migrate:up\n${GOOD}\n-- migrate:down\nDROP TABLE a;\n` }, 1],
    ['Prisma', { '20240101000000_a/migration.sql': GOOD, 'migration_lock.toml': 'provider = "postgresql"' }, 1],
    ['Diesel', { '2024-01-01-000000_a/up.sql': GOOD, '2024-01-01-000000_a/down.sql': 'DROP TABLE a;' }, 2],
    ['Flyway', { 'V1__a.sql': GOOD }, 1],
  ])('%s', async (_layout, contents, count) => {
    files(contents);
    const { targets } = await report();
    const statements = Object.values(contents).some((text) => text.includes('DROP TABLE')) ? 4 : 3;
    expect(targets[0]?.total).toMatchObject({ files: count, statements, refused: 0 });
  });

  test('a directory that cannot be read ends as in the other commands', async () => {
    expect(await cli('check', 'nowhere')).toMatchObject({ code: 1, err: expect.stringContaining('migrations-directory-missing') });
    files({ '001_a.sql': 'SELECT 1;', '001_a.pg.sql': 'SELECT 1;', '001_a.postgres.sql': 'SELECT 1;' });
    expect(await cli('check')).toMatchObject({ code: 3, err: expect.stringContaining('duplicate-migration') });
  });

  test('overrides are counted', async () => {
    files({
      '001_a.sql': 'CREATE TABLE a (id INT);\n-- transmigrate: skip sqlite,d1\nCREATE RULE r AS ON INSERT TO a DO ALSO SELECT 1;',
      '002_b.sql': '/* transmigrate sqlite: CREATE TABLE b (id INTEGER, range TEXT) */\nCREATE TABLE b (id INT, range TSMULTIRANGE);',
      '003_c.sql': 'CREATE TABLE c (range TSMULTIRANGE);',
      '003_c.d1.sql': 'CREATE TABLE c (range TEXT);',
    });
    const [sqlite, d1] = (await report()).targets;
    expect(sqlite).toMatchObject({ total: { exact: 1, emulated: 1, ignored: 1, refused: 1, overridden: 2 }, summary: '2 of 3 files run unchanged; 2 statements have an override; 1 statement is refused.' });
    expect(d1).toMatchObject({ total: { exact: 1, emulated: 0, ignored: 1, refused: 1, overridden: 1 }, files: [{}, { refused: 1 }, { replacedBy: '003_c.d1.sql', refused: 0 }] });
    expect((await cli('check', '--to', 'd1')).out).toMatch(/003_c\.sql +replaced by 003_c\.d1\.sql/);
  });
});
