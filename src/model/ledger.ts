/** One row of `schema_migrations`. */
export interface LedgerEntry {
  /** The migration's identity: its file name without the extension. */
  readonly name: string;
  /** Its order, as text: prefixes repeat in real folders and exceed 64 bits. */
  readonly version: string;
  /** SHA-256 of the LF-normalised source. */
  readonly checksum: string;
  /** SHA-256 of the SQL that was executed. */
  readonly planChecksum: string;
  readonly state: 'applied' | 'running' | 'failed';
  /** For migrations that cannot run in one transaction: how many steps are done. */
  readonly stepsDone: number;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly executedAt: string | null;
  readonly durationMs: number | null;
  readonly toolVersion: string;
}
