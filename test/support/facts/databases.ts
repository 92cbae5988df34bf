import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import Database from 'better-sqlite3';
import pgPromise from 'pg-promise';
import { startWorkerd } from '../../../src/adapters/d1-workerd.js';
import { loadEmbeddedPostgres } from './embedded-postgres.js';
import { PG_SESSION } from './pg-values.js';
import type { PgSession } from './read-postgres-facts.js';
import { quoteName, type SqliteSource } from './read-sqlite-facts.js';

type Row = Readonly<Record<string, unknown>>;

export interface PgDatabase extends PgSession {
  /** Several statements as one simple query: all or nothing unless they say BEGIN themselves. */
  script(sql: string): Promise<void>;
  close(): Promise<void>;
}

export interface PgServer {
  /** A new database and one session in it: empty, or a copy of another that nobody is connected to. */
  database(name: string, copyOf?: string): Promise<PgDatabase>;
  /** Where one of its databases is. */
  url(name: string): string;
  stop(): Promise<void>;
}

const USER = 'postgres';
const PASSWORD = 'judge';
const pgp = pgPromise({ noWarnings: true });

/** A server that runs already; `url` names its maintenance database. */
export function usePostgres(url: string): PgServer {
  const urlOf = (name: string): string => {
    const own = new URL(url);
    // The setter encodes what pg decodes again; of encodeURIComponent it would leave %2C and %2F.
    own.pathname = `/${name}`;
    return own.href;
  };
  return {
    url: urlOf,
    async database(name, copyOf = 'template0') {
      const admin = await connect(url);
      await admin.query(`CREATE DATABASE ${quoteName(name)} TEMPLATE ${quoteName(copyOf)} ENCODING 'UTF8' LOCALE 'C'`);
      await admin.end();
      const client = await connect(urlOf(name));
      await client.query(PG_SESSION);
      return {
        query: async (sql) => (await client.query(sql)).rows,
        script: async (sql) => void (await client.query(sql)),
        close: () => client.end(),
      };
    },
    stop: async () => {},
  };
}

/** A `pg` client; pg-promise declares only a part of it. */
interface Client {
  connect(): Promise<void>;
  query(sql: string): Promise<{ readonly rows: readonly Row[] }>;
  end(): Promise<void>;
  on(event: 'error', listener: () => void): void;
}

async function connect(url: string): Promise<Client> {
  const client = new pgp.pg.Client({ connectionString: url }) as unknown as Client;
  client.on('error', () => {});
  await client.connect();
  return client;
}

/** Starts an embedded Postgres 18 on a free port, its files in the temporary directory. */
export async function startPostgres(): Promise<PgServer> {
  const home = mkdtempSync(join(tmpdir(), 'judge-postgres-'));
  chmodSync(home, 0o755);
  const port = await freePort();
  const EmbeddedPostgres = await loadEmbeddedPostgres();
  const server = new EmbeddedPostgres({
    databaseDir: join(home, 'data'),
    port,
    user: USER,
    password: PASSWORD,
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    postgresFlags: ['fsync=off', 'full_page_writes=off', 'synchronous_commit=off', 'autovacuum=off', 'unix_socket_directories='].flatMap((flag) => ['-c', flag]),
    initdbFlags: ['--encoding=UTF8', '--locale=C', '--no-sync'],
    onLog: () => {},
    onError: () => {},
  });
  await server.initialise();
  await server.start();
  return {
    ...usePostgres(`postgres://${USER}:${PASSWORD}@127.0.0.1:${port}/postgres`),
    async stop() {
      await server.stop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

/** A database that plans are executed on. */
export interface Target extends SqliteSource {
  /** All or nothing. The error carries `step`, the position of the statement that failed, when the database says so. */
  apply(statements: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

export function openSqlite(file = ':memory:'): Target {
  const database = new Database(file);
  database.pragma('foreign_keys = ON');
  return {
    async queryAll(statements) {
      return statements.map((sql) => database.prepare<[], Row>(sql).all());
    },
    async apply(statements) {
      let step = 0;
      database.exec('BEGIN IMMEDIATE');
      try {
        for (; step < statements.length; step++) database.exec(statements[step] ?? '');
        database.exec('COMMIT');
      } catch (error) {
        if (database.inTransaction) database.exec('ROLLBACK');
        throw Object.assign(error as Error, { step });
      }
    },
    async close() {
      database.close();
    },
  };
}

export interface D1Server {
  /** The database behind one of the names. */
  database(name: string): Promise<Target>;
  stop(): Promise<void>;
}

/** Starts one local workerd with an empty D1 database for each name. */
export async function startD1(names: readonly string[]): Promise<D1Server> {
  const workerd = await startWorkerd(Object.fromEntries(names.map((name) => [name, name])));
  return {
    async database(name) {
      const binding = workerd.binding(name);
      const batch = async (statements: readonly string[]): Promise<readonly (readonly Row[])[]> => {
        if (statements.length === 0) return [];
        const results = await binding.batch(statements.map((sql) => binding.prepare(sql)));
        return results.map(({ results: rows }) => rows as readonly Row[]);
      };
      return { queryAll: batch, apply: async (statements) => void (await batch(statements)), close: async () => {} };
    },
    stop: () => workerd.stop(),
  };
}
