import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compare } from 'bcryptjs';
import express from 'express';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { locateDatabase } from '../../src/settings/database-location.js';
import { openDatabase } from '../../src/settings/open-database.js';
import { bootstrap, type BootstrapOptions } from '../../src/server/bootstrap.js';
import { freshPostgres } from '../support/databases.js';

const folder = mkdtempSync(join(tmpdir(), 'transmigrate-express-'));
const open: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).toReversed()) await close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

interface Running {
  readonly log: readonly string[];
  get(path: string): Promise<Answer>;
}

/** A real server on a free port, started as a user starts it: bootstrap, then listen. */
async function start(options: BootstrapOptions): Promise<Running> {
  const log: string[] = [];
  const app = express();
  const database = await bootstrap(app, { environment: {}, log: { info: (line) => log.push(line), warn: (line) => log.push(line) }, ...options });
  const server = await new Promise<Server>((resolve) => {
    const listening = app.listen(0, () => resolve(listening));
  });
  open.push(() => database.close(), () => new Promise((resolve) => server.close(resolve)));
  const { port } = server.address() as AddressInfo;
  return {
    log,
    async get(path) {
      const response = await fetch(`http://127.0.0.1:${port}${path}`);
      return { status: response.status, body: (await response.json()) as Answer['body'] };
    },
  };
}

const ADMIN = { SUPER_ADMIN_EMAIL: 'Root@Shop.test', SUPER_ADMIN_PASSWORD: 'correct horse', SUPER_ADMIN_API_KEY: 'sk_known' };
let count = 0;

const DATABASES = [
  ['sqlite', async () => ({ url: `sqlite:${join(folder, `${++count}.db`)}`, drop: async () => undefined })],
  ['pglite', async () => ({ url: `pglite:${join(folder, `pglite${++count}`)}`, drop: async () => undefined })],
  ['postgres', freshPostgres],
] as const;

describe.each(DATABASES)('Express on %s', (type, fresh) => {
  test('migrates before it listens, and creates the super admin once', async () => {
    const { url, drop } = await fresh();
    open.push(drop);
    const first = await start({ database: url, environment: ADMIN });
    expect(await first.get('/healthz')).toEqual({ status: 200, body: { status: 'ok', pending: 0 } });
    const { body } = await first.get('/api/migrations');
    expect(body).toMatchObject({ database: type, pending: 0, current: true, diagnostics: [] });
    expect(body['executed']).toBe(body['total']);
    expect(first.log.join('\n')).toMatch(/applied \d+ migrations, 001_create_users to [\s\S]*super admin root@shop.test created/);
    expect(first.log.join('\n')).not.toMatch(/correct horse|sk_known/);
    for (const close of open.splice(1).toReversed()) await close();

    const second = await start({ database: url, environment: ADMIN });
    expect(second.log).toEqual([expect.stringContaining('schema is current')]);
    for (const close of open.splice(1).toReversed()) await close();

    const database = await openDatabase(locateDatabase(url, {}));
    open.push(() => database.close());
    const users = await database.query('SELECT email, role, api_key, password_hash FROM users');
    expect(users).toEqual([{ email: 'root@shop.test', role: 'super_admin', api_key: 'sk_known', password_hash: expect.any(String) }]);
    expect(await compare('correct horse', String(users[0]?.['password_hash']))).toBe(true);
  });

  test('without DB_AUTO_MIGRATE it starts, is not healthy, and says what is pending', async () => {
    const { url, drop } = await fresh();
    open.push(drop);
    const server = await start({ database: url, environment: { ...ADMIN, DB_AUTO_MIGRATE: 'false' } });
    const { status, body } = await server.get('/healthz');
    expect(status).toBe(503);
    expect(body['pending']).toBeGreaterThan(10);
    expect(server.log).toEqual([expect.stringContaining('are pending'), expect.stringContaining('the table users does not exist')]);
  });

  test('a migration that fails is a warning: the server starts without it', async () => {
    const dir = join(folder, `broken${++count}`);
    mkdirSync(dir);
    writeFileSync(join(dir, '001_a.sql'), `CREATE TABLE a (id INTEGER PRIMARY KEY);\nINSERT INTO a VALUES (1);\n`);
    writeFileSync(join(dir, '002_b.sql'), `INSERT INTO a VALUES (2);\nINSERT INTO a VALUES (1);\n`);
    const { url, drop } = await fresh();
    open.push(drop);
    const server = await start({ database: url, dir, environment: ADMIN });
    expect(await server.get('/healthz')).toEqual({ status: 503, body: { status: 'pending', pending: 1 } });
    expect(server.log.join('\n')).toMatch(/the server starts without them[\s\S]*002_b\.sql:2:1[\s\S]*the table users does not exist/);
    expect((await server.get('/api/migrations')).body).toMatchObject({ executed: 1, pending: 1, current: false });
  });
});

describe('the start', () => {
  test('outside production a password and a key are made up and shown once', async () => {
    const { log } = await start({ database: `sqlite:${join(folder, 'made-up.db')}` });
    const [, , password, key] = log;
    expect(log[1]).toContain('super admin admin@example.com created');
    expect(password).toMatch(/password: \S{24} /);
    expect(key).toMatch(/API key: {2}sk_[0-9a-f]{48} /);
  });

  test('production neither migrates nor makes up a user by itself', async () => {
    const { log, get } = await start({ database: `sqlite:${join(folder, 'production.db')}`, environment: { NODE_ENV: 'production' } });
    expect(log).toEqual([expect.stringContaining('are pending'), expect.stringContaining('SUPER_ADMIN_EMAIL is not set')]);
    expect((await get('/healthz')).status).toBe(503);
  });

  test('an unreachable database is a warning, without its password', async () => {
    const { log, get } = await start({ database: 'postgres://ada:secret@127.0.0.1:1/shop' });
    expect(log).toEqual([expect.stringMatching(/the database is not ready: no connection to postgres:\/\/ada:\*\*\*@[^\n]*\n {2}= help: Check that the server runs/)]);
    expect(await get('/api/migrations')).toMatchObject({ status: 503, body: { status: 'unreachable' } });
    expect(JSON.stringify([log, await get('/healthz')])).not.toContain('secret');
  });

  test('a users table without keys: none is made up, and none is spoken of', async () => {
    const dir = join(folder, 'no-keys');
    mkdirSync(dir);
    writeFileSync(join(dir, '001_users.sql'), 'CREATE TABLE users (email TEXT NOT NULL UNIQUE, password_hash TEXT, role TEXT);');
    const { log } = await start({ database: `sqlite:${join(folder, 'no-keys.db')}`, dir, environment: ADMIN });
    expect(log).toEqual(['✓ sqlite: applied 001_users', '✓ super admin root@shop.test created', '  password: as in SUPER_ADMIN_PASSWORD']);
  });

  test('another users table: what cannot be filled is said', async () => {
    const dir = join(folder, 'other-users');
    mkdirSync(dir);
    writeFileSync(join(dir, '001_users.sql'), 'CREATE TABLE users (email TEXT NOT NULL UNIQUE, password_hash TEXT, role TEXT, tax_number TEXT NOT NULL);');
    const { log } = await start({ database: `sqlite:${join(folder, 'other.db')}`, dir });
    expect(log).toEqual(['✓ sqlite: applied 001_users', '! no super admin: users needs a value for tax_number']);
  });

  test('a wrong DB_TYPE is for the operator to mend', async () => {
    await expect(start({ environment: { DB_TYPE: 'oracle' } })).rejects.toThrow(/oracle/);
  });
});
