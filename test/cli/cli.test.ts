import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test, vi } from 'vitest';
import { cli, files, inEmptyFolders } from './command-line.js';

const platform = fileURLToPath(new URL('../../migrations', import.meta.url));
inEmptyFolders();

const TWO = { '001_a.sql': 'CREATE TABLE a (id INTEGER PRIMARY KEY);', '001_a.down.sql': 'DROP TABLE a;', '002_b.sql': 'CREATE TABLE b (id INTEGER PRIMARY KEY);', '002_b.down.sql': 'DROP TABLE b;' };

describe('up, down, status', () => {
  test('the whole platform on the embedded SQLite file, there and back', async () => {
    const names = readdirSync(platform).filter((file) => !file.endsWith('.down.sql'));
    const pending = await cli('status', '--dir', platform, '--check');
    expect(pending).toMatchObject({ code: 4 });
    expect(pending.out).toContain('database  sqlite ./local.db');
    expect(pending.out).toContain(`total     ${names.length}\nexecuted  0\npending   ${names.length}\n`);
    expect(pending.out).toContain('  ○ 001_create_users');
    expect(readdirSync('.')).toEqual([]);

    const up = await cli('up', '--dir', platform);
    expect(up).toMatchObject({ code: 0 });
    expect(up.out).toContain(`${names.length} migrations applied in `);
    const status = await cli('status', '--dir', platform, '--check');
    expect(status).toMatchObject({ code: 0 });
    expect(status.out).toMatch(/ {2}✓ 001_create_users +\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC\n/);

    expect((await cli('up', '--dir', platform)).out).toContain(`nothing to do: ${names.length} migrations executed`);
    const down = await cli('down', '--dir', platform, '--steps', String(names.length));
    expect(down.out).toContain(`${names.length} migrations taken back`);
    expect((await cli('down', '--dir', platform)).out).toContain('nothing to take back');
  });

  test('--to stops, down takes one back, --json is one document, --quiet is silent', async () => {
    files(TWO);
    const one = JSON.parse((await cli('up', '--to', '001_a', '--json')).out) as { applied: { name: string }[] };
    expect(one).toMatchObject({ database: 'sqlite', applied: [{ name: '001_a', steps: 1 }], diagnostics: [] });
    expect(await cli('up', '--quiet')).toEqual({ code: 0, out: '', err: '' });
    expect(JSON.parse((await cli('down', '--json')).out)).toMatchObject({ takenBack: [{ name: '002_b' }] });
    const status = JSON.parse((await cli('status', '--json')).out) as unknown;
    expect(status).toMatchObject({ database: 'sqlite', total: 2, executed: 1, pending: 1, current: false, migrations: [{ name: '001_a', state: 'executed' }, { name: '002_b', state: 'pending' }] });
    expect(await cli('up', '--to', '009_x')).toMatchObject({ code: 1, err: expect.stringContaining('there is no migration "009_x"') });
  });

  test('the environment and .env choose the database; what is set wins over .env', async () => {
    files(TWO);
    writeFileSync('.env', 'DB_TYPE=sqlite\nDB_PATH=./from-dotenv.db\n');
    expect((await cli('up')).out).toContain('sqlite ./from-dotenv.db');
    vi.stubEnv('DB_PATH', './set.db');
    expect((await cli('status')).out).toContain('sqlite ./set.db');
    expect((await cli('status', '--database', 'pglite:./pg')).out).toContain('database  pglite ./pg');
  });

  test('the configuration file is read, and a wrong key is named', async () => {
    files(TWO);
    mkdirSync('sql');
    writeFileSync('sql/001_n.sql', 'CREATE TABLE n (amount DECIMAL(19,4));');
    writeFileSync('package.json', JSON.stringify({ name: 'x', transmigrate: { dir: 'sql', database: 'sqlite:configured.db', accept: ['lossy-numeric'], strict: true } }));
    expect(await cli('up')).toMatchObject({ code: 0, out: expect.stringContaining('sqlite configured.db'), err: '' });
    writeFileSync('transmigrate.config.json', JSON.stringify({ dri: 'sql', mapping: 'loose' }));
    const wrong = await cli('up');
    expect(wrong.code).toBe(1);
    expect(wrong.err).toMatch(/invalid-configuration[\s\S]*"mapping"[\s\S]*dri/);
    writeFileSync('transmigrate.config.json', JSON.stringify({ accept: ['lossy-numeric', 'lossy-numric'] }));
    expect(await cli('up')).toMatchObject({ code: 1, err: expect.stringContaining('"accept.1": there is no code "lossy-numric"') });
    writeFileSync('transmigrate.config.json', '{');
    expect(await cli('status')).toMatchObject({ code: 1, err: expect.stringContaining('it is not JSON') });
  });

  test('--strict makes a warning an error: nothing is applied', async () => {
    files({ '001_n.sql': 'CREATE TABLE n (amount DECIMAL(19,4));' });
    const strict = await cli('up', '--strict');
    expect(strict).toMatchObject({ code: 3, err: expect.stringContaining('error[lossy-numeric]') });
    expect((await cli('status', '--json')).out).toContain('"pending": 1');
    expect(await cli('up')).toMatchObject({ code: 0, err: expect.stringContaining('warning[lossy-numeric]') });
  });

  test('the same warning at many places is shown once', async () => {
    files({ '001_n.sql': 'CREATE TABLE n (a DECIMAL(19,4), b DECIMAL(19,4), c DECIMAL(19,4));' });
    const { err } = await cli('up');
    expect(err.match(/lossy-numeric\]/g)).toHaveLength(1);
    expect(err).toContain('(and 2 more of this code: --verbose shows them)');
  });
});

test('a finding names its page by a path that can be opened', async () => {
  files({ '001_a.sql': 'DROP TABLE nowhere;' });
  const { err } = await cli('up');
  const page = /= docs: (.+)$/m.exec(err)?.[1] ?? '';
  expect(existsSync(page)).toBe(true);
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const directory = join(process.cwd(), 'migrations');
  process.chdir(root);
  expect((await cli('check', directory, '--quiet')).err).toContain('= docs: docs/diagnostics/unknown-table.md');
});

describe('transpile', () => {
  test('writes what differs, deletes what is orphaned, and --check says what is stale', async () => {
    files(TWO);
    const args = ['transpile', '--to', 'd1', '--out', 'd1'];
    expect(await cli(...args, '--check')).toMatchObject({ code: 4 });
    expect((await cli(...args)).out).toContain('d1: 3 files, 3 written, 0 deleted');
    writeFileSync('d1/note.sql', '-- by hand');
    expect(await cli(...args, '--check')).toMatchObject({ code: 0, out: expect.stringContaining('all as the migrations say') });
    files({ '002_b.sql': 'CREATE TABLE c (id INTEGER PRIMARY KEY);', '003_d.sql': 'CREATE TABLE d (id INT);' });
    rmSync('migrations/001_a.sql');
    rmSync('migrations/001_a.down.sql');
    const stale = await cli(...args, '--check');
    expect(stale.code).toBe(4);
    expect(stale.err).toMatch(/003_d\.sql is missing[\s\S]*002_b\.sql is stale[\s\S]*001_a\.sql is without a migration/);
    expect((await cli(...args)).out).toContain('3 written, 1 deleted');
    expect(readdirSync('d1').toSorted()).toEqual(['002_b.sql', '003_d.sql', 'migrations.json', 'note.sql']);
  });

  test('the committed files of the platform are as its migrations say', async () => {
    process.chdir(fileURLToPath(new URL('../..', import.meta.url)));
    expect(await cli('transpile', '--to', 'd1', '--check')).toMatchObject({ code: 0, err: '' });
  });

  test('SQLite gets both ways, Postgres its own text; --stdout writes no file', async () => {
    files(TWO);
    const sqlite = await cli('transpile', '--to', 'sqlite', '--out', 'sqlite');
    expect(sqlite.code).toBe(0);
    expect(readdirSync('sqlite')).toEqual(['001_a.down.sql', '001_a.sql', '002_b.down.sql', '002_b.sql']);
    expect(readFileSync('sqlite/001_a.sql', 'utf8')).toMatch(/^-- Written by transmigrate from 001_a\.sql[\s\S]*CREATE TABLE a/);
    expect((await cli('transpile', '--to', 'postgres', '--stdout', '--out', 'pg')).out).toContain('CREATE TABLE a (id INTEGER PRIMARY KEY);');
    const printed = await cli('transpile', '--to', 'sqlite');
    expect(printed.out).toMatch(/CREATE TABLE a[\s\S]*\nDROP TABLE b;\n$/);
    expect(await cli('transpile', '--to', 'sqlite', '--quiet')).toEqual(printed);
    expect(readdirSync('.')).toEqual(['migrations', 'sqlite']);
  });

  test('what cannot be transpiled is refused: nothing is written', async () => {
    const columns = Array.from({ length: 101 }, (_, index) => `c${index} INT`).join(', ');
    files({ '001_a.sql': `CREATE TABLE a (${columns});` });
    expect(await cli('transpile', '--to', 'd1', '--out', 'd1')).toMatchObject({ code: 3, err: expect.stringContaining('too-many-columns') });
    expect(readdirSync('.')).toEqual(['migrations']);
  });

  test('what no line of a D1 file can hold is refused with the file that it is in', async () => {
    files({ '001_a.sql': 'CREATE TABLE a (id INT);', '002_b.sql': "ALTER TABLE a ADD COLUMN b TEXT DEFAULT 'x\ny';" });
    expect(await cli('transpile', '--to', 'd1', '--out', 'd1')).toMatchObject({ code: 1, err: expect.stringMatching(/line-break-in-default\][^\n]*\n --> 002_b\.sql\n/) });
  });

  test('files that wrangler would apply in another order are refused', async () => {
    files({ '20240131120000_a.sql': 'CREATE TABLE a (id INT);', '20240201_b.sql': 'CREATE TABLE b (id INT);' });
    expect(await cli('transpile', '--to', 'd1', '--out', 'd1')).toMatchObject({ code: 1, err: expect.stringContaining('wrangler-order') });
    expect(await cli('transpile', '--to', 'sqlite', '--out', 'sqlite')).toMatchObject({ code: 0 });
  });
});

describe('names that wrangler cannot order', () => {
  test('get a number that it can', async () => {
    files({ 'V2__a.sql': 'CREATE TABLE a (id INT);', 'V2.1__b.sql': 'CREATE TABLE b (id INT);', 'V10__c.sql': 'CREATE TABLE c (id INT);', 'R__v.sql': 'CREATE OR REPLACE VIEW v AS SELECT id FROM c;' });
    expect(await cli('transpile', '--to', 'd1', '--out', 'd1')).toMatchObject({ code: 0 });
    expect(readdirSync('d1').toSorted()).toEqual(['000002_V2__a.sql', '000002p000001_V2.1__b.sql', '000010_V10__c.sql', '99999999999999_R__v.sql', 'migrations.json']);
  });
});

describe('new', () => {
  test.each([
    ['an empty directory', {}, ['001_add_invoices.down.sql', '001_add_invoices.sql']],
    ['numbers', { '016_x.sql': '', '016_x.down.sql': '' }, ['017_add_invoices.down.sql', '017_add_invoices.sql']],
    ['up and down', { '000009_x.up.sql': 'SELECT 1;', '000009_x.down.sql': 'SELECT 1;' }, ['000010_add_invoices.down.sql', '000010_add_invoices.up.sql']],
    ['sections', { '001_x.sql': '-- +goose Up\nSELECT 1;\n-- +goose Down\nSELECT 1;\n' }, ['002_add_invoices.sql']],
    ['names of postgrator', { '001.do.x.sql': 'SELECT 1;', '001.undo.x.sql': 'SELECT 1;' }, ['002.do.add_invoices.sql', '002.undo.add_invoices.sql']],
    ['names of db-migrate', { '001_x-up.sql': 'SELECT 1;', '001_x-down.sql': 'SELECT 1;' }, ['002_add_invoices-down.sql', '002_add_invoices-up.sql']],
    ['Flyway with a repeatable one', { 'V9__x.sql': 'SELECT 1;', 'R__v.sql': 'SELECT 1;' }, ['U10__add_invoices.sql', 'V10__add_invoices.sql']],
    ['no way back', { '001_x.sql': 'SELECT 1;' }, ['002_add_invoices.sql']],
  ])('%s', async (_layout, contents, expected) => {
    files(contents);
    const said = await cli('new', 'Add invoices!');
    expect(said).toMatchObject({ code: 0 });
    expect(readdirSync('migrations').filter((file) => !(file in contents)).toSorted()).toEqual(expected);
  });

  test('sections have the words of the file before', async () => {
    files({ '1_x.sql': '-- Up Migration\nSELECT 1;\n-- Down Migration\nSELECT 2;' });
    await cli('new', 'add');
    expect(readFileSync('migrations/2_add.sql', 'utf8')).toMatch(/^-- Up Migration\n--.+\n\n-- Down Migration\n--.+\n$/);
  });

  test('times go on with the time', async () => {
    files({ '20240101120000_x.sql': 'SELECT 1;' });
    const { created } = JSON.parse((await cli('new', 'add', '--json')).out) as { created: string[] };
    expect(created).toEqual([expect.stringMatching(/^migrations\/20\d{12}_add\.sql$/)]);
    expect(await cli('new', '***')).toMatchObject({ code: 1, err: expect.stringContaining('unusable-name') });
  });
});
