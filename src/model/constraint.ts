import type { ColumnId, IndexKey, ObjectId } from './catalog.js';
import type { Expr } from './expression.js';

/** What a table asks of its rows. */
export type Constraint = NotNull | PrimaryKey | Unique | Check | ForeignKey | Exclusion;

interface ConstraintBase {
  readonly id: ObjectId;
  readonly name: string;
  /** The name is the one that Postgres generated, not one that the user wrote. */
  readonly generatedName: boolean;
  readonly comment?: string;
}

interface Deferral {
  readonly deferrable: boolean;
  readonly initiallyDeferred: boolean;
}

/** Since version 18 Postgres catalogues NOT NULL by name: `t_c_not_null`. `Column.notNull` says the same for the printer. */
export interface NotNull extends ConstraintBase {
  readonly kind: 'not-null';
  readonly column: ColumnId;
  /** Only new rows are checked: the column may have NULLs, and its `notNull` is false. */
  readonly notValid?: boolean;
}

export interface PrimaryKey extends ConstraintBase, Deferral {
  readonly kind: 'primary-key';
  readonly columns: readonly ColumnId[];
  readonly include: readonly ColumnId[];
}

export interface Unique extends ConstraintBase, Deferral {
  readonly kind: 'unique';
  readonly columns: readonly ColumnId[];
  readonly include: readonly ColumnId[];
  readonly nullsNotDistinct: boolean;
}

export interface Check extends ConstraintBase {
  readonly kind: 'check';
  readonly expr: Expr;
  /** The columns it reads. */
  readonly columns: readonly ColumnId[];
  readonly notValid: boolean;
  readonly notEnforced: boolean;
  /** NO INHERIT: the children of the table do not have it. */
  readonly noInherit?: true;
  /** Only the table's parents have written it. */
  readonly inherited?: true;
}

export type ReferentialAction = 'no action' | 'restrict' | 'cascade' | 'set null' | 'set default';

export interface ForeignKey extends ConstraintBase, Deferral {
  readonly kind: 'foreign-key';
  readonly columns: readonly ColumnId[];
  readonly target: ObjectId;
  readonly targetColumns: readonly ColumnId[];
  readonly onDelete: ReferentialAction;
  readonly onUpdate: ReferentialAction;
  /** ON DELETE SET NULL (columns) / SET DEFAULT (columns). */
  readonly onDeleteColumns?: readonly ColumnId[];
  readonly match: 'simple' | 'full';
  readonly notValid: boolean;
  readonly notEnforced: boolean;
}

export interface Exclusion extends ConstraintBase, Deferral {
  readonly kind: 'exclusion';
  readonly method: string;
  readonly elements: readonly { readonly key: IndexKey; readonly operator: string }[];
  readonly where?: Expr;
  /** It was written as a key, (id, during WITHOUT OVERLAPS): its last element is a period, which must not be empty. */
  readonly temporal?: { readonly kind: 'primary-key' | 'unique'; readonly columns: readonly ColumnId[] };
}
