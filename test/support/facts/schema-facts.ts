/** A schema as Postgres' system catalogs describe it, in Postgres' own terms. Names are the target's: `public` dropped, other schemas as a prefix. */
export interface PgFacts {
  readonly tables: readonly PgTable[];
  readonly views: readonly ViewFact[];
  /** The names of sequences. */
  readonly sequences: readonly string[];
}

export interface PgTable {
  readonly name: string;
  readonly schema: string;
  /** The name inside its schema. */
  readonly relation: string;
  /** Its rows are in its partitions. */
  readonly partitioned: boolean;
  readonly columns: readonly PgColumn[];
  readonly primaryKey: readonly string[];
  readonly uniques: readonly { readonly name: string; readonly columns: readonly string[]; readonly nullsNotDistinct: boolean }[];
  readonly foreignKeys: readonly ForeignKeyFact[];
  readonly checks: readonly { readonly name: string; readonly columns: readonly string[] }[];
  /** EXCLUDE constraints. */
  readonly exclusions: readonly string[];
  /** The CHECKs that come with the columns' domains. */
  readonly domainChecks: readonly { readonly name: string; readonly column: string }[];
  /** Indexes that are no constraint's. */
  readonly indexes: readonly (IndexFact & { readonly nullsNotDistinct: boolean; readonly method: string; /** It is over search documents, which are not kept. */ readonly documents: boolean })[];
}

export interface PgColumn {
  readonly name: string;
  readonly type: PgType;
  readonly notNull: boolean;
  /** `pg_get_expr` of the default, its domain's when it has none itself. */
  readonly default?: string;
  /** The default's value, evaluated twice and printed as `pgSelect` prints rows; absent when it cannot be evaluated alone. */
  readonly defaultValues?: readonly [string | null, string | null];
  /** Numbered by a sequence of its own. */
  readonly counted: boolean;
  readonly generated: '' | 's' | 'v';
}

export interface PgType {
  /** `pg_type.typname` below domains; the element's name for arrays. */
  readonly name: string;
  readonly array: boolean;
  /** Declared length of varchar and char. */
  readonly length?: number;
  /** numeric(p, s). */
  readonly scale?: number;
  /** Made by CREATE TYPE .. AS. */
  readonly composite?: true;
  /** The labels of an enum, in order. */
  readonly labels?: readonly string[];
}

export interface ForeignKeyFact {
  readonly columns: readonly string[];
  readonly target: string;
  readonly targetColumns: readonly string[];
  readonly onDelete: string;
  readonly onUpdate: string;
}

export interface IndexFact {
  readonly name: string;
  readonly unique: boolean;
  readonly partial: boolean;
  /** `column` is null for an expression; that of a hash may be the column that is hashed. */
  readonly keys: readonly { readonly column: string | null; readonly descending: boolean; readonly hashed?: boolean }[];
}

export interface ViewFact {
  readonly name: string;
  readonly columns: readonly string[];
}

/** A schema as SQLite's own catalog describes it. */
export interface SqliteFacts {
  readonly tables: readonly SqliteTable[];
  readonly views: readonly ViewFact[];
}

export interface SqliteTable {
  readonly name: string;
  /** The stored CREATE TABLE. */
  readonly sql: string;
  readonly columns: readonly SqliteColumn[];
  readonly primaryKey: readonly string[];
  readonly autoincrement: boolean;
  readonly foreignKeys: readonly ForeignKeyFact[];
  readonly checks: readonly { readonly name?: string; readonly expr: string; readonly identifiers: readonly string[] }[];
  /** CHECKs that triggers hold. */
  readonly triggerChecks: SqliteTable['checks'];
  readonly indexes: readonly (IndexFact & { readonly origin: 'c' | 'u' | 'pk' })[];
  readonly triggers: readonly { readonly name: string; readonly sql: string }[];
}

export interface SqliteColumn {
  readonly name: string;
  readonly type: string;
  readonly notNull: boolean;
  /** The expression's text. */
  readonly default?: string;
  readonly generated: '' | 's' | 'v';
}

/** Tables of tools, not of the schema; `__tm_at_work` keeps triggers that assign columns from firing each other. */
export const TOOL_TABLES: ReadonlySet<string> = new Set(['schema_migrations', 'd1_migrations', '__tm_at_work']);

/** The name that a relation of a schema has on the target. */
export function foldedName(schema: string, name: string): string {
  return schema === 'public' ? name : `${schema}_${name}`;
}
