import type { ColumnId, ObjectId } from './catalog.js';
import type { DataType } from './data-type.js';
import type { Expr, SourceId } from './expression.js';

/** A resolved query: `*` is expanded, names are bound to FROM items, GROUP BY and ORDER BY positions are replaced. */
export interface Query {
  readonly with: readonly CommonTable[];
  readonly recursive: boolean;
  readonly body: QueryBody;
  readonly orderBy: readonly SortKey[];
  readonly limit?: Expr;
  readonly withTies?: boolean;
  readonly offset?: Expr;
  readonly columns: readonly OutputColumn[];
  /** FOR UPDATE / FOR SHARE was written. */
  readonly locking?: boolean;
}

export interface OutputColumn {
  readonly name: string;
  readonly type: DataType;
}

export type QueryBody = Select | SetOperation | Values;

export interface Select {
  readonly kind: 'select';
  readonly distinct: false | true | { readonly on: readonly Expr[] };
  readonly targets: readonly Target[];
  readonly from: readonly FromItem[];
  readonly where?: Expr;
  readonly groupBy: readonly Expr[];
  /** GROUPING SETS, CUBE or ROLLUP was written, or grouping() is asked: each grouping by itself, of what `groupBy` lists. */
  readonly groupingSets?: readonly (readonly Expr[])[];
  readonly having?: Expr;
  readonly windows: readonly { readonly name: string; readonly spec: WindowSpec }[];
}

export interface Target {
  readonly expr: Expr;
  readonly name: string;
}

export interface SetOperation {
  readonly kind: 'set-operation';
  readonly op: 'union' | 'intersect' | 'except';
  readonly all: boolean;
  readonly left: Query;
  readonly right: Query;
}

export interface Values {
  readonly kind: 'values';
  readonly rows: readonly (readonly Expr[])[];
}

export interface SortKey {
  readonly expr: Expr;
  readonly descending: boolean;
  /** Postgres' default is resolved: last for ascending, first for descending. */
  readonly nulls: 'first' | 'last';
  /** The position (from 1) in the select list that this key names or repeats, if any. */
  readonly output?: number;
}

export interface WindowSpec {
  readonly name?: string;
  readonly partitionBy: readonly Expr[];
  readonly orderBy: readonly SortKey[];
  /** Absent for the default frame. */
  readonly frame?: WindowFrame;
}

export interface WindowFrame {
  readonly mode: 'rows' | 'range' | 'groups';
  readonly start: FrameBound;
  readonly end: FrameBound;
  readonly exclude?: 'current row' | 'group' | 'ties';
}

export type FrameBound =
  | { readonly kind: 'unbounded preceding' | 'current row' | 'unbounded following' }
  | { readonly kind: 'preceding' | 'following'; readonly offset: Expr };

export interface CommonTable {
  readonly name: string;
  readonly source: SourceId;
  readonly columns: readonly OutputColumn[];
  readonly materialized?: boolean;
  /** For MERGE: the statements about the matches take each row of the target by this column, in which it is once or not at all. */
  readonly key?: string;
  readonly statement: Query | DataStatement;
}

export type FromItem = TableSource | CommonTableSource | DerivedTable | FunctionSource | Join;

/** A table or view of the catalog. */
export interface TableSource {
  readonly kind: 'table';
  readonly source: SourceId;
  readonly relation: ObjectId;
  readonly alias?: string;
  readonly columnAliases?: readonly string[];
  /** `ONLY t`, or one of a family that is written out: the rows of children that come later are not meant. */
  readonly only?: true;
  /** The views in whose place it stands: the statement names the first of them. */
  readonly through?: readonly ObjectId[];
}

export interface CommonTableSource {
  readonly kind: 'common-table';
  readonly source: SourceId;
  /** `CommonTable.source` of the WITH entry. */
  readonly common: SourceId;
  readonly name: string;
  readonly alias?: string;
  readonly columnAliases?: readonly string[];
}

/** `(SELECT ..) alias` and `(VALUES ..) alias(columns)`. `columns` are the names after aliasing. */
export interface DerivedTable {
  readonly kind: 'derived';
  readonly source: SourceId;
  readonly query: Query;
  readonly alias?: string;
  readonly columns: readonly OutputColumn[];
  readonly lateral: boolean;
  /** A table with children, written out: the query is UNION ALL of the rows of each of them. */
  readonly family?: ObjectId;
}

/** A set-returning function in FROM. */
export interface FunctionSource {
  readonly kind: 'function';
  readonly source: SourceId;
  readonly call: Expr;
  readonly alias?: string;
  readonly columns: readonly OutputColumn[];
  readonly ordinality: boolean;
  readonly lateral: boolean;
}

export interface Join {
  readonly kind: 'join';
  readonly type: 'inner' | 'left' | 'right' | 'full' | 'cross';
  readonly left: FromItem;
  readonly right: FromItem;
  /** USING and NATURAL are resolved into this condition too. */
  readonly on?: Expr;
  readonly using?: readonly string[];
}

/** A resolved statement that reads or changes rows. */
export type DataStatement = SelectStatement | Insert | Update | Delete | Truncate;

export interface SelectStatement {
  readonly kind: 'select-statement';
  readonly query: Query;
}

/** What the new rows of a statement have to meet, over NEW_ROW, and what Postgres says of others. */
export interface RowTest {
  readonly of: 'partition' | 'view';
  readonly rows: Expr;
  readonly message: string;
}

export interface Insert {
  readonly kind: 'insert';
  readonly tests?: readonly RowTest[];
  readonly with: readonly CommonTable[];
  readonly recursive: boolean;
  readonly target: TableSource;
  /** In the order of the values. Columns that are not named take their defaults. */
  readonly columns: readonly ColumnId[];
  readonly rows: Query | 'default values';
  readonly overriding?: 'user' | 'system';
  readonly onConflict?: OnConflict;
  /** A row that breaks a constraint is left out: what it was inserted by goes on after the error. */
  readonly unlessRefused?: true;
  readonly returning: readonly Target[];
  /** In RETURNING, the row before it was updated; absent where nothing asks for it. */
  readonly old?: SourceId;
}

export interface OnConflict {
  readonly action: 'nothing' | 'update';
  /** ON CONFLICT ON CONSTRAINT name is resolved into the constraint's columns. */
  readonly target?: { readonly keys: readonly Expr[]; readonly where?: Expr };
  /** ON CONSTRAINT names an EXCLUDE constraint. */
  readonly excludes?: boolean;
  readonly set: readonly Assignment[];
  readonly where?: Expr;
  /** The FROM item that stands for `excluded`. */
  readonly excluded?: SourceId;
}

export interface Assignment {
  readonly column: ColumnId;
  readonly value: Expr;
}

export interface Update {
  readonly kind: 'update';
  readonly tests?: readonly RowTest[];
  readonly with: readonly CommonTable[];
  readonly recursive: boolean;
  readonly target: TableSource;
  readonly set: readonly Assignment[];
  readonly from: readonly FromItem[];
  readonly where?: Expr;
  readonly returning: readonly Target[];
  /** In RETURNING, the row before it was updated; absent where nothing asks for it. */
  readonly old?: SourceId;
  /** A table of ours that has one row. */
  readonly ofOneRow?: true;
}

export interface Delete {
  readonly kind: 'delete';
  readonly with: readonly CommonTable[];
  readonly recursive: boolean;
  readonly target: TableSource;
  readonly using: readonly FromItem[];
  readonly where?: Expr;
  readonly returning: readonly Target[];
}

export interface Truncate {
  readonly kind: 'truncate';
  readonly relations: readonly ObjectId[];
  readonly restartIdentity: boolean;
  readonly cascade: boolean;
}
