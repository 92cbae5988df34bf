import type { Catalog, ColumnId, ObjectId } from './catalog.js';
import type { Diagnostic } from './diagnostic.js';
import type { Expr } from './expression.js';
import type { DataStatement } from './query.js';
import type { Statement } from './statement.js';

/** What one statement does, in Postgres' own terms: the catalog before and after it, and what happens to rows. */
export interface Change {
  readonly cause: Statement;
  readonly before: Catalog;
  readonly after: Catalog;
  readonly effect: Effect;
  /** Errors that Postgres would raise, and statements that we cannot interpret. */
  readonly diagnostics: readonly Diagnostic[];
  /** A body ends transactions (COMMIT, ROLLBACK), which Postgres allows only outside of a transaction block. */
  readonly endsTransactions?: boolean;
}

export type Effect =
  /** The catalog changed (or was found to be as asked: IF NOT EXISTS). `rows` says what becomes of stored values. */
  | { readonly kind: 'schema'; readonly rows: readonly ColumnRewrite[] }
  /** The statement reads or changes rows. Some statements lower into several. */
  | { readonly kind: 'data'; readonly statements: readonly DataStatement[] }
  /** A body was carried out statement by statement: each change starts where the one before it ended. */
  | { readonly kind: 'sequence'; readonly changes: readonly Change[] }
  /** Nothing that a schema or its rows would show: COMMENT, GRANT, SET, VACUUM, BEGIN, ... */
  | { readonly kind: 'none'; readonly reason: string }
  /** Not understood, or an error in Postgres; `diagnostics` has an error. */
  | { readonly kind: 'refused' };

/**
 * The new values of one column, over the table's columns as they were before the statement (`OWN_TABLE`):
 * ADD COLUMN .. DEFAULT, ALTER COLUMN .. TYPE .. USING.
 */
export interface ColumnRewrite {
  readonly table: ObjectId;
  readonly column: ColumnId;
  readonly value: Expr;
}
