/** One migration as far as a status tells. */
export interface KnownMigration {
  readonly name: string;
  /** SHA-256 of the LF-normalised source. */
  readonly checksum: string;
}

/** What a row of `schema_migrations` says, as any database returns it. */
export interface RecordedMigration {
  readonly name: string;
  readonly checksum: string;
  readonly state: string;
  readonly executedAt: string | null;
}

export type MigrationState =
  | 'executed'
  | 'pending'
  /** It runs, or the process that ran it died. */
  | 'running'
  | 'failed'
  /** Executed, but the file is another one since. */
  | 'changed'
  /** Executed, but its file is gone. */
  | 'missing';

/** What `transmigrate status --json`, the Express server and the Worker answer. */
export interface StatusDocument {
  readonly database: string;
  readonly total: number;
  readonly executed: number;
  readonly pending: number;
  /** Everything is executed, and nothing differs from its file. */
  readonly current: boolean;
  readonly migrations: readonly { readonly name: string; readonly state: MigrationState; readonly executedAt: string | null }[];
}

/**
 * Compares what is known with what the ledger has recorded.
 *
 * @param database the type, for people: postgres, pglite, sqlite, d1
 * @param known the migrations in order
 * @param recorded the ledger's rows in any order
 */
export function statusDocument(database: string, known: readonly KnownMigration[], recorded: readonly RecordedMigration[]): StatusDocument {
  const rows = new Map(recorded.map((row) => [row.name, row]));
  const migrations = known.map(({ name, checksum }) => {
    const row = rows.get(name);
    rows.delete(name);
    return { name, state: stateOf(checksum, row), executedAt: row?.executedAt ?? null };
  });
  const executed = migrations.filter(({ state }) => state === 'executed' || state === 'changed').length;
  const missing = [...rows.values()].map(({ name, executedAt }) => ({ name, state: 'missing' as const, executedAt }));
  return {
    database,
    total: known.length,
    executed,
    pending: known.length - executed,
    current: migrations.every(({ state }) => state === 'executed') && missing.length === 0,
    migrations: [...migrations, ...missing],
  };
}

function stateOf(checksum: string, row: RecordedMigration | undefined): MigrationState {
  if (row === undefined) return 'pending';
  if (row.state === 'running' || row.state === 'failed') return row.state;
  return row.checksum === checksum ? 'executed' : 'changed';
}
