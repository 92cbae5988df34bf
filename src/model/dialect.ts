/** The SQL that is printed. PGlite speaks `postgres`. */
export type DialectName = 'postgres' | 'sqlite' | 'd1';

/** `classic` is the documented conversion table; `exact` keeps every value and type (STRICT tables, ISO timestamps, exact numerics). */
export type Mapping = 'classic' | 'exact';

/** What the target refuses. Sizes in bytes. See the facts measured on SQLite and D1. */
export interface Limits {
  readonly columns: number;
  readonly statementBytes: number;
  readonly compoundSelectTerms: number;
  readonly expressionDepth: number;
  readonly likePatternBytes: number;
  readonly functionArguments: number;
}

/** Choices of the user that change what is printed. */
export interface TargetOptions {
  readonly mapping: Mapping;
  /** Print CHECKs that keep rejecting what the Postgres type would reject. Default true. */
  readonly guards: boolean;
  /** Postgres type name (as written in the catalog, such as `numeric` or an enum's name) -> SQLite storage type. */
  readonly types: Readonly<Record<string, string>>;
}
