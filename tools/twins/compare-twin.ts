import { openScratch } from '../../test/support/facts/evaluate-default.js';
import type { ForeignKeyFact, IndexFact, PgColumn, PgFacts, PgTable, SqliteColumn, SqliteFacts, SqliteTable } from '../../test/support/facts/schema-facts.js';
import { judgeStorage } from './judge-storage.js';

/** Where a SQLite schema is not Postgres': `place` such as `users.email`, then what each of them has there. */
export interface TwinDifference {
  readonly place: string;
  readonly postgres: string;
  readonly sqlite: string;
}

export interface TwinVerdict {
  readonly facts: number;
  readonly equal: number;
  readonly differences: readonly TwinDifference[];
}

/** Counts one fact. */
type Count = (place: string, postgres: string, sqlite: string) => void;

/**
 * Compares what may be expected of a schema that a person keeps: tables, columns and their order, NOT NULL, keys, foreign keys with their actions,
 * uniques and the columns of indexes. Upper and lower case, the names of indexes and constraints, defaults, CHECKs and the way in which a type is
 * written are the author's own; of a type only that values and their order survive (`judgeStorage`).
 */
export function compareTwin(expected: PgFacts, actual: SqliteFacts): TwinVerdict {
  const differences: TwinDifference[] = [];
  let facts = 0;
  const count: Count = (place, postgres, sqlite) => {
    facts++;
    if (folded(postgres) !== folded(sqlite)) differences.push({ place, postgres, sqlite });
  };
  comparePairs('table', expected.tables, actual.tables, count, (a, b) => compareTable(a, b, count));
  comparePairs('view', expected.views, actual.views, count, (a, b) => count(`view ${a.name}`, a.columns.join(', '), b.columns.join(', ')));
  return { facts, equal: facts - differences.length, differences };
}

/** SQLite's names do not know upper and lower case. */
const folded = (text: string): string => text.toLowerCase();

function comparePairs<A extends { readonly name: string }, B extends { readonly name: string }>(kind: string, expected: readonly A[], actual: readonly B[], count: Count, both: (a: A, b: B) => void): void {
  const others = new Map(actual.map((one) => [folded(one.name), one]));
  for (const one of expected) {
    const other = others.get(folded(one.name));
    count(`${kind} ${one.name}`, 'present', other ? 'present' : 'absent');
    if (other) both(one, other);
    others.delete(folded(one.name));
  }
  for (const { name } of others.values()) count(`${kind} ${name}`, 'absent', 'present');
}

type Columns = readonly { readonly name: string }[];

const shared = (columns: Columns, others: Columns): string => columns.filter((column) => others.some((other) => folded(other.name) === folded(column.name))).map(({ name }) => name).join(', ');

function compareTable(expected: PgTable, actual: SqliteTable, count: Count): void {
  const { name } = expected;
  const own = new Map(actual.columns.map((column) => [folded(column.name), column]));
  for (const column of expected.columns) {
    const other = own.get(folded(column.name));
    count(`${name}.${column.name}`, 'present', other ? 'present' : 'absent');
    if (other) compareColumn(column, other, expected, actual, count);
    own.delete(folded(column.name));
  }
  for (const column of own.values()) count(`${name}.${column.name}`, 'absent', 'present');
  count(`${name}, order of columns`, shared(expected.columns, actual.columns), shared(actual.columns, expected.columns));
  count(`${name}, primary key`, expected.primaryKey.join(', '), actual.primaryKey.join(', '));
  compareForeignKeys(expected, actual, count);
  compareIndexes(expected, actual, count);
}

function compareColumn(expected: PgColumn, actual: SqliteColumn, pgTable: PgTable, table: SqliteTable, count: Count): void {
  const place = `${pgTable.name}.${expected.name}`;
  // A numbered column that is not the key is filled by a trigger after the insert, so it cannot be declared NOT NULL.
  const filledLater = expected.counted && table.triggers.some(({ sql }) => /\bAFTER INSERT\b/i.test(sql) && sql.includes(expected.name));
  count(place, expected.notNull ? 'NOT NULL' : 'NULL', actual.notNull || filledLater ? 'NOT NULL' : 'NULL');
  if (expected.generated !== '' || actual.generated !== '') count(place, generated(expected), generated(actual));
  const scratch = openScratch();
  const storage = judgeStorage(expected, actual, scratch);
  scratch.close();
  if (storage) count(place, storage.expected, storage.actual);
}

function generated({ generated }: { readonly generated: '' | 's' | 'v' }): string {
  return { '': 'a stored value', s: 'generated, stored', v: 'generated, virtual' }[generated];
}

const key = ({ columns, target, targetColumns }: ForeignKeyFact): string => `foreign key (${columns.join(', ')}) to ${target} (${targetColumns.join(', ')})`;
const actions = ({ onDelete, onUpdate }: ForeignKeyFact): string => `ON DELETE ${onDelete} ON UPDATE ${onUpdate}`;

/** One key written twice is one. */
function compareForeignKeys(expected: PgTable, actual: SqliteTable, count: Count): void {
  const rest = new Map(actual.foreignKeys.map((one) => [folded(key(one)), one]));
  for (const one of new Map(expected.foreignKeys.map((each) => [folded(key(each)), each])).values()) {
    const other = rest.get(folded(key(one)));
    rest.delete(folded(key(one)));
    count(`${expected.name}, ${key(one)}`, 'present', other ? 'present' : 'absent');
    if (other) count(`${expected.name}, ${key(one)}`, actions(one), actions(other));
  }
  for (const other of rest.values()) count(`${expected.name}, ${key(other)}`, 'absent', 'present');
}

function covers({ unique, partial, keys }: Omit<IndexFact, 'name'>): string {
  const parts = keys.map(({ column, descending }) => `${column ?? 'expression'}${descending ? ' DESC' : ''}`);
  return `${unique ? 'unique' : 'index'} (${parts.join(', ')})${partial ? ' WHERE' : ''}`;
}

/** Indexes are told apart by what they cover: two over the same columns are one, and the key's own is the key's. */
function compareIndexes(expected: PgTable, actual: SqliteTable, count: Count): void {
  const uniques = expected.uniques.map(({ columns }) => covers({ unique: true, partial: false, keys: columns.map((column) => ({ column, descending: false })) }));
  const wanted = new Map([...uniques, ...expected.indexes.map(covers)].map((text) => [folded(text), text]));
  const overNulls = [...expected.uniques, ...expected.indexes].filter(({ nullsNotDistinct }) => nullsNotDistinct).map(({ name }) => name);
  const own = actual.indexes.filter(({ name, origin }) => origin !== 'pk' && !overNulls.some((other) => name !== other && name.startsWith(other)));
  const rest = new Map(own.map((index) => [folded(covers(index)), covers(index)]));
  for (const [text, title] of wanted) {
    count(`${expected.name}, ${title}`, 'present', rest.delete(text) ? 'present' : 'absent');
  }
  for (const title of rest.values()) count(`${expected.name}, ${title}`, 'absent', 'present');
}
