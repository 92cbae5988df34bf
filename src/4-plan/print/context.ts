import type { Dialect } from '../../dialects/dialect.js';
import type { Catalog, Table } from '../../model/catalog.js';
import type { TargetOptions } from '../../model/dialect.js';
import type { Expr } from '../../model/expression.js';

/** What a printer needs to know about the target, and where it says what could not be rendered exactly. */
export interface PrintContext {
  readonly catalog: Catalog;
  readonly dialect: Dialect;
  readonly options: TargetOptions;
  /** Remarks; the code's severity in `diagnostics/codes.ts` decides whether the statement is refused. `at` is a UTF-16 offset in the source file. */
  report(note: { readonly code: string; readonly message: string; readonly at?: number; readonly help?: string }): void;
  /** The table that `OWN_TABLE` columns belong to. */
  readonly ownTable?: Table;
  /** The table whose rows NEW and OLD are, inside a trigger. */
  readonly triggerTable?: Table;
  /** What is printed is kept with a table, where no subquery can stand. */
  readonly inTable?: true;
  /** Expressions that are no zero where this stands: it is guarded by a condition. */
  readonly nonZero?: readonly Expr[];
  /** What is printed is worked out for one row at a time. */
  readonly oneRow?: true;
}
