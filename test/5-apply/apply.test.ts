import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { DatabaseAdapter } from '../../src/model/adapter.js';
import type { Migration } from '../../src/model/migration.js';
import { migrate, migrateDown, migrationStatus } from '../../src/migrate.js';
import { migration, tracedHistory } from './history.js';
import { TARGET_NAMES, TARGETS, tables, type TargetDatabase } from './targets.js';

const users = migration('001_users', 'CREATE TABLE users (id integer PRIMARY KEY, name text NOT NULL);', 'DROP TABLE users;');
const posts = migration('002_posts', 'CREATE TABLE posts (id integer PRIMARY KEY, author integer NOT NULL REFERENCES users (id));', 'DROP TABLE posts;');
const mail = migration('003_mail', "ALTER TABLE users ADD COLUMN email text;\nINSERT INTO users (id, name) VALUES (1, 'Ann');", 'DELETE FROM users;\nALTER TABLE users DROP COLUMN email;');

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

  const run = (migrations: readonly Migration[], to?: string) => migrate({ adapter, migrations, toolVersion: '1.2.3', to });
  const names = ({ done }: Awaited<ReturnType<typeof run>>): readonly string[] => done.map(({ name: migrated }) => migrated);
  const codes = ({ diagnostics }: Awaited<ReturnType<typeof run>>): readonly string[] => diagnostics.map(({ code }) => code);

  test('up applies what is pending, once, and records it', async () => {
    const seen: string[] = [];
    const first = await migrate({ adapter, migrations: [users, posts], toolVersion: '1.2.3', onDone: (done) => seen.push(done.name) });
    expect([names(first), codes(first), seen]).toEqual([['001_users', '002_posts'], [], ['001_users', '002_posts']]);
    expect(names(await run([users, posts, mail]))).toEqual(['003_mail']);
    expect(names(await run([users, posts, mail]))).toEqual([]);
    expect(await tables(adapter)).toEqual(['posts', 'users']);
    expect(await adapter.query('SELECT id, name, email FROM users')).toEqual([{ id: 1, name: 'Ann', email: null }]);
    const [row] = await adapter.query("SELECT name, version, checksum, state, steps_done, tool_version, CAST(executed_at >= started_at AS integer) AS ordered FROM schema_migrations WHERE name = '003_mail'");
    expect(row).toMatchObject({ name: '003_mail', version: '003', checksum: mail.up.checksum, state: 'applied', tool_version: '1.2.3', ordered: 1 });
    const entry = (await migrationStatus({ adapter, migrations: [mail] })).entries[0];
    expect(Math.abs(Date.parse(String(entry?.executedAt)) - Date.now())).toBeLessThan(60_000);
  });

  test('up stops at `to`', async () => {
    expect(names(await run([users, posts, mail], '002'))).toEqual(['001_users', '002_posts']);
    expect(names(await run([users, posts, mail], '002_posts'))).toEqual([]);
    const wrong = await run([users, posts, mail], '999');
    expect([names(wrong), codes(wrong)]).toEqual([[], ['unknown-migration']]);
  });

  test('of several statements that change a table the one that asks something of the rows is to blame', async () => {
    const empty = migration('002_empty', 'CREATE TABLE cards (id integer PRIMARY KEY, label text, mail text);\nINSERT INTO cards (id) VALUES (1);');
    const asks = 'ALTER TABLE cards ALTER COLUMN label SET NOT NULL;';
    const broken = migration('003_broken', `ALTER TABLE cards RENAME COLUMN mail TO address;\n${asks}\nALTER TABLE cards ADD COLUMN n integer;\nCOMMENT ON COLUMN cards.n IS 'a number';`);
    const [diagnostic] = (await run([users, empty, broken])).diagnostics;
    expect(diagnostic).toMatchObject({ code: 'migration-failed', file: '003_broken.sql', span: { start: broken.up.text.indexOf(asks) } });
  });

  test('what waits for the commit is told when it fails; D1 does not say what it was', async () => {
    const has = "CREATE FUNCTION has_parts() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NOT EXISTS (SELECT 1 FROM parts WHERE whole = NEW.id) THEN RAISE EXCEPTION 'whole % has no parts', NEW.id; END IF; RETURN NULL; END $$;\nCREATE CONSTRAINT TRIGGER has_parts AFTER INSERT ON wholes DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION has_parts();";
    const wholes = migration('001_wholes', `CREATE TABLE wholes (id integer PRIMARY KEY);\nCREATE TABLE parts (id integer PRIMARY KEY, whole integer NOT NULL REFERENCES wholes (id) DEFERRABLE INITIALLY DEFERRED);\n${has}`);
    const empty = migration('002_empty', 'INSERT INTO wholes VALUES (1), (2);\nINSERT INTO parts VALUES (1, 1);');
    const [failed] = (await run([wholes, empty])).diagnostics.filter(({ code }) => code === 'migration-failed');
    expect(failed?.message).toContain(name === 'd1' ? 'FOREIGN KEY constraint failed' : 'whole 2 has no parts');
    const orphan = migration('002_orphan', 'INSERT INTO parts VALUES (5, 7);');
    const [alone] = (await run([wholes, orphan])).diagnostics.filter(({ code }) => code === 'migration-failed');
    expect(alone?.message).toContain({ sqlite: 'Key (whole)=(7) of table "parts" is not present in table "wholes"', d1: 'FOREIGN KEY constraint failed' }[name as string] ?? 'Key (whole)=(7) is not present in table "wholes"');
  });

  test('what a block raises is what is reported', async () => {
    const refuses = migration('002_refuses', "DO $$ BEGIN IF EXISTS (SELECT 1 FROM users WHERE name = 'Ann') THEN RAISE EXCEPTION 'Ann has to go first'; END IF; END $$;");
    expect(codes(await run([users, refuses]))).toEqual([]);
    await adapter.run("DELETE FROM schema_migrations WHERE name = '002_refuses'");
    await adapter.run("INSERT INTO users (id, name) VALUES (1, 'Ann')");
    const [diagnostic] = (await run([users, refuses])).diagnostics;
    expect(diagnostic).toMatchObject({ code: 'migration-failed', file: '002_refuses.sql', message: expect.stringMatching(/^002_refuses failed at step \d of \d: Ann has to go first/) });
  });

  test('a migration that fails leaves nothing behind and says where', async () => {
    const broken = migration('002_broken', "CREATE TABLE half (id integer PRIMARY KEY);\nINSERT INTO half (id) VALUES (1);\n\nINSERT INTO users (id, name) VALUES (7, 'é'), (7, 'again');\nCREATE TABLE late (id integer);");
    const result = await run([users, broken, posts]);
    expect(names(result)).toEqual(['001_users']);
    const [diagnostic] = result.diagnostics;
    expect(diagnostic).toMatchObject({ code: 'migration-failed', file: '002_broken.sql', span: { start: broken.up.text.indexOf('INSERT INTO users') } });
    expect(diagnostic?.message).toMatch(/002_broken failed at step \d of \d: .*(unique|UNIQUE)/);
    expect(diagnostic?.help).toContain('INSERT INTO');
    expect(await tables(adapter)).toEqual(['users']);
    expect(await adapter.query('SELECT name FROM schema_migrations')).toEqual([{ name: '001_users' }]);
    expect(names(await run([users, migration('002_broken', 'CREATE TABLE half (id integer PRIMARY KEY);'), posts]))).toEqual(['002_broken', '002_posts']);
  });

  test('a refused statement stops the run before it begins', async () => {
    const result = await run([users, migration('002_syntax', 'CREATE TABEL x (id integer);')]);
    expect([names(result), codes(result), await tables(adapter)]).toEqual([[], ['syntax-error'], []]);
  });

  test('a changed file is an error that names both checksums', async () => {
    await run([users, posts]);
    const changed = migration('001_users', `${users.up.text} -- changed`);
    const result = await run([changed, posts, mail]);
    expect([names(result), codes(result)]).toEqual([[], ['checksum-changed']]);
    expect(result.diagnostics[0]?.message).toContain(users.up.checksum.slice(0, 12));
    expect(result.diagnostics[0]?.message).toContain(changed.up.checksum.slice(0, 12));
    expect((await migrationStatus({ adapter, migrations: [changed, posts] })).diagnostics.map(({ code }) => code)).toEqual(['checksum-changed']);
  });

  test('a missing file blocks what is pending, and nothing else', async () => {
    await run([users, posts]);
    expect((await run([users])).diagnostics).toMatchObject([{ code: 'migration-missing', severity: 'warning' }]);
    const blocked = await run([users, mail]);
    expect([names(blocked), blocked.diagnostics[0]?.severity]).toEqual([[], 'error']);
  });

  test('a file that was merged late is planned on what is there, and reported', async () => {
    await run([users, mail]);
    const late = await run([users, migration('002_late', 'ALTER TABLE users ALTER COLUMN email SET DEFAULT \'none\';'), mail]);
    expect([names(late), codes(late)]).toEqual([['002_late'], ['migration-late']]);
    await adapter.run("INSERT INTO users (id, name) VALUES (2, 'Bob')");
    expect(await adapter.query('SELECT name, email FROM users ORDER BY id')).toEqual([{ name: 'Ann', email: null }, { name: 'Bob', email: 'none' }]);
  });

  test('down takes back the newest by their down scripts', async () => {
    await run([users, posts, mail]);
    const request = { adapter, migrations: [users, posts, mail] };
    expect(names(await migrateDown(request))).toEqual(['003_mail']);
    expect(names(await migrateDown({ ...request, steps: 2 }))).toEqual(['002_posts', '001_users']);
    expect(names(await migrateDown(request))).toEqual([]);
    expect([await tables(adapter), await adapter.query('SELECT name FROM schema_migrations')]).toEqual([[], []]);
    expect(names(await run([users, posts, mail]))).toEqual(['001_users', '002_posts', '003_mail']);
  });

  test('down without a script, and down that fails, change nothing', async () => {
    const oneWay = migration('002_one_way', 'CREATE TABLE one_way (id integer);');
    await run([users, oneWay]);
    const result = await migrateDown({ adapter, migrations: [users, oneWay], steps: 2 });
    expect([names(result), codes(result)]).toEqual([[], ['no-down-script']]);
    const failing = migration('002_one_way', oneWay.up.text, 'DROP TABLE one_way;\nINSERT INTO users (id, name) VALUES (1, \'a\'), (1, \'b\');');
    const failed = await migrateDown({ adapter, migrations: [users, failing] });
    expect(failed.diagnostics).toMatchObject([{ code: 'migration-failed', file: '002_one_way.down.sql' }]);
    expect(await tables(adapter)).toEqual(['one_way', 'users']);
  });

  test('status changes nothing and counts', async () => {
    const before = await migrationStatus({ adapter, migrations: [users, posts] });
    expect(before).toMatchObject({ database: name, total: 2, executed: 0, pending: 2, entries: [{ name: '001_users', state: 'pending', file: '001_users.sql' }, { state: 'pending' }] });
    await expect(adapter.query('SELECT * FROM schema_migrations')).rejects.toThrow(/schema_migrations/);
    await run([users, posts], '001');
    expect(await migrationStatus({ adapter, migrations: [users, posts] })).toMatchObject({ total: 2, executed: 1, pending: 1, entries: [{ state: 'executed' }, { state: 'pending', executedAt: null }] });
  });

  test('an empty migration is recorded', async () => {
    expect(names(await run([migration('001_empty', '-- nothing yet')]))).toEqual(['001_empty']);
    expect(names(await run([migration('001_empty', '-- nothing yet')]))).toEqual([]);
  });

  test('two runners at once apply each migration once', async () => {
    const migrations = tracedHistory(8);
    const others = await Promise.all([target.connect(), target.connect()]);
    const results = await Promise.all([adapter, ...others].map((runner) => migrate({ adapter: runner, migrations })));
    expect(results.flatMap((result) => result.diagnostics.filter(({ severity }) => severity === 'error'))).toEqual([]);
    expect(results.flatMap(names).toSorted()).toEqual(migrations.map((each) => each.name));
    expect((await adapter.query('SELECT n FROM trace ORDER BY n')).map(({ n }) => n)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    const reverted = await Promise.all([adapter, ...others].map((runner) => migrateDown({ adapter: runner, migrations, steps: 2 })));
    expect(reverted.flatMap((result) => result.diagnostics.filter(({ severity }) => severity === 'error'))).toEqual([]);
    expect((await adapter.query('SELECT n FROM trace ORDER BY n')).map(({ n }) => n)).toEqual([1, 2]);
    await Promise.all(others.map((other) => other.close()));
  });
});
