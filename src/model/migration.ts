import type { DialectName } from './dialect.js';

/** The text of one file, BOM removed and line ends normalised to LF, so that every checkout has the same spans and checksum. */
export interface Script {
  /** Path relative to the migrations directory, with forward slashes. */
  readonly file: string;
  readonly text: string;
  /** Lower-case hex SHA-256 of the whole file in UTF-8; where a file holds both directions, `text` has the other one blanked out. */
  readonly checksum: string;
  /** The file asks not to be run in a transaction: dbmate's `transaction:false`, goose's `NO TRANSACTION`. */
  readonly transaction?: false;
}

/** A hand-written replacement for one target, from a sibling such as `003_name.sqlite.sql`. */
export interface Override {
  readonly up?: Script;
  readonly down?: Script;
}

/** What this target executes for one direction: the file of its own, or the migration's; undefined when there is neither. */
export function scriptFor(migration: Migration, direction: 'up' | 'down', target: DialectName): Script | undefined {
  return ownScript(migration, direction, target) ?? migration[direction];
}

/** The file that replaces the migration's on this target. */
export function ownScript({ overrides }: Migration, direction: 'up' | 'down', target: DialectName): Script | undefined {
  return target === 'postgres' ? undefined : overrides[target]?.[direction];
}

/** One migration: the name is its identity in the ledger, the version only its order. */
export interface Migration {
  readonly name: string;
  readonly version: string;
  /** Drizzle knows it by this time of its journal, in milliseconds. */
  readonly journalTime?: number;
  readonly up: Script;
  readonly down?: Script;
  readonly overrides: { readonly sqlite?: Override; readonly d1?: Override };
}
