import type { SqlStatement, SqlValue } from '../model/adapter.js';
import type { LedgerEntry } from '../model/ledger.js';

/** What the ledger looked like when a plan was made. A batch that finds another ledger fails as a whole: its plan may be wrong. */
export interface LedgerState {
  readonly count: number;
  readonly last: string | null;
}

/** The statements of the ledger in one dialect. */
export interface LedgerSql {
  /** The table's name, qualified and quoted. */
  readonly table: string;
  /** First in every batch that writes: the next runner waits here. SQLite's BEGIN IMMEDIATE and D1's single writer do the same. */
  readonly lock: readonly SqlStatement[];
  /** After a migration's statements: what they SET for their session must not reach the ledger or the next migration. */
  readonly reset: readonly SqlStatement[];
  readonly create: string;
  /** Entries in the order in which they were applied. */
  readonly select: string;
  begin(entry: NewEntry, expected: LedgerState): SqlStatement;
  finish(name: string): SqlStatement;
  progress(name: string, state: LedgerEntry['state'], stepsDone: number, planChecksum: string): SqlStatement;
  /** Resuming with the rest of the file corrected. */
  renew(name: string, checksum: string): SqlStatement;
  /** Fails when the ledger is not as expected. */
  guard(expected: LedgerState): SqlStatement;
  remove(name: string): SqlStatement;
  /** An entry taken over from another ledger. */
  adopt(entry: LedgerEntry): SqlStatement;
  rename(to: string): string;
}

export type NewEntry = Omit<LedgerEntry, 'state' | 'startedAt' | 'executedAt' | 'durationMs'>;

export const LEDGER = 'schema_migrations';
export const COLUMNS = ['name', 'version', 'checksum', 'plan_checksum', 'state', 'steps_done', 'started_at', 'executed_at', 'duration_ms', 'tool_version'] as const;

const NOW = "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')";
const UNCHANGED = `(SELECT count(*) FROM ${LEDGER}) = ? AND (SELECT name FROM ${LEDGER} ORDER BY rowid DESC LIMIT 1) IS ?`;
const BEGUN = 'version, checksum, plan_checksum, state, steps_done, started_at, tool_version';

/** SQLite and D1: applied order is the order of the rowids. */
export const SQLITE_LEDGER: LedgerSql = {
  table: LEDGER,
  lock: [],
  reset: [],
  create: `CREATE TABLE IF NOT EXISTS ${LEDGER} (name TEXT PRIMARY KEY NOT NULL, version TEXT NOT NULL, checksum TEXT NOT NULL, plan_checksum TEXT NOT NULL, state TEXT NOT NULL, steps_done INTEGER NOT NULL, started_at TEXT NOT NULL, executed_at TEXT, duration_ms INTEGER, tool_version TEXT NOT NULL)`,
  select: `SELECT ${COLUMNS.join(', ')} FROM ${LEDGER} ORDER BY rowid`,
  begin: (entry, expected) => ({
    sql: `INSERT INTO ${LEDGER} (name, ${BEGUN}) VALUES (CASE WHEN ${UNCHANGED} THEN ? END, ?, ?, ?, 'running', ?, ${NOW}, ?)`,
    params: [expected.count, expected.last, ...begun(entry)],
  }),
  finish: (name) => ({
    sql: `UPDATE ${LEDGER} SET state = 'applied', executed_at = ${NOW}, duration_ms = CAST(round((julianday('now') - julianday(started_at)) * 86400000) AS INTEGER) WHERE name = ?`,
    params: [name],
  }),
  progress: (name, state, stepsDone, planChecksum) => ({ sql: `UPDATE ${LEDGER} SET state = ?, steps_done = ?, plan_checksum = ? WHERE name = ?`, params: [state, stepsDone, planChecksum, name] }),
  renew: (name, checksum) => ({ sql: `UPDATE ${LEDGER} SET state = 'running', checksum = ? WHERE name = ?`, params: [checksum, name] }),
  guard: ({ count, last }) => ({ sql: `INSERT INTO ${LEDGER} (name) SELECT NULL WHERE NOT (${UNCHANGED})`, params: [count, last] }),
  remove: (name) => ({ sql: `DELETE FROM ${LEDGER} WHERE name = ?`, params: [name] }),
  adopt: (entry) => ({ sql: `INSERT INTO ${LEDGER} (${COLUMNS.join(', ')}) VALUES (${COLUMNS.map(() => '?').join(', ')})`, params: all(entry) }),
  rename: (to) => `ALTER TABLE ${LEDGER} RENAME TO ${to}`,
};

/**
 * Postgres: applied order is the order of `started_at`, which is kept strictly increasing even when the clock is not.
 *
 * @param schema quoted, because a migration may change search_path
 */
export function postgresLedger(schema: string): LedgerSql {
  const table = `${schema}.${LEDGER}`;
  const unchanged = `(SELECT count(*) FROM ${table}) = $1 AND (SELECT name FROM ${table} ORDER BY started_at DESC LIMIT 1) IS NOT DISTINCT FROM $2`;
  return {
    table,
    lock: [{ sql: `SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, params: [`transmigrate ${table}`] }],
    reset: [{ sql: 'RESET ROLE; RESET ALL' }],
    create: `CREATE TABLE IF NOT EXISTS ${table} (name text PRIMARY KEY, version text NOT NULL, checksum text NOT NULL, plan_checksum text NOT NULL, state text NOT NULL, steps_done integer NOT NULL, started_at timestamptz NOT NULL, executed_at timestamptz, duration_ms integer, tool_version text NOT NULL)`,
    select: `SELECT ${COLUMNS.map((column) => (column.endsWith('_at') ? utcText(column) : column)).join(', ')} FROM ${table} AS l ORDER BY l.started_at`,
    begin: (entry, expected) => ({
      sql: `INSERT INTO ${table} (name, ${BEGUN}) VALUES (CASE WHEN ${unchanged} THEN $3::text END, $4, $5, $6, 'running', $7, GREATEST(clock_timestamp(), (SELECT max(started_at) + interval '1 microsecond' FROM ${table})), $8)`,
      params: [expected.count, expected.last, ...begun(entry)],
    }),
    finish: (name) => ({
      sql: `UPDATE ${table} SET state = 'applied', executed_at = clock_timestamp(), duration_ms = (extract(epoch FROM clock_timestamp() - started_at) * 1000)::integer WHERE name = $1`,
      params: [name],
    }),
    progress: (name, state, stepsDone, planChecksum) => ({ sql: `UPDATE ${table} SET state = $1, steps_done = $2, plan_checksum = $3 WHERE name = $4`, params: [state, stepsDone, planChecksum, name] }),
    renew: (name, checksum) => ({ sql: `UPDATE ${table} SET state = 'running', checksum = $1 WHERE name = $2`, params: [checksum, name] }),
    guard: ({ count, last }) => ({ sql: `INSERT INTO ${table} (name) SELECT NULL WHERE NOT (${unchanged})`, params: [count, last] }),
    remove: (name) => ({ sql: `DELETE FROM ${table} WHERE name = $1`, params: [name] }),
    adopt: (entry) => ({ sql: `INSERT INTO ${table} (${COLUMNS.join(', ')}) VALUES (${COLUMNS.map((_, index) => `$${index + 1}`).join(', ')})`, params: all(entry) }),
    rename: (to) => `ALTER TABLE ${table} RENAME TO ${to}`,
  };
}

function utcText(column: string): string {
  return `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS ${column}`;
}

function begun(entry: NewEntry): readonly SqlValue[] {
  return [entry.name, entry.version, entry.checksum, entry.planChecksum, entry.stepsDone, entry.toolVersion];
}

function all(entry: LedgerEntry): readonly SqlValue[] {
  const { name, version, checksum, planChecksum, state, stepsDone, startedAt, executedAt, durationMs, toolVersion } = entry;
  return [name, version, checksum, planChecksum, state, stepsDone, startedAt, executedAt, durationMs, toolVersion];
}
