import type Database from 'better-sqlite3';
import type { PgColumn, SqliteColumn } from '../../test/support/facts/schema-facts.js';
import { familyOf } from '../../test/support/facts/storage.js';

/**
 * Values of a Postgres type, in their order there, for the types whose values a column of SQLite can spoil: a text that looks like a number becomes
 * one in a column declared STRING or UUID, a number becomes a text in one declared TEXT, and then 10 comes before 9. Times, JSON, bytes, decimals and
 * arrays have several good forms in SQLite, so nothing is counted for them.
 */
function samplesOf({ type }: PgColumn): readonly string[] {
  switch (familyOf(type)) {
    case 'integer':
      return type.name === 'int8' ? ['9', '10', '9007199254740993'] : ['9', '10'];
    case 'float':
      return ['9.5', '10.25'];
    case 'padded':
      return ["'007'", "'1e3'"];
    case 'text':
      return ['text', 'varchar', 'citext'].includes(type.name) && type.labels === undefined ? ["'007'", "'1e3'"] : [];
    default:
      return [];
  }
}

/** Puts the samples into a column that is declared as the SQLite one, and reads them back in order. */
export function judgeStorage(expected: PgColumn, actual: SqliteColumn, scratch: Database.Database): { readonly expected: string; readonly actual: string } | undefined {
  const samples = samplesOf(expected);
  if (samples.length === 0) return undefined;
  scratch.exec(`DROP TABLE IF EXISTS stored; CREATE TABLE stored (value ${actual.type}); INSERT INTO stored VALUES ${samples.map((sample) => `(${sample})`).join(', ')}`);
  const read = scratch.prepare<[], { text: string }>('SELECT CAST(value AS TEXT) AS text FROM stored ORDER BY value').all();
  const wanted = samples.map((sample) => sample.replaceAll("'", ''));
  return { expected: `${expected.type.name} ${wanted.join(' < ')}`, actual: `${read.every(({ text }, i) => text === wanted[i]) ? expected.type.name : actual.type} ${read.map(({ text }) => text).join(' < ')}` };
}
