import type { DialectName } from './dialect.js';

/** A value that can be bound to a placeholder on every database. */
export type SqlValue = null | string | number | bigint | boolean | Uint8Array;

/** One statement with its bound values; placeholders are `?` on SQLite and D1 and `$1` on Postgres. */
export interface SqlStatement {
  readonly sql: string;
  readonly params?: readonly SqlValue[];
}

/** One row by the names of its columns, with the values that the driver gives. */
export type Row = Readonly<Record<string, unknown>>;

/** The port to a database. There is no `transaction(fn)`, because D1 has none: `batch` is the unit of all-or-nothing. */
export interface DatabaseAdapter {
  /** The product behind it. */
  readonly database: 'postgres' | 'pglite' | 'sqlite' | 'd1';
  readonly dialect: DialectName;
  /** Rows of one statement. */
  query(sql: string, params?: readonly SqlValue[]): Promise<readonly Row[]>;
  /** Executes one statement outside any transaction of ours; `changes` is the number of rows it changed. */
  run(sql: string, params?: readonly SqlValue[]): Promise<{ readonly changes: number }>;
  /**
   * Executes the statements in order, all or nothing.
   * @throws BatchError naming the statement that failed; nothing is left behind.
   */
  batch(statements: readonly SqlStatement[]): Promise<void>;
  close(): Promise<void>;
}

/** A statement of a batch failed; the batch was rolled back. */
export class BatchError extends Error {
  override readonly name = 'BatchError';
  constructor(
    message: string,
    /** Position (from 0) of the statement that failed, or undefined when the database does not say (commit-time checks, D1). */
    readonly index: number | undefined,
    options?: { readonly cause?: unknown },
  ) {
    super(message, options);
  }
}
