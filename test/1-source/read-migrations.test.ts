import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readMigrations } from '../../src/1-source/read-migrations.js';

const made: string[] = [];
afterAll(() => made.forEach((directory) => rmSync(directory, { recursive: true })));

type Files = Readonly<Record<string, string | Uint8Array>>;

function directoryOf(files: Files): string {
  const directory = mkdtempSync(join(tmpdir(), 'transmigrate-'));
  made.push(directory);
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, file)), { recursive: true });
    writeFileSync(join(directory, file), content);
  }
  return directory;
}

const read = (files: Files) => readMigrations(directoryOf(files));
/** File names only: every file holds `select 1`. */
const named = (...files: readonly string[]) => read(Object.fromEntries(files.map((file) => [file, 'select 1;'])));
const one = (content: string | Uint8Array) => read({ '1_a.sql': content });
const journal = (...tags: readonly string[]) => JSON.stringify({ version: '7', dialect: 'postgresql', entries: tags.map((tag, idx) => ({ idx, tag, when: idx })) });
const codes = ({ diagnostics }: ReturnType<typeof readMigrations>) => diagnostics.map(({ code }) => code);

/** `name: up | down | sqlite up | ..` by file. */
function shape({ migrations, diagnostics }: ReturnType<typeof readMigrations>): readonly string[] {
  expect(diagnostics.filter(({ severity }) => severity !== 'info')).toEqual([]);
  return migrations.map(({ name, version, up, down, overrides: { sqlite, d1 } }) =>
    [`${version} ${name}: ${up.file}`, down?.file, sqlite?.up?.file, sqlite?.down?.file, d1?.up?.file, d1?.down?.file].filter((part) => part !== undefined).join(' '),
  );
}

describe('plain files', () => {
  test('numbers are compared as numbers of any length, then names', () => {
    const long = '123456789012345678901234567890';
    expect(shape(named('10_c.sql', '9_b.sql', '010_b.sql', `${long}_z.sql`, '20240101120000_d.sql'))).toEqual([
      '9 9_b: 9_b.sql',
      '010 010_b: 010_b.sql',
      '10 10_c: 10_c.sql',
      '20240101120000 20240101120000_d: 20240101120000_d.sql',
      `${long} ${long}_z: ${long}_z.sql`,
    ]);
  });

  test('a date with dashes is the same number as one without', () => {
    expect(shape(named('2017-08-31-230457_b.sql', '20140924113530_a.sql', '2017_08_31_230458_c.sql', '2017-08-31-230457-0000_a.sql', '20180101000000_d.sql', '001-2fa.sql')).map((line) => line.split(' ')[0])).toEqual([
      '001',
      '20140924113530',
      '20170831230457',
      '20170831230457.0000',
      '20170831230458',
      '20180101000000',
    ]);
  });

  test('ways back and native files stand beside their migration', () => {
    expect(shape(named('1_a.sql', '1_a.down.sql', '1_a.sqlite.sql', '1_a.sqlite.down.sql', '1_a.d1.sql', '1_a.down.d1.sql'))).toEqual([
      '1 1_a: 1_a.sql 1_a.down.sql 1_a.sqlite.sql 1_a.sqlite.down.sql 1_a.d1.sql 1_a.down.d1.sql',
    ]);
    expect(shape(named('1_a.up.sql', '1_a.down.sql', 'V0002.B_b.up.sql'))).toEqual(['1 1_a: 1_a.up.sql 1_a.down.sql', '0002 V0002.B_b: V0002.B_b.up.sql']);
    expect(shape(named('b.sql', 'a.sql', '.hidden.sql', 'README.md'))).toEqual([' a: a.sql', ' b: b.sql']);
  });

  test('the direction may stand in other places, and have other names', () => {
    expect(shape(named('001.do.users.sql', '001.undo.users.sql', '2.do.sql', '2.undo.sql'))).toEqual(['001 001.users: 001.do.users.sql 001.undo.users.sql', '2 2: 2.do.sql 2.undo.sql']);
    expect(shape(named('1_a-up.sql', '1_a-down.sql'))).toEqual(['1 1_a: 1_a-up.sql 1_a-down.sql']);
    expect(shape(named('2_sign-up.sql'))).toEqual(['2 2_sign-up: 2_sign-up.sql']);
    expect(shape(named('1_a.sql', '1_a.rollback.sql'))).toEqual(['1 1_a: 1_a.sql 1_a.rollback.sql']);
  });

  test('days with and without a time are read in the order of their names', () => {
    const names = ['20240201_c.sql', '20240131120000_b.sql', '20240130_a.sql'];
    expect(named(...names).migrations.map(({ name }) => name)).toEqual(['20240130_a', '20240131120000_b', '20240201_c']);
    expect(named('0_init/migration.sql', ...names.map((name) => `${name.slice(0, -'.sql'.length)}/migration.sql`)).migrations.map(({ version }) => version)).toEqual(['0', '20240130', '20240131120000', '20240201']);
  });

  test.each(['-- no-transaction', '-- licence\n\n-- atlas:txmode none\n'])('%j asks for no transaction', (line) => {
    expect(one(`${line}\nselect 1;`).migrations[0]?.up.transaction).toBe(false);
  });

  test('in a tree with a file a database, ours is taken and the others are named', () => {
    const found = named('1_a.postgres.up.sql', '1_a.mysql.up.sql', '1_a.cockroach.down.sql', '1_a.up.sql', '2_b.pg.up.sql', '2_b.sqlite.up.sql');
    expect(shape(found)).toEqual(['1 1_a: 1_a.postgres.up.sql', '2 2_b: 2_b.pg.up.sql 2_b.sqlite.up.sql']);
    expect(found.diagnostics.map(({ code, file }) => `${code} ${file}`).toSorted()).toEqual([
      'foreign-file-skipped 1_a.cockroach.down.sql',
      'foreign-file-skipped 1_a.mysql.up.sql',
      'foreign-file-skipped 1_a.up.sql',
    ]);
  });

  test.each([
    [['1_a.up.sql', '2_b.sql'], 'mixed-layouts', '1_a.up.sql', '2_b.sql'],
    [['1_a.sql', 'seed.sql'], 'mixed-layouts', '1_a.sql', 'seed.sql'],
    [['1_a.sql', '2_b/migration.sql'], 'mixed-layouts', '1_a.sql', '2_b/migration.sql'],
    [['1_a.sql', '1_a.postgres.sql', '1_a.pg.sql'], 'duplicate-migration', '1_a.pg.sql', '1_a.postgres.sql'],
    [['V1__a.sql', '2_b.sql'], 'mixed-layouts', 'V1__a.sql', '2_b.sql'],
    [['V1__a.sql', 'V1.0__b.sql', 'V1__b.sql'], 'duplicate-migration', 'V1__a.sql', 'V1__b.sql'],
  ])('%j is an error that names two files', (files, code, first, second) => {
    const fault = named(...files).diagnostics.find(({ severity }) => severity === 'error');
    expect(fault?.code).toBe(code);
    expect(fault?.message).toContain(first);
    expect(fault?.message).toContain(second);
  });

  test('a migration in a programming language is told', () => {
    const found = named('1_a.sql', '2_b.js', '2_b.d.ts', '3_c_test.go', 'index.ts', '4_d/migration.ts');
    expect(found.diagnostics.map(({ code, file }) => `${code} ${file}`)).toEqual(['unexpected-file 2_b.js', 'unexpected-file 4_d/migration.ts']);
  });

  test('a file that belongs to nothing', () => {
    expect(codes(named('1_a.sql', '2_b.down.sql'))).toEqual(['down-without-up']);
    expect(codes(named('1_a.sql', 'old/1_b.sql'))).toEqual(['unexpected-file']);
    const alone = named('1_a.sql', '2_b.d1.sql');
    expect(codes(alone)).toEqual(['override-without-migration']);
    expect(alone.migrations[1]).toMatchObject({ name: '2_b', up: { text: '' }, overrides: { d1: { up: { text: 'select 1;' } } } });
  });
});

describe('a directory a migration', () => {
  test('Prisma and Diesel', () => {
    expect(shape(named('20240102_b/migration.sql', '20240101_a/migration.sql', '20240101_a/down.sql', '20240101_a/migration.d1.sql'))).toEqual([
      '20240101 20240101_a: 20240101_a/migration.sql 20240101_a/down.sql 20240101_a/migration.d1.sql',
      '20240102 20240102_b: 20240102_b/migration.sql',
    ]);
    const diesel = read({ '2024-01-01-000000_a/up.sql': 'vacuum', '2024-01-01-000000_a/down.sql': '', '2024-01-01-000000_a/metadata.toml': 'run_in_transaction = false\n' });
    expect(shape(diesel)).toEqual(['20240101000000 2024-01-01-000000_a: 2024-01-01-000000_a/up.sql 2024-01-01-000000_a/down.sql']);
    expect(diesel.migrations[0]?.up.transaction).toBe(false);
  });

  test('two scripts in one directory, and strange ones', () => {
    expect(codes(named('1_a/migration.sql', '1_a/up.sql'))).toEqual(['duplicate-migration']);
    expect(codes(named('1_a/migration.sql', '1_a/notes.sql'))).toEqual(['unexpected-file']);
  });
});

test('Flyway', () => {
  expect(shape(named('V1.10__c.sql', 'V1.2__b.sql', 'U1.2__b.sql', 'V1__a.sql', 'V1_9__x.sql', 'V1.2__b.sqlite.sql'))).toEqual([
    '1 V1__a: V1__a.sql',
    '1.2 V1.2__b: V1.2__b.sql U1.2__b.sql V1.2__b.sqlite.sql',
    '1.9 V1_9__x: V1_9__x.sql',
    '1.10 V1.10__c: V1.10__c.sql',
  ]);
  const repeatable = named('V10__z.sql', 'R__b.sql', 'R__a.sql', 'V1__a.sql');
  expect(repeatable.migrations.map(({ name }) => name)).toEqual(['V1__a', 'V10__z', 'R__a', 'R__b']);
  expect(codes(repeatable)).toEqual(['repeatable-migration', 'repeatable-migration']);
  expect(shape(named('V3__c.sql', 'B2__all.sql'))).toEqual(['2 B2__all: B2__all.sql', '3 V3__c: V3__c.sql']);
  expect(shape(named('users/V2__b.sql', 'core/V1__a.sql'))).toEqual(['1 V1__a: core/V1__a.sql', '2 V2__b: users/V2__b.sql']);
  const around = named('V1__a.sql', 'B1__all.sql', 'afterMigrate.sql');
  expect([around.migrations.map(({ name }) => name), codes(around)]).toEqual([['V1__a'], ['unexpected-file', 'unexpected-file']]);
});

test('a checkpoint of Atlas is read where nothing is before it', () => {
  const files = { '2_all.sql': '-- atlas:checkpoint\nselect 1;', '3_c.sql': 'select 3;' };
  expect(shape(read(files))).toEqual(['2 2_all: 2_all.sql', '3 3_c: 3_c.sql']);
  const whole = read({ ...files, '1_a.sql': 'select 1;' });
  expect([whole.migrations.map(({ name }) => name), codes(whole)]).toEqual([['1_a', '3_c'], ['unexpected-file']]);
});

test("Sqitch's plan gives the order", () => {
  const plan = '%syntax-version=1.0.0\n%project=shop\n\nschema 2024-01-01T00:00:00Z Ann <a@x.io> # first\nusers [schema] 2024-01-02T00:00:00Z Ann <a@x.io>\n@v1.0 2024-01-03T00:00:00Z Ann <a@x.io>\n\nadmins 2024-01-04T00:00:00Z Ann <a@x.io>\nusers [users@v1.0] 2024-01-05T00:00:00Z Ann <a@x.io> # again\n';
  const names = ['deploy/users.sql', 'deploy/users@v1.0.sql', 'deploy/schema.sql', 'deploy/admins.sql', 'revert/users.sql', 'verify/users.sql'];
  const files = Object.fromEntries(names.map((name) => [name, 'select 1;']));
  expect(shape(read({ 'sqitch.plan': plan, ...files }))).toEqual(['1 schema: deploy/schema.sql', '2 users@v1.0: deploy/users@v1.0.sql', '3 admins: deploy/admins.sql', '4 users: deploy/users.sql revert/users.sql']);
  expect(codes(read({ 'sqitch.plan': plan, ...files, 'deploy/other.sql': 'select 1;', 'deploy/schema.sql': 'select 1;' }))).toEqual(['unexpected-file']);
  expect(codes(read({ 'sqitch.plan': plan, 'deploy/users.sql': '' }))).toContain('unreadable-file');
});

describe('Liquibase', () => {
  const header = '--liquibase formatted sql\n';

  test('change sets for other databases are blanked out; lines that end a statement become semicolons', () => {
    const text = `${header}--changeset ann:1\nselect 1;\n-- changeset ann:2 dbms:mysql,h2\nselect 2;\n--changeset bob:3 dbms:postgresql,h2 endDelimiter:"//" splitStatements:false\nselect 3\n//\n--rollback select 4;\n--changeset bob:4 dbms:!oracle\nselect 5;\n`;
    const [migration] = read({ '1_a.sql': text }).migrations;
    expect(migration?.up.text).toHaveLength(text.length);
    expect(migration?.up.text.replaceAll(/--.*/g, '').split(/\s+/).join(' ')).toBe(' select 1; select 3 ; select 5; ');
    expect(migration?.down).toBeUndefined();
  });

  test('the rollback of a single change set is the way back', () => {
    const text = `${header}--changeset ann:1 runInTransaction:false\nselect 1;\n--rollback select 2;\n--rollback select 3;\n`;
    const [migration] = read({ '1_a.sql': text, '2_b.sql': `${header}--changeset ann:2\nselect 1;\n--rollback empty\n` }).migrations;
    expect(migration?.down?.text.trim().split(/\s*\n\s*/)).toEqual(['select 2;', 'select 3;']);
    expect(migration?.down?.text.indexOf('select 2')).toBe(text.indexOf('select 2'));
    expect(migration?.up).toMatchObject({ transaction: false });
    expect(read({ '2_b.sql': `${header}--changeset ann:2\nselect 1;\n--rollback empty\n` }).migrations[0]?.down).toBeUndefined();
  });
});

describe('Drizzle', () => {
  test('the journal gives the order', () => {
    const files = { '0000_b.sql': 'select 1;--> statement-breakpoint\nselect 2;', '0000_a.sql': 'select 1', 'meta/_journal.json': journal('0000_b', '0000_a') };
    expect(shape(read(files))).toEqual(['0 0000_b: 0000_b.sql', '1 0000_a: 0000_a.sql']);
  });

  test('files and journal must agree', () => {
    expect(codes(read({ '0000_a.sql': 'x', '0001_b.sql': 'x', 'meta/_journal.json': journal('0000_a', '0002_c') }))).toEqual(['unexpected-file', 'unreadable-file']);
    expect(codes(read({ '0000_a.sql': 'x', 'meta/_journal.json': '{' }))).toContain('unreadable-file');
    expect(codes(read({ '0000_a.sql': 'x', 'meta/_journal.json': '{"entries":[{}]}' }))).toContain('unreadable-file');
  });
});

describe('both directions in one file', () => {
  test.each([
    ['dbmate', '-- migrate:up', '-- migrate:down transaction:false'],
    ['goose', '-- +goose Up', '-- +goose Down'],
    ['sql-migrate', '-- +migrate Up', '-- +migrate Down notransaction'],
    ['node-pg-migrate', '-- Up Migration', '-- Down Migration'],
    ['rambler', '-- rambler up', '-- rambler down'],
    ['shmig', '-- ==== UP ====', '-- ==== DOWN ===='],
    ['Play', '# --- !Ups', '# --- !Downs'],
    ['no tool in particular', '-- Up', '-- Down'],
    ['tern', '', '---- create above / drop below ----'],
    ['MyBatis', '--', '-- //@UNDO'],
  ])('%s: texts keep the positions of the file, the checksum is that of the whole', (_, upMarker, downMarker) => {
    const text = `-- é\n${upMarker}\ncreate table 漢 (a int);\n${downMarker}\ndrop table 漢;\n`;
    const { migrations, diagnostics } = read({ '1_a.sql': text });
    expect(diagnostics).toEqual([]);
    const [{ up, down } = { up: undefined, down: undefined }] = migrations;
    expect(up?.text).toHaveLength(text.length);
    expect(down?.text).toHaveLength(text.length);
    expect(up?.text.indexOf('create table 漢')).toBe(text.indexOf('create table 漢'));
    expect(down?.text.indexOf('drop table 漢')).toBe(text.indexOf('drop table 漢'));
    expect(up?.text).not.toContain('drop');
    expect(down?.text).not.toContain('create');
    expect(up?.checksum).toBe(down?.checksum);
    expect([up?.transaction, down?.transaction]).toEqual([undefined, downMarker.includes('transaction') ? false : undefined]);
  });

  test('where markers are not needed, a file without any is the way up; a lone heading is a comment', () => {
    expect(shape(read({ '1_a.sql': '-- Up Migration\nselect 1;\n-- Down Migration\nselect 2;', '2_b.sql': 'select 3;' }))).toEqual(['1 1_a: 1_a.sql 1_a.sql', '2 2_b: 2_b.sql']);
    expect(one('select 1;\n-- down\nselect 2;').migrations[0]).toMatchObject({ up: { text: 'select 1;\n-- down\nselect 2;' } });
  });

  test('the whole file outside a transaction', () => {
    const { migrations } = read({ '1_a.sql': '-- +goose NO TRANSACTION\n-- +goose Up\n-- +goose StatementBegin\nselect 1;\n-- +goose StatementEnd\n' });
    expect(migrations[0]).toMatchObject({ name: '1_a', up: { transaction: false } });
    expect(migrations[0]?.down).toBeUndefined();
    expect(read({ '1_a.sql': '-- migrate:up transaction:false\nselect 1' }).migrations[0]?.up.transaction).toBe(false);
  });

  test('what belongs to no direction is an error', () => {
    const stray = 'select 0;';
    const text = `/* licence */\n${stray}\n-- +goose Up\nselect 1;\n`;
    const [fault] = read({ '1_a.sql': text }).diagnostics;
    expect(fault).toMatchObject({ code: 'text-outside-sections', file: '1_a.sql' });
    expect(text.slice(fault?.span?.start, fault?.span?.end)).toBe(stray);
    expect(codes(read({ '1_a.sql': '-- migrate:down\nselect 1;\n' }))).toEqual(['text-outside-sections']);
    expect(codes(read({ '1_a.sql': '-- +goose ENVSUB ON\n-- +goose Up\nselect 1;\n' }))).toEqual(['environment-in-migration']);
    expect(codes(read({ '1_a.sql': '-- +goose Up\nselect 1;\n', '2_b.sql': 'select 2' }))).toContain('mixed-layouts');
  });
});

describe('the text of a file', () => {
  test('a byte order mark and the kind of line ends change nothing', () => {
    const [plain, marked, windows, old] = ['select 1;\nselect 2;\n', '\uFEFFselect 1;\nselect 2;\n', 'select 1;\r\nselect 2;\r\n', 'select 1;\rselect 2;\r'].map((text) => one(text).migrations[0]?.up);
    expect(marked).toEqual(plain);
    expect(windows).toEqual(plain);
    expect(old).toEqual(plain);
    expect(plain?.checksum).toMatch(/^[0-9a-f]{64}$/);
    expect(one('select 1;\nselect 3;\n').migrations[0]?.up.checksum).not.toBe(plain?.checksum);
  });

  test('bytes that are not UTF-8 are named', () => {
    const latin = Uint8Array.from([...Buffer.from("select 'é';\nselect 'caf"), 0xe9, ...Buffer.from("';")]);
    const { migrations, diagnostics } = one(latin);
    expect(migrations).toEqual([]);
    expect(diagnostics).toHaveLength(1);
    expect(diagnostics[0]).toMatchObject({ code: 'not-utf8', file: '1_a.sql' });
    expect(diagnostics[0]?.message).toContain(`0xE9 at offset ${latin.indexOf(0xe9)} (line 2)`);
    expect(one(Uint8Array.from([0x61, 0xc3])).diagnostics[0]?.message).toContain('offset 1');
    expect(one(Uint8Array.from([0xff, 0xfe, 0x61, 0])).diagnostics[0]?.message).toContain('UTF-16');
  });

  test('an empty file is a migration that does nothing, and a warning', () => {
    const { migrations, diagnostics } = one(' \n');
    expect(migrations.map(({ name }) => name)).toEqual(['1_a']);
    expect(diagnostics).toMatchObject([{ code: 'empty-migration', severity: 'warning', file: '1_a.sql' }]);
  });
});

describe('the directory', () => {
  test('missing, a file, empty', () => {
    const directory = directoryOf({ 'file.sql': '' });
    expect(codes(readMigrations(join(directory, 'absent')))).toEqual(['migrations-directory-missing']);
    expect(codes(readMigrations(join(directory, 'file.sql')))).toEqual(['migrations-directory-unreadable']);
    expect(codes(read({}))).toEqual(['no-migrations']);
  });

  test('migrations that lie nearby are named where none or no directory is', () => {
    const directory = directoryOf({ 'notes/readme.sql': '', 'app/prisma/migrations/2024_init/migration.sql': '', 'api/db/001_a.sql': '', 'node_modules/tool/001_b.sql': '', 'java/sql/V1__a.sql': '' });
    const help = `There are migrations in ${join(directory, 'api/db')}, ${join(directory, 'java/sql')}, ${join(directory, 'app/prisma/migrations')}: name that directory.`;
    expect(readMigrations(join(directory, 'migrations')).diagnostics).toMatchObject([{ code: 'migrations-directory-missing', help }]);
    expect(readMigrations(join(directory, 'app')).diagnostics).toMatchObject([{ code: 'no-migrations', help: `There are migrations in ${join(directory, 'app/prisma/migrations')}: name that directory.` }]);
    expect(readMigrations(join(directory, 'node_modules')).diagnostics[0]).toMatchObject({ code: 'no-migrations', help: expect.stringContaining('node_modules/tool') });
    expect(read({}).diagnostics[0]).not.toHaveProperty('help');
    const around = directoryOf({ 'db/schema.sql': 'SELECT 1;', 'db/migrations/1_a.sql': 'SELECT 1;' });
    expect(readMigrations(join(around, 'db')).diagnostics).toMatchObject([{ code: 'unexpected-file', help: `There are migrations in ${join(around, 'db/migrations')}: name that directory.` }]);
  });

  test("scripts of Sqitch's plan are not read by their names", () => {
    const directory = directoryOf({ 'sqitch.plan': '%syntax-version=1.0.0\n%project=a\n\nb 2024-01-01T00:00:00Z A <a@b> # B\na [b] 2024-01-01T00:00:00Z A <a@b> # A\n', 'deploy/a.sql': 'SELECT 1;', 'deploy/b.sql': 'SELECT 1;' });
    expect(readMigrations(directory).migrations.map(({ name }) => name)).toEqual(['b', 'a']);
    expect(readMigrations(join(directory, 'deploy')).diagnostics).toMatchObject([{ severity: 'error', help: `Name the directory of the plan: ${join(directory)}.` }]);
  });
});
