import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pgPromise from 'pg-promise';
import { afterAll, inject } from 'vitest';
import type { D1Binding } from '../../src/adapters/d1.js';
import { startWorkerd, type D1Workerd } from '../../src/adapters/d1-workerd.js';

/** How many D1 databases one workerd offers; the next one starts when they are used up. */
const DATABASES_PER_WORKERD = 50;
const DROP_ATTEMPTS = 20;
const DROP_PAUSE_MS = 25;

const pgp = pgPromise({ noWarnings: true });
const workerds: { readonly workerd: Promise<D1Workerd>; used: number }[] = [];

afterAll(async () => {
  await Promise.all(workerds.splice(0).map(async ({ workerd }) => (await workerd).stop()));
});

/** An empty Postgres database of its own (UTF8, C locale) on the run's server. */
export async function freshPostgres(): Promise<{ readonly url: string; readonly drop: () => Promise<void> }> {
  const name = `test_${randomBytes(8).toString('hex')}`;
  const url = new URL(inject('postgresUrl'));
  await asAdmin(`CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'`);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => dropPostgres(name) };
}

/** The path of an SQLite file that does not exist yet, in a directory of its own. */
export async function freshSqlite(): Promise<{ readonly path: string; readonly drop: () => Promise<void> }> {
  const directory = await mkdtemp(join(tmpdir(), 'transmigrate-sqlite-'));
  return { path: join(directory, 'test.db'), drop: () => rm(directory, { recursive: true, force: true }) };
}

/** An empty local D1 database in workerd, by its binding. One workerd serves a test file and ends with it. */
export async function freshD1(): Promise<D1Binding> {
  let last = workerds.at(-1);
  if (last === undefined || last.used === DATABASES_PER_WORKERD) {
    last = { workerd: startWorkerd(Object.fromEntries(Array.from({ length: DATABASES_PER_WORKERD }, (_, index) => [`D${index}`, `D${index}`]))), used: 0 };
    workerds.push(last);
  }
  const name = `D${last.used++}`;
  return (await last.workerd).binding(name);
}

/** A client that has been closed may still be saying good-bye; ending its session by force would reach it as an error. */
async function dropPostgres(name: string): Promise<void> {
  for (let attempt = 0; attempt < DROP_ATTEMPTS; attempt += 1) {
    try {
      return await asAdmin(`DROP DATABASE IF EXISTS ${name}`);
    } catch {
      await sleep(DROP_PAUSE_MS);
    }
  }
  await asAdmin(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
}

async function asAdmin(sql: string): Promise<void> {
  const database = pgp({ connectionString: inject('postgresUrl'), max: 1 });
  try {
    await database.none(sql);
  } finally {
    await database.$pool.end();
  }
}
