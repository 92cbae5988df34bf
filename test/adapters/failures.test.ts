import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformWithOxc } from 'vite';
import { expect, inject, test } from 'vitest';
import { DatabaseNotReady } from '../../src/adapters/failures.js';
import { connectPglite } from '../../src/adapters/pglite.js';
import { connectPostgres } from '../../src/adapters/postgres.js';
import { redactMessage, redactUrl } from '../../src/adapters/redact.js';
import { connectSqlite } from '../../src/adapters/sqlite.js';
import { freshSqlite } from '../support/databases.js';

const SECRET = 's3cret p@ss';
const source = fileURLToPath(new URL('../../src', import.meta.url));

async function failure(attempt: Promise<unknown>): Promise<DatabaseNotReady> {
  const error: unknown = await attempt.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(DatabaseNotReady);
  return error as DatabaseNotReady;
}

function withPassword(url: string, change: (url: URL) => void): string {
  const changed = new URL(url);
  changed.password = encodeURIComponent(SECRET);
  change(changed);
  return changed.href;
}

test('a server that is not there', async () => {
  const error = await failure(connectPostgres(withPassword(inject('postgresUrl'), (url) => (url.port = '1'))));
  expect(error.message).toContain('postgres:***@127.0.0.1:1/postgres');
  expect(error.message).toContain('ECONNREFUSED');
  expect(error.help).toContain('password');
});

test.each(['wrong password', 'no such database', 'no such host'])('%s: the password is not shown', async (what) => {
  const url = withPassword(inject('postgresUrl'), (changed) => {
    if (what === 'no such host') changed.hostname = 'nowhere.invalid';
    if (what === 'no such database') changed.pathname = '/nowhere';
    if (what === 'no such database') changed.password = new URL(inject('postgresUrl')).password;
  });
  const error = await failure(connectPostgres(url));
  expect(error.message).not.toContain(SECRET);
  expect(error.message).not.toContain(encodeURIComponent(SECRET));
  expect(error.message).toContain('***');
});

test('a URL that cannot be read says how to write one, and shows nothing of it', async () => {
  const error = await failure(connectPostgres('postgres://ada:half/secret@127.0.0.1:1/shop'));
  expect(error.message).not.toContain('secret');
  expect(error.help).toContain('%2F');
});

test('secrets are masked wherever a URL has them', () => {
  expect(redactUrl('postgres://u:p%40ss@h/db?sslpassword=x&application_name=a')).toBe('postgres://u:***@h/db?sslpassword=***&application_name=a');
  expect(redactUrl('postgres://u@h/db')).toBe('postgres://u@h/db');
  expect(redactUrl('not a url with a pass@word')).toBe('***');
  expect(redactUrl('postgres:u:pass@h/db')).toBe('***');
  expect(redactMessage('bad p@ss and p%40ss', 'postgres://u:p%40ss@h/db')).toBe('bad *** and ***');
});

test('an SQLite path that cannot be opened', async () => {
  const { path, drop } = await freshSqlite();
  expect((await failure(connectSqlite(join(dirname(path), 'missing', 'a.db')))).message).toContain('directory does not exist');
  expect((await failure(connectSqlite(dirname(path)))).message).toContain('unable to open');
  writeFileSync(path, 'not a database, but long enough to look at it '.repeat(100));
  expect((await failure(connectSqlite(path))).message).toContain('not a database');
  await drop();
});

test('a PGlite directory that cannot be used', async () => {
  const { path, drop } = await freshSqlite();
  writeFileSync(path, 'a file');
  expect((await failure(connectPglite(path))).message).toContain(path);
  await drop();
});

/** The adapters by themselves, in a directory where nothing is installed. */
test.each([
  ['postgres', 'connectPostgres', 'pg-promise'],
  ['sqlite', 'connectSqlite', 'better-sqlite3'],
  ['pglite', 'connectPglite', '@electric-sql/pglite', 'npm install @electric-sql/pglite pg-promise'],
])('%s without its driver names the package and the command', async (file, connect, dependency, installCommand = `npm install ${dependency}`) => {
  const { path, drop } = await freshSqlite();
  const root = dirname(path);
  const adapters = readdirSync(join(source, 'adapters')).map((name) => `adapters/${name.replace(/\.ts$/, '')}`);
  for (const name of [...adapters, 'model/adapter', 'model/unmet']) {
    const target = join(root, `${name}.js`);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, (await transformWithOxc(readFileSync(join(source, `${name}.ts`), 'utf8'), `${name}.ts`)).code);
  }
  writeFileSync(join(root, 'package.json'), '{"type":"module"}');
  const script = `import { ${connect} } from './adapters/${file}.js'; try { await ${connect}('x'); } catch (error) { console.log(JSON.stringify({ ...error, message: error.message })); }`;
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { cwd: root, encoding: 'utf8' });
  expect(JSON.parse(stdout)).toMatchObject({ name: 'DependencyMissing', dependency, installCommand });
  await drop();
});
