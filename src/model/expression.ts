import type { ColumnId } from './catalog.js';
import type { DataType } from './data-type.js';
import type { Query, SortKey, WindowSpec } from './query.js';

/**
 * A resolved expression, as Postgres' parse analysis leaves it: names are resolved, every node knows its type,
 * implicit casts are explicit nodes, untyped literals have taken the type that their context gives them.
 */
export type Expr =
  | Literal
  | ColumnRef
  | DomainValue
  | Call
  | Operator
  | Cast
  | Logical
  | Test
  | Distinct
  | InList
  | Quantified
  | Between
  | Case
  | Conditional
  | ArrayConstructor
  | RowConstructor
  | Subquery
  | CurrentValue
  | Subscript
  | Collate
  | SetDefault;

interface Typed {
  readonly type: DataType;
  /** UTF-16 offset of the expression in its file, for diagnostics. */
  readonly at?: number;
}

/** A constant. `value` is Postgres' text form of it (`'true'`/`'false'` for booleans), or null. */
export interface Literal extends Typed {
  readonly kind: 'literal';
  readonly value: string | null;
}

/** The FROM item that a column belongs to; unique within one statement. */
export type SourceId = number;

/** The source of columns in expressions that are stored with a table: defaults, checks, index keys, generated columns. */
export const OWN_TABLE: SourceId = 0;

export interface ColumnRef extends Typed {
  readonly kind: 'column';
  readonly source: SourceId;
  /** The catalog's column, when the source is a table: the printer takes today's name from it. */
  readonly column?: ColumnId;
  /** The name it had when the statement was read; the name itself for derived sources. */
  readonly name: string;
}

/** `VALUE` inside a domain's CHECK. */
export interface DomainValue extends Typed {
  readonly kind: 'domain-value';
}

/** A call of an ordinary, aggregate, window or set-returning function. */
export interface Call extends Typed {
  readonly kind: 'call';
  /** `pg_proc.proname`; user-defined functions carry `function`. */
  readonly name: string;
  readonly function?: number;
  readonly args: readonly Expr[];
  readonly star?: boolean;
  readonly distinct?: boolean;
  readonly orderBy?: readonly SortKey[];
  readonly withinGroup?: boolean;
  readonly filter?: Expr;
  readonly over?: WindowSpec;
  readonly aggregate?: boolean;
  readonly returnsSet?: boolean;
  readonly volatile?: boolean;
  /** A function of Postgres that is STABLE: its value may be another one in another statement. */
  readonly stable?: true;
  /** Its value is NULL wherever an argument is. */
  readonly strict?: true;
  /** A user-defined function whose value takes a number of a sequence. */
  readonly takesNumber?: true;
  /** A user-defined function whose value takes a query: it reads tables, or loops. */
  readonly asks?: true;
  /** VARIADIC was written: the last argument is the array of the rest. */
  readonly variadic?: boolean;
}

/** A prefix (`left` absent) or infix operator, by `pg_operator.oprname`: `+`, `||`, `->>`, `~~`, `@>`, ... */
export interface Operator extends Typed {
  readonly kind: 'operator';
  readonly name: string;
  readonly left?: Expr;
  readonly right: Expr;
}

export interface Cast extends Typed {
  readonly kind: 'cast';
  readonly operand: Expr;
  /** False when analysis put it there (implicit or assignment cast). */
  readonly explicit: boolean;
}

export interface Logical extends Typed {
  readonly kind: 'logical';
  readonly op: 'and' | 'or' | 'not';
  readonly args: readonly Expr[];
}

export interface Test extends Typed {
  readonly kind: 'test';
  readonly test: 'null' | 'true' | 'false' | 'unknown';
  readonly negated: boolean;
  readonly operand: Expr;
}

/** `IS [NOT] DISTINCT FROM`. */
export interface Distinct extends Typed {
  readonly kind: 'distinct';
  readonly negated: boolean;
  readonly left: Expr;
  readonly right: Expr;
}

export interface InList extends Typed {
  readonly kind: 'in';
  readonly negated: boolean;
  readonly operand: Expr;
  readonly list: readonly Expr[];
}

/** `operand op ANY(array)` and `operand op ALL(array)`. */
export interface Quantified extends Typed {
  readonly kind: 'quantified';
  readonly quantifier: 'any' | 'all';
  readonly name: string;
  readonly operand: Expr;
  readonly array: Expr;
}

export interface Between extends Typed {
  readonly kind: 'between';
  readonly negated: boolean;
  readonly symmetric: boolean;
  readonly operand: Expr;
  readonly low: Expr;
  readonly high: Expr;
}

export interface Case extends Typed {
  readonly kind: 'case';
  readonly operand?: Expr;
  readonly branches: readonly { readonly when: Expr; readonly then: Expr }[];
  readonly otherwise?: Expr;
}

export interface Conditional extends Typed {
  readonly kind: 'conditional';
  readonly op: 'coalesce' | 'greatest' | 'least' | 'nullif';
  readonly args: readonly Expr[];
}

export interface ArrayConstructor extends Typed {
  readonly kind: 'array';
  readonly elements: readonly Expr[];
}

export interface RowConstructor extends Typed {
  readonly kind: 'row';
  readonly fields: readonly Expr[];
  /** The columns' names, when it is the row of a FROM item. */
  readonly names?: readonly string[];
  /** The stored value of a composite type that it is. */
  readonly stored?: Expr;
  /** It is the value of a variable: NULL under this condition, or, where nothing is known of it, where all of its fields are. */
  readonly orNull?: true | Expr;
  /** For the row of a table: its place there (`ctid`), which an outer join leaves NULL where no row matches. */
  readonly place?: Expr;
}

export interface Subquery extends Typed {
  readonly kind: 'subquery';
  /** `any`, `all` and `row` carry `operand` and `name`; `IN (SELECT ..)` is `any` with `=`, `(a, b) = (SELECT ..)` is `row`. */
  readonly form: 'scalar' | 'exists' | 'any' | 'all' | 'array' | 'row';
  readonly query: Query;
  readonly operand?: Expr;
  readonly name?: string;
}

/** CURRENT_TIMESTAMP, CURRENT_DATE, LOCALTIMESTAMP, CURRENT_USER, ... as SQL spells them, lower case. */
export interface CurrentValue extends Typed {
  readonly kind: 'current';
  readonly which: string;
  readonly precision?: number;
}

/** `a[2]`, and the slice `a[2:3]`; `a[2:]` goes to the last place that an array can have. */
export interface Subscript extends Typed {
  readonly kind: 'subscript';
  readonly operand: Expr;
  readonly index: Expr;
  readonly upper?: Expr;
}

export const LAST_PLACE = '2147483647';

export interface Collate extends Typed {
  readonly kind: 'collate';
  readonly operand: Expr;
  readonly collation: string;
}

/** `DEFAULT` as a value in INSERT or UPDATE. */
export interface SetDefault extends Typed {
  readonly kind: 'default';
}
