import type { DatabaseAdapter } from '../model/adapter.js';
import type { Diagnostic } from '../model/diagnostic.js';
import type { LedgerEntry } from '../model/ledger.js';
import type { Migration } from '../model/migration.js';
import { compareHistory } from './history.js';
import { findLedger, isCurrent, readLedger } from './ledger.js';
import { readForeignLedger } from './open-ledger.js';

/** A database beside the migrations. */
export interface Status {
  readonly database: DatabaseAdapter['database'];
  /** Files, and ledger rows without a file. */
  readonly total: number;
  readonly executed: number;
  readonly pending: number;
  /** In file order; rows without a file come last. */
  readonly entries: readonly StatusEntry[];
  readonly diagnostics: readonly Diagnostic[];
}

/** One migration, by its file or by its row in the ledger. */
export interface StatusEntry {
  readonly name: string;
  /** Relative to the migrations directory; absent when there is no such file. */
  readonly file?: string;
  /** `interrupted`: some of its steps are done, and `up` goes on there. */
  readonly state: 'executed' | 'pending' | 'interrupted';
  /** ISO 8601, UTC. */
  readonly executedAt: string | null;
  readonly durationMs: number | null;
}

/** What is executed and what is pending. Changes nothing: not even the ledger is created. */
export async function status({ adapter, migrations }: { readonly adapter: DatabaseAdapter; readonly migrations: readonly Migration[] }): Promise<Status> {
  const ledger = await findLedger(adapter);
  const foreign = isCurrent(ledger) ? undefined : await readForeignLedger(adapter, ledger, migrations, '');
  const rows = foreign?.entries ?? (ledger.columns.length === 0 ? [] : await readLedger(adapter, ledger));
  const history = compareHistory(rows, migrations, adapter.dialect);
  const byName = new Map(rows.map((row) => [row.name, row]));
  const files = new Set(migrations.map(({ name }) => name));
  const entries = [
    ...migrations.map(({ name, up }) => describe(name, up.file, byName.get(name))),
    ...rows.filter(({ name }) => !files.has(name)).map((row) => describe(row.name, undefined, row)),
  ];
  const executed = entries.filter(({ state }) => state === 'executed').length;
  return {
    database: adapter.database,
    total: entries.length,
    executed,
    pending: entries.length - executed,
    entries,
    diagnostics: [...(foreign?.diagnostics ?? []), ...history.diagnostics],
  };
}

function describe(name: string, file: string | undefined, row: LedgerEntry | undefined): StatusEntry {
  const state = row === undefined ? 'pending' : row.state === 'applied' ? 'executed' : 'interrupted';
  return { name, ...(file !== undefined && { file }), state, executedAt: row?.executedAt ?? null, durationMs: row?.durationMs ?? null };
}
