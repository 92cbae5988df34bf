import type { Database } from 'better-sqlite3';
import { BatchError, type DatabaseAdapter, type Row, type SqlStatement, type SqlValue } from '../model/adapter.js';
import { brokenKeys } from './broken-keys.js';
import { loadDriver } from './driver.js';
import { codeOf, DatabaseNotReady, DependencyMissing, messageOf } from './failures.js';

/** How long another process may hold the write lock, in milliseconds: a migration of a big table takes its time. */
const BUSY_TIMEOUT_MS = 60_000;

/**
 * Opens an SQLite file, creating it when it does not exist; `:memory:` keeps nothing. Foreign keys are enforced.
 * A new file is set to write-ahead logging with synchronous=NORMAL: one transaction per migration then costs about as much as one for all.
 * The journal mode of a file that exists is its owner's choice and stays.
 *
 * @throws DatabaseNotReady when the file cannot be opened or is no database
 * @throws DependencyMissing when better-sqlite3 is not installed or was not built for this Node
 */
export async function connectSqlite(file: string): Promise<DatabaseAdapter> {
  const { default: BetterSqlite } = await loadDriver('better-sqlite3', () => import('better-sqlite3'));
  try {
    const database = new BetterSqlite(file, { timeout: BUSY_TIMEOUT_MS });
    if (database.pragma('page_count', { simple: true }) === 0) database.pragma('journal_mode = WAL');
    if (database.pragma('journal_mode', { simple: true }) === 'wal') database.pragma('synchronous = NORMAL');
    return attachSqlite(database, () => void database.close());
  } catch (error) {
    if (isBuildProblem(error)) throw new DependencyMissing('better-sqlite3', 'npm rebuild better-sqlite3', { cause: error, problem: `was not built for this Node (${process.version})` });
    const help = 'Check the path: its directory must exist and be writable, and the file must be an SQLite database.';
    throw new DatabaseNotReady(`SQLite cannot open ${file}: ${messageOf(error)}`, help, { cause: error });
  }
}

/** Uses a better-sqlite3 database that exists already, and has it enforce foreign keys. `close()` leaves it open. */
export function attachSqlite(database: Database, close?: () => void): DatabaseAdapter {
  database.pragma('foreign_keys = ON');
  return {
    database: 'sqlite',
    dialect: 'sqlite',
    query: async (sql, params = []) => read(database, sql, params),
    run: async (sql, params = []) => ({ changes: database.prepare(sql).run(...params.map(bindable)).changes }),
    batch: async (statements) => runBatch(database, statements),
    close: async () => close?.(),
  };
}

function read(database: Database, sql: string, params: readonly SqlValue[]): readonly Row[] {
  const statement = database.prepare(sql);
  if (!statement.reader) {
    statement.run(...params.map(bindable));
    return [];
  }
  const rows = statement.safeIntegers().all(...params.map(bindable)) as readonly Row[];
  return rows.map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, readable(value)])));
}

function runBatch(database: Database, statements: readonly SqlStatement[]): void {
  if (statements.length === 0) return;
  begin(database);
  let index: number | undefined;
  try {
    for (const [position, statement] of statements.entries()) {
      index = position;
      execute(database, statement);
    }
    // What fails from here on is COMMIT: a deferred foreign key.
    index = undefined;
    database.exec('COMMIT');
  } catch (error) {
    const detail = index === undefined && database.inTransaction ? brokenKeys(database) : undefined;
    if (database.inTransaction) database.exec('ROLLBACK');
    throw new BatchError(messageOf(error), index, { cause: detail === undefined ? error : Object.assign(error as Error, { detail }) });
  }
}

/** IMMEDIATE takes the write lock now: a transaction that begins with reading could not get it later without starting again. */
function begin(database: Database): void {
  try {
    database.exec('BEGIN IMMEDIATE');
  } catch (error) {
    throw new BatchError(messageOf(error), undefined, { cause: error });
  }
}

function execute(database: Database, { sql, params = [] }: SqlStatement): void {
  if (params.length === 0) database.exec(sql);
  else read(database, sql, params);
}

/** better-sqlite3 binds every number as REAL, so that 5 would be '5.0' in a TEXT column, and refuses booleans. */
function bindable(value: SqlValue): SqlValue {
  if (typeof value === 'boolean') return value ? 1n : 0n;
  return typeof value === 'number' && Number.isSafeInteger(value) ? BigInt(value) : value;
}

function readable(value: unknown): unknown {
  return typeof value === 'bigint' && Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

/** The package is there, its compiled part is not: install scripts were off, or Node has changed since. */
function isBuildProblem(error: unknown): boolean {
  return codeOf(error) === 'ERR_DLOPEN_FAILED' || messageOf(error).startsWith('Could not locate the bindings file');
}
