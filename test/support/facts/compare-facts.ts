import type Database from 'better-sqlite3';
import type { Mapping } from '../../../src/model/dialect.js';
import { openScratch, postgresDefault, sameDefault, sqliteDefault } from './evaluate-default.js';
import { judgeGuard } from './guards.js';
import type { ForeignKeyFact, IndexFact, PgColumn, PgFacts, PgTable, SqliteColumn, SqliteFacts, SqliteTable } from './schema-facts.js';
import { foldedName } from './schema-facts.js';
import { declaredType, familyOf } from './storage.js';

export interface Difference {
  /** Such as `users.email default`. */
  readonly fact: string;
  readonly expected: string;
  readonly actual: string;
}

export interface FactsVerdict {
  readonly total: number;
  readonly equal: number;
  readonly differences: readonly Difference[];
}

export interface CompareOptions {
  readonly mapping: Mapping;
  /** Default true: the target keeps rejecting what the Postgres types reject. */
  readonly guards?: boolean;
  /** Indexes and CHECKs that must not be there, because the target was said to leave them out. */
  readonly leftOut?: readonly string[];
  /** Partial indexes that must be over all rows, because the target was said not to know their predicates. */
  readonly overAllRows?: readonly string[];
}

/** Counts facts one by one; whatever is on one side only is a difference too. */
interface Tally {
  total: number;
  readonly differences: Difference[];
}

interface Context extends CompareOptions {
  readonly tally: Tally;
  readonly scratch: Database.Database;
}

/** Compares a Postgres schema with the SQLite schema that stands for it. */
export function compareFacts(expected: PgFacts, actual: SqliteFacts, options: CompareOptions): FactsVerdict {
  const tally: Tally = { total: 0, differences: [] };
  const scratch = openScratch();
  try {
    const context = { ...options, tally, scratch };
    const counters = actual.tables.filter((table) => table.columns.some(({ name }) => name === 'last_value') && expected.sequences.includes(table.name));
    compareNamed('table', expected.tables, actual.tables.filter((table) => !counters.includes(table)), context, (a, b) => compareTable(a, b, context));
    compareNamed('view', expected.views, actual.views, context, (a, b) => count(context, `view ${a.name} columns`, a.columns.join(', '), b.columns.join(', ')));
  } finally {
    scratch.close();
  }
  return { total: tally.total, equal: tally.total - tally.differences.length, differences: tally.differences };
}

function count({ tally }: Context, fact: string, expected: string, actual: string, equal = expected === actual): void {
  tally.total++;
  if (!equal) tally.differences.push({ fact, expected, actual });
}

/** Counts each name once, and hands pairs on. */
function compareNamed<A extends { readonly name: string }, B extends { readonly name: string }>(
  label: string, expected: readonly A[], actual: readonly B[], context: Context, both: (a: A, b: B) => void,
): void {
  for (const one of expected) {
    const other = actual.find(({ name }) => name === one.name);
    count(context, `${label} ${one.name}`, 'present', other ? 'present' : 'absent');
    if (other) both(one, other);
  }
  for (const one of actual) {
    if (!expected.some(({ name }) => name === one.name)) count(context, `${label} ${one.name}`, 'absent', 'present');
  }
}

const list = (columns: readonly { readonly name: string }[]): string => columns.map((column) => column.name).join(', ');
const word = (notNull: boolean): string => (notNull ? 'NOT NULL' : 'NULL');

function compareTable(expected: PgTable, actual: SqliteTable, context: Context): void {
  const { name } = expected;
  count(context, `${name} columns in order`, list(expected.columns), list(actual.columns));
  for (const column of expected.columns) {
    const other = actual.columns.find((candidate) => candidate.name === column.name);
    if (other) compareColumn(column, other, expected, actual, context);
    else count(context, `${name}.${column.name}`, 'present', 'absent');
  }
  const byIndex = keyIndex(expected, actual);
  count(context, `${name} primary key`, expected.primaryKey.join(', '), (byIndex ? keyColumns(byIndex) : actual.primaryKey).join(', '));
  compareForeignKeys(expected, actual, context);
  compareChecks(expected, actual, context);
  compareIndexes(expected, { ...actual, indexes: actual.indexes.filter((index) => index !== byIndex) }, context);
  for (const exclusion of expected.exclusions) count(context, `${name} exclusion ${exclusion}`, 'INSERT, UPDATE', eventsOf(exclusion.slice(foldedName(expected.schema, '').length), actual));
}

/** The unique index that holds a primary key with a generated column, which SQLite does not take into a key. */
function keyIndex({ columns, primaryKey }: PgTable, { indexes }: SqliteTable): SqliteTable['indexes'][number] | undefined {
  if (!columns.some(({ name, generated }) => generated && primaryKey.includes(name))) return undefined;
  return indexes.find((index) => index.unique && keyColumns(index).join() === primaryKey.join());
}

function keyColumns({ keys }: IndexFact): readonly string[] {
  return keys.flatMap(({ column }) => column ?? []);
}

/** The events at which triggers hold an EXCLUDE constraint. */
function eventsOf(exclusion: string, { triggers }: SqliteTable): string {
  return ['INSERT', 'UPDATE'].filter((event) => triggers.some(({ sql }) => sql.includes(` AFTER ${event} `) && sql.includes('exclusion constraint') && sql.includes(exclusion))).join(', ');
}

function compareColumn(expected: PgColumn, actual: SqliteColumn, pgTable: PgTable, table: SqliteTable, context: Context): void {
  const label = `${pgTable.name}.${expected.name}`;
  if (familyOf(expected.type) === 'document') return compareDocument(label, expected, actual, context);
  count(context, `${label} storage`, declaredType(expected.type, context.mapping), actual.type.toUpperCase());
  // A counted column that is not the key is filled by a trigger after the insert, so it cannot be declared NOT NULL.
  // So is one whose default takes a number of a sequence, by itself or in a function, or a query. Of what BEFORE triggers give, triggers ask that it is there.
  const sequenced = !expected.counted && expected.default !== undefined && (expected.default.includes('nextval(') || table.triggers.some(({ name }) => [`${table.name}_${expected.name}_sequence`, `${table.name}_${expected.name}_default`].includes(name)));
  const filledLater = (sequenced && expected.notNull) || (expected.counted && !(table.primaryKey.length === 1 && table.primaryKey[0] === expected.name));
  const required = table.triggers.some(({ sql }) => sql.includes(`null value in column "${expected.name}" of relation "${table.name}"`));
  const filled = expected.generated !== '' && isFilledByTriggers(expected.name, table);
  count(context, `${label} nullability`, word(expected.notNull), word(actual.notNull || filledLater || required || (filled && expected.notNull)));
  if (expected.counted || sequenced) count(context, `${label} numbering`, 'numbered', isNumbered(actual, table) ? 'numbered' : 'not numbered');
  if (expected.generated || actual.generated) count(context, `${label} generated`, expected.generated, filled ? expected.generated : actual.generated);
  else if (!sequenced) compareDefault(label, expected, actual, context);
  if (context.guards === false) return;
  const hasOwnCheck = pgTable.checks.some(({ columns }) => columns.length === 1 && columns[0] === expected.name);
  const guard = judgeGuard(expected, hasOwnCheck, actual, table, context.scratch);
  if (guard) count(context, `${label} guard`, guard.what, guard.fault ?? guard.what);
}

/** A generated column whose expression SQLite takes into no column: triggers fill it with each INSERT and UPDATE. */
function isFilledByTriggers(column: string, { name, triggers }: SqliteTable): boolean {
  return ['insert', 'update'].every((event) => triggers.some((trigger) => trigger.name === `${name}_${column}_generated_${event}`));
}

/** Search documents are not kept: the column takes NULL, and nothing but NULL where Postgres works it out. */
function compareDocument(label: string, expected: PgColumn, actual: SqliteColumn, context: Context): void {
  count(context, `${label} storage`, declaredType(expected.type, context.mapping), actual.type.toUpperCase());
  count(context, `${label} nullability`, 'NULL', word(actual.notNull));
  count(context, `${label} default`, 'none', actual.default ?? 'none');
  count(context, `${label} generated`, expected.generated ? 'v' : '', actual.generated);
}

function compareDefault(label: string, expected: PgColumn, actual: SqliteColumn, context: Context): void {
  const [a, b] = [postgresDefault(expected, context.mapping), sqliteDefault(actual, expected, context.mapping, context.scratch)];
  count(context, `${label} default`, `${a.kind} ${a.text} [${expected.default ?? ''}]`, `${b.kind} ${b.text} [${actual.default ?? ''}]`, sameDefault(a, b));
}

function isNumbered(column: SqliteColumn, table: SqliteTable): boolean {
  if (table.autoincrement && table.primaryKey.length === 1 && table.primaryKey[0] === column.name) return true;
  return table.triggers.some(({ sql }) => /\bAFTER INSERT\b/i.test(sql) && sql.includes(column.name));
}

const key = ({ columns, target, targetColumns }: ForeignKeyFact): string => `(${columns.join(', ')}) -> ${target} (${targetColumns.join(', ')})`;
const actions = ({ onDelete, onUpdate }: ForeignKeyFact): string => `ON DELETE ${onDelete} ON UPDATE ${onUpdate}`;

function compareForeignKeys(expected: PgTable, actual: SqliteTable, context: Context): void {
  const rest = [...actual.foreignKeys];
  for (const one of expected.foreignKeys) {
    const same = rest.findIndex((other) => key(other) === key(one) && actions(other) === actions(one));
    const at = same >= 0 ? same : rest.findIndex((other) => key(other) === key(one));
    const [other] = at >= 0 ? rest.splice(at, 1) : [];
    const label = `${expected.name} foreign key ${key(one)}`;
    count(context, label, 'present', other ? 'present' : 'absent');
    if (other) count(context, `${label} actions`, actions(one), actions(other));
  }
  for (const other of rest) count(context, `${expected.name} foreign key ${key(other)}`, 'absent', 'present');
}

function compareChecks(expected: PgTable, actual: SqliteTable, context: Context): void {
  const checks = [...actual.checks, ...actual.triggerChecks];
  for (const check of expected.checks.filter(({ name }) => !context.leftOut?.includes(name))) {
    const other = checks.find(({ name }) => name === check.name);
    const read = check.columns.filter((column) => !other || isFilledByTriggers(column, actual) || other.identifiers.some((identifier) => identifier.toLowerCase() === column.toLowerCase()));
    count(context, `${expected.name} check ${check.name}`, `over (${check.columns.join(', ')})`, other ? `over (${read.join(', ')})` : 'absent');
  }
  for (const { name, column } of expected.domainChecks) {
    const found = checks.some((check) => check.name === name && check.identifiers.some((identifier) => identifier.toLowerCase() === column.toLowerCase()));
    count(context, `${expected.name}.${column} domain check ${name}`, 'present', found ? 'present' : 'absent');
  }
  for (const { name, expr } of checks) {
    if (name !== undefined && !expected.domainChecks.some((check) => check.name === name) && !expected.checks.some((check) => check.name === name)) count(context, `${expected.name} check ${name}`, 'absent', expr);
  }
}

function describe({ unique, partial, keys }: IndexFact): string {
  const parts = keys.map(({ column, descending }) => `${column ?? 'expression'}${descending ? ' DESC' : ''}`);
  return `${unique ? 'UNIQUE ' : ''}(${parts.join(', ')})${partial ? ' WHERE' : ''}`;
}

/** An index over search documents, or one that is said to be left out. */
function isLeftOut(index: { readonly name: string; readonly documents?: boolean }, { leftOut = [] }: Context): boolean {
  return index.documents === true || leftOut.includes(index.name);
}

function compareIndexes(expected: PgTable, actual: SqliteTable, context: Context): void {
  const uniques = expected.uniques.map((unique) => ({ ...unique, unique: true, partial: false, keys: unique.columns.map((column) => ({ column, descending: false })) }));
  const wanted: readonly (IndexFact & { readonly nullsNotDistinct: boolean })[] = [...uniques, ...expected.indexes];
  for (const index of wanted) {
    const other = actual.indexes.find(({ name }) => name === index.name);
    count(context, `${expected.name} index ${index.name}`, isLeftOut(index, context) ? 'absent' : describe(context.overAllRows?.includes(index.name) ? { ...index, partial: false } : index), other ? describe({ ...other, keys: other.keys.map((key, i) => (index.keys[i]?.hashed ? { ...key, column: null } : key)) }) : 'absent');
    if (index.nullsNotDistinct) {
      const second = actual.indexes.some(({ name, unique, partial }) => name !== index.name && unique && partial && name.startsWith(index.name));
      count(context, `${expected.name} index ${index.name} over NULLs`, 'present', second ? 'present' : 'absent');
    }
  }
  for (const other of actual.indexes) {
    const known = wanted.some(({ name, nullsNotDistinct }) => name === other.name || (nullsNotDistinct && other.unique && other.name.startsWith(name)));
    // Triggers of an EXCLUDE constraint find other rows by an index of its name.
    if (other.origin !== 'pk' && !known && !expected.exclusions.includes(other.name)) count(context, `${expected.name} index ${other.name}`, 'absent', describe(other));
  }
}
