import type { DatabaseAdapter, Row } from '../model/adapter.js';
import type { LedgerEntry } from '../model/ledger.js';
import { COLUMNS, LEDGER, postgresLedger, SQLITE_LEDGER, type LedgerSql, type LedgerState } from './ledger-sql.js';

/** The table `schema_migrations` of one database. */
export interface Ledger {
  readonly sql: LedgerSql;
  /** The columns that the database's table has now; none when there is no table. */
  readonly columns: readonly string[];
}

/** Looks at the ledger without creating it. */
export async function findLedger(adapter: DatabaseAdapter): Promise<Ledger> {
  if (adapter.dialect !== 'postgres') {
    const columns = await adapter.query(`PRAGMA table_info(${LEDGER})`);
    return { sql: SQLITE_LEDGER, columns: columns.map(({ name }) => String(name)) };
  }
  const [place] = await adapter.query("SELECT quote_ident(coalesce(current_schema(), 'public')) AS schema");
  const columns = await adapter.query("SELECT attname AS name FROM pg_attribute WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped ORDER BY attnum", [`${place?.['schema']}.${LEDGER}`]);
  return { sql: postgresLedger(String(place?.['schema'])), columns: columns.map(({ name }) => String(name)) };
}

/** True when the table is as this tool creates it. */
export function isCurrent({ columns }: Ledger): boolean {
  return COLUMNS.every((column) => columns.includes(column));
}

/** Creates the table. Two runners may do so at once. */
export async function createLedger(adapter: DatabaseAdapter, { sql }: Ledger): Promise<void> {
  await adapter.batch([...sql.lock, { sql: sql.create }]);
}

/** Entries in the order in which they were applied; none when there is no ledger yet. */
export async function readLedger(adapter: DatabaseAdapter, ledger: Ledger): Promise<readonly LedgerEntry[]> {
  return (await adapter.query(ledger.sql.select)).map(readEntry);
}

/** What a batch must find to be still right. */
export function stateOf(entries: readonly LedgerEntry[]): LedgerState {
  return { count: entries.length, last: entries.at(-1)?.name ?? null };
}

function readEntry(row: Row): LedgerEntry {
  const text = (column: string): string => String(row[column]);
  return {
    name: text('name'),
    version: text('version'),
    checksum: text('checksum'),
    planChecksum: text('plan_checksum'),
    state: row['state'] === 'applied' || row['state'] === 'failed' ? row['state'] : 'running',
    stepsDone: Number(row['steps_done']),
    startedAt: text('started_at'),
    executedAt: row['executed_at'] === null ? null : text('executed_at'),
    durationMs: row['duration_ms'] === null ? null : Number(row['duration_ms']),
    toolVersion: text('tool_version'),
  };
}
