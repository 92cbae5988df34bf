import Database from 'better-sqlite3';
import type { Mapping } from '../../../src/model/dialect.js';
import { quoteName } from './read-sqlite-facts.js';
import type { PgColumn, SqliteColumn } from './schema-facts.js';
import { canonicalPostgres, canonicalSqlite, storedSelect, type Stored } from './storage.js';

/** A place to try out expressions and CHECKs that SQLite and D1 share. */
export function openScratch(): Database.Database {
  return new Database(':memory:');
}

/** What a column takes when two rows are inserted without it. */
export function defaultValues(column: SqliteColumn, scratch: Database.Database): readonly [Stored, Stored] {
  const name = quoteName(column.name);
  scratch.exec(`DROP TABLE IF EXISTS d; CREATE TABLE d (${name} ${column.type} DEFAULT (${column.default ?? 'NULL'}), "other row" INTEGER)`);
  scratch.exec('INSERT INTO d ("other row") VALUES (1); INSERT INTO d ("other row") VALUES (2)');
  const rows = scratch.prepare<[], { value: Stored }>(`SELECT ${storedSelect(name)} AS value FROM d ORDER BY "other row"`).all();
  return [rows[0]?.value ?? null, rows[1]?.value ?? null];
}

/** One side of the comparison: a value, or a class of values. */
export interface DefaultFact {
  readonly kind: 'none' | 'value' | 'now' | 'random' | 'unknown';
  readonly text: string;
}

const CLOCK = /\b(now|statement_timestamp|clock_timestamp|transaction_timestamp|timeofday|current_timestamp|current_date|current_time|localtimestamp|localtime)\b/i;
/** Two random digits can be equal. */
const RANDOM = /\brandom(?:blob)?\(/i;
const NONE: DefaultFact = { kind: 'none', text: 'none' };

export function postgresDefault(column: PgColumn, mapping: Mapping): DefaultFact {
  if (column.default === undefined) return NONE;
  if (!column.defaultValues) return { kind: 'unknown', text: column.default };
  const [first, second] = column.defaultValues.map((value) => canonicalPostgres(value, column.type, mapping));
  if (first === undefined) return NONE;
  // A default of NULL is no default at all.
  if (first === 'NULL' && second === 'NULL') return NONE;
  if (CLOCK.test(column.default) && !RANDOM.test(column.default)) return { kind: 'now', text: first };
  return first === second && !RANDOM.test(column.default) ? { kind: 'value', text: first } : { kind: 'random', text: first };
}

export function sqliteDefault(column: SqliteColumn, expected: PgColumn, mapping: Mapping, scratch: Database.Database): DefaultFact {
  if (column.default === undefined) return NONE;
  try {
    const [first, second] = defaultValues(column, scratch).map((value) => canonicalSqlite(value, expected.type, mapping));
    if (first === undefined || (first === 'NULL' && second === 'NULL')) return NONE;
    // A UUID of version 7 is made of the time, but is random all the same.
    if (!UUID.test(first) && /'now'|current_(timestamp|date|time)|unixepoch/i.test(column.default)) return { kind: 'now', text: first };
    return first === second && !RANDOM.test(column.default) ? { kind: 'value', text: first } : { kind: 'random', text: first };
  } catch (error) {
    return { kind: 'unknown', text: `${column.default}: ${(error as Error).message}` };
  }
}

/** Of any version: those made of a hash have none. */
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const NUMBER = /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/;
/** The two sides are read at different times of one run. */
const CLOCK_TOLERANCE_MS = 600_000;

export function sameDefault(expected: DefaultFact, actual: DefaultFact): boolean {
  if (expected.kind !== actual.kind) return false;
  switch (expected.kind) {
    case 'none':
      return true;
    case 'value':
      return expected.text === actual.text;
    case 'now':
      return sameMoment(expected.text, actual.text);
    case 'random':
      return (NUMBER.test(expected.text) && NUMBER.test(actual.text)) || (UUID.test(expected.text) === UUID.test(actual.text) && expected.text.length === actual.text.length);
    case 'unknown':
      return false;
  }
}

function sameMoment(expected: string, actual: string): boolean {
  // Unix time, in seconds or milliseconds.
  if (Number.isFinite(Number(expected))) return Math.abs(Number(expected) - Number(actual)) < CLOCK_TOLERANCE_MS / (Number(expected) > 1e11 ? 1 : 1000);
  const [a, b] = [expected, actual].map((text) => Date.parse(/^\d{4}-\d\d-\d\d \d/.test(text) ? `${text.replace(' ', 'T')}Z` : text));
  if (a === undefined || b === undefined || Number.isNaN(a) || Number.isNaN(b)) return expected.length === actual.length;
  return Math.abs(a - b) < CLOCK_TOLERANCE_MS;
}
