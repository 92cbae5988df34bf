import type { DataType } from '../model/data-type.js';
import type { DialectName, Limits, Mapping } from '../model/dialect.js';
import type { Sql } from './sql.js';

/** What one target can do, as data. The planner and the printers read it; nothing else decides by a target's name. */
export interface Dialect {
  readonly name: DialectName;
  readonly limits: Limits;
  readonly capabilities: Capabilities;
  /** How the database begins where a rendering raises an error by itself; the message is in the statement. Absent where it has RAISE. */
  readonly raisesAs?: readonly string[];
  /** By `pg_type.typname`. */
  readonly types: Readonly<Record<string, TypeRow>>;
  /** By `pg_proc.proname`; the first row whose arguments match is taken. */
  readonly functions: Readonly<Record<string, readonly FunctionRow[]>>;
  /** By `pg_operator.oprname`, prefix operators with one argument; the first row whose arguments match is taken. */
  readonly operators: Readonly<Record<string, readonly OperatorRow[]>>;
  /** The first row whose families match is taken. */
  readonly casts: readonly CastRow[];
}

export interface Capabilities {
  /** BEGIN and COMMIT may be sent. */
  readonly transactions: boolean;
  readonly temporaryTables: boolean;
  /** Foreign keys can be switched off by a pragma. */
  readonly foreignKeysOff: boolean;
  /** ALTER COLUMN SET / DROP NOT NULL, ADD CONSTRAINT .. CHECK, DROP CONSTRAINT (SQLite 3.53). */
  readonly alterConstraints: boolean;
  /** CASE may stand inside a trigger: statement splitters on the way to the database take its END for the trigger's. */
  readonly caseInTriggers: boolean;
  /** SQLite functions that the target refuses. */
  readonly refusedFunctions: readonly string[];
}

/** Postgres types that share one form on the target, and so their renderings. */
export type Family =
  | 'int'
  | 'float'
  | 'numeric'
  /** An amount with two digits behind the point, as a REAL. */
  | 'money'
  | 'bool'
  | 'text'
  | 'citext'
  | 'uuid'
  | 'enum'
  | 'timestamp'
  | 'timestamptz'
  | 'date'
  | 'time'
  | 'interval'
  | 'json'
  | 'jsonb'
  | 'bytea'
  /** Of full-text search (tsvector): what only Postgres can make, so that it is not kept. */
  | 'document'
  | 'array'
  | 'ltree'
  | 'row'
  | 'range'
  | 'void'
  | 'other';

/** How faithfully a row keeps Postgres' meaning; `refused` rows say why. */
export type RowVerdict = 'exact' | 'emulated' | 'refused';

/** A remark that goes with every use of a row. */
export interface RowNote {
  readonly code: string;
  readonly message: string;
  readonly help?: string;
}

export interface TypeRow {
  readonly family: Family;
  /** The declared type, absent when the type is refused. */
  readonly classic?: string;
  readonly exact?: string;
  readonly verdict: RowVerdict;
  readonly note?: RowNote;
}

/** A printed argument with what its type means on the target. */
export interface Operand {
  readonly sql: Sql;
  readonly type: DataType;
  readonly family: Family;
  /** The element's family, for arrays. */
  readonly element?: Family;
  /** Of an enum, as the type lists them. */
  readonly labels?: readonly string[];
  /** Postgres' text form, when it is a constant. */
  readonly constant?: string | null;
  /** What a whole number that is no constant is at least, where that is known. */
  readonly atLeast?: number;
  /** It is no zero here: a condition around asks for that. */
  readonly nonZero?: true;
  /** Of a numeric: how many digits it has after its point, where that is known. */
  readonly scale?: number;
  /** How many it has at most. */
  readonly places?: number;
  /** A text that is no constant, but means nothing else as a pattern. */
  readonly plain?: boolean;
  /** A text that is no constant, in which there is no backslash. */
  readonly noBackslash?: boolean;
  /** It is a plain column, whose own collation applies. */
  readonly column?: boolean;
}

/** What a rendering may ask about the place where it stands. */
export interface RenderContext {
  readonly mapping: Mapping;
  readonly dialect: Dialect;
  readonly result: { readonly type: DataType; readonly family: Family; readonly element?: Family };
  /** It stands where SQLite keeps it with a table, and takes no subquery. */
  readonly inTable: boolean;
  note(note: RowNote): void;
}

/** A template (`substr({1}, {2})`, `{*}` for all arguments), or a function; undefined when these arguments cannot be rendered. */
export type Render = string | ((args: readonly Operand[], context: RenderContext) => Sql | undefined);

/** One rendering, or one for each mapping. */
export type Rendering = Render | Readonly<Record<Mapping, Render>>;

/** The argument types that a row is for: `any` matches everything, a closing `...` repeats the one before it. */
export type ArgumentPattern = readonly (Family | 'any' | 'number' | 'string' | 'moment' | '...')[];

export interface FunctionRow {
  readonly args: ArgumentPattern;
  readonly render: Rendering;
  readonly verdict: RowVerdict;
  readonly note?: RowNote;
  /**
   * The arguments, from 1, whose NULL the rendering does not pass on by itself, as `printf('%d', NULL)` does not. Most functions of Postgres are
   * STRICT: NULL for any argument makes NULL (https://www.postgresql.org/docs/18/sql-createfunction.html).
   */
  readonly hides?: readonly number[];
  /** For aggregates: what is put around the whole call, FILTER and OVER included, as `{1}` or as the first argument. */
  readonly outer?: string | ((aggregate: Sql, args: readonly Operand[]) => Sql);
}

export interface OperatorRow {
  readonly args: ArgumentPattern;
  readonly render: Rendering;
  readonly verdict: RowVerdict;
  readonly note?: RowNote;
  readonly hides?: readonly number[];
}

export interface CastRow {
  readonly from: ArgumentPattern;
  readonly to: ArgumentPattern;
  readonly render: Rendering;
  readonly verdict: RowVerdict;
  readonly note?: RowNote;
}
