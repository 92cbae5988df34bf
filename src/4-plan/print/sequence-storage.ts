import type { Catalog, Column, Sequence, Table } from '../../model/catalog.js';
import type { Call, Expr } from '../../model/expression.js';
import { walkTree } from '../../model/walk.js';
import { quoteIdentifier, quoteLiteral, relationName } from '../print/identifier.js';
import { isCounted } from '../../model/counted.js';
import { soleKey } from '../physical/own-constraints.js';

/**
 * Where the target keeps a sequence's number: beside its AUTOINCREMENT column; in a table of its own, of one row, which looks as the relation
 * looks in Postgres; or nowhere, when a trigger gives the highest number plus one.
 */
export type SequenceStorage =
  | {
      readonly kind: 'autoincrement';
      readonly table: string;
      /** Within a trigger: the numbered column. SQLite writes down the last number at the end of the whole statement, so that rows which are there already have higher ones. */
      readonly ahead?: string;
    }
  | { readonly kind: 'counter'; readonly name: string }
  | { readonly kind: 'highest' };

/** @param within where it is asked for: a trigger sees what its statement has numbered so far, but for that of a default, which may stay longer than the table that is numbered */
export function storageOf(sequence: Sequence, catalog: Catalog, within?: { readonly triggerTable?: Table; readonly oneRow?: true }): SequenceStorage {
  const served = sequence.standalone ? sequence.serves : sequence.ownedBy;
  const table = served && catalog.objects.get(served.table);
  const column = table?.kind === 'table' ? table.columns.find(({ id }) => id === served?.column) : undefined;
  const numbered = column && isCounted(column) && (column.serial === sequence.id || column.identity?.sequence === sequence.id);
  if (table?.kind === 'table' && numbered) return soleKey(table) === column.id ? { kind: 'autoincrement', table: relationName(table.schema, table.name), ...(within?.triggerTable && !within.oneRow && { ahead: column.name }) } : { kind: 'highest' };
  return sequence.standalone ? { kind: 'counter', name: relationName(sequence.schema, sequence.name) } : { kind: 'highest' };
}

/** `CREATE TABLE s (last_value, ..)` and its row. */
export function createCounter(name: string, { start, increment }: Sequence): readonly string[] {
  const table = quoteIdentifier(name);
  return [
    `CREATE TABLE ${table} (last_value INTEGER NOT NULL, is_called INTEGER NOT NULL, increment_by INTEGER NOT NULL)`,
    `INSERT INTO ${table} (last_value, is_called, increment_by) VALUES (${start}, 0, ${increment})`,
  ];
}

/** Takes the next numbers, as many as `count` says, where the condition holds; `lastNumber` is the last of them. */
export function takeNumbers(storage: SequenceStorage, count = '1', where?: string): readonly string[] {
  const condition = where === undefined ? '' : ` WHERE ${where}`;
  if (storage.kind === 'counter') {
    const more = count === '1' ? '' : ` + (${count} - 1) * increment_by`;
    return [`UPDATE ${quoteIdentifier(storage.name)} SET last_value = iif(is_called, last_value + increment_by, last_value)${more}, is_called = 1${condition}`];
  }
  if (storage.kind === 'highest') return [];
  const text = quoteLiteral(storage.table);
  return [
    `INSERT INTO sqlite_sequence (name, seq) SELECT ${text}, 0 WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = ${text})`,
    `UPDATE sqlite_sequence SET seq = ${storage.ahead === undefined ? 'seq' : `coalesce(${given(storage, 'max(n)')}, 0)`} + ${count} WHERE name = ${text}${where === undefined ? '' : ` AND (${where})`}`,
  ];
}

/** The last number that was taken. */
export function lastNumber(storage: SequenceStorage): string | undefined {
  if (storage.kind === 'counter') return `(SELECT last_value FROM ${quoteIdentifier(storage.name)})`;
  return storage.kind === 'autoincrement' ? given(storage, storage.ahead === undefined ? 'seq' : 'max(n)') : undefined;
}

/** Of the number that a table has given last. */
function given({ table, ahead }: Extract<SequenceStorage, { kind: 'autoincrement' }>, value: string): string {
  const noted = `FROM sqlite_sequence WHERE name = ${quoteLiteral(table)}`;
  return ahead === undefined ? `(SELECT ${value} ${noted})` : `(SELECT ${value} FROM (SELECT seq AS n ${noted} UNION ALL SELECT max(${quoteIdentifier(ahead)}) FROM ${quoteIdentifier(table)}))`;
}

/** The number that comes next. */
export function nextNumber(storage: SequenceStorage): string | undefined {
  if (storage.kind === 'counter') return `(SELECT iif(is_called, last_value + increment_by, last_value) FROM ${quoteIdentifier(storage.name)})`;
  return storage.kind === 'autoincrement' ? given(storage, `coalesce(max(${storage.ahead === undefined ? 'seq' : 'n'}), 0) + 1`) : undefined;
}

export function stepOf(storage: SequenceStorage): string {
  return storage.kind === 'counter' ? `(SELECT increment_by FROM ${quoteIdentifier(storage.name)})` : '1';
}

/** A column whose default SQLite cannot give: it takes a number, and no AUTOINCREMENT numbers it, or a query. A trigger fills it once the row is there. */
export function isGivenLater(column: Column): boolean {
  const value = column.default;
  if (value === undefined || value.kind === 'literal' || isCounted(column)) return false;
  let later = LATER.get(value);
  if (later === undefined) LATER.set(value, (later = callsIn(value).length > 0 || asksForDefault(column)));
  return later;
}

/** Its default takes a query, which a DEFAULT of SQLite cannot hold. */
export function asksForDefault({ default: value }: Column): boolean {
  let asks = false;
  if (value !== undefined && value.kind !== 'literal') walkTree(value, { expression: (node) => void (asks ||= node.kind === 'call' && node.asks === true) });
  return asks;
}

/** Whether a default comes later: it is asked for each version of a table. */
const LATER = new WeakMap<Expr, boolean>();

export function columnsGivenLater({ columns }: Table): readonly Column[] {
  let sequenced = SEQUENCED.get(columns);
  if (!sequenced) SEQUENCED.set(columns, (sequenced = columns.filter(isGivenLater)));
  return sequenced;
}

/** Versions of a table mostly share their columns. */
const SEQUENCED = new WeakMap<Table['columns'], readonly Column[]>();

/** All calls of nextval(), and of functions whose value is worked out with it. */
export function callsIn(tree: Parameters<typeof walkTree>[0]): readonly Call[] {
  const found: Call[] = [];
  walkTree(tree, { expression: (node) => void (node.kind === 'call' && ((node.name === 'nextval' && node.function === undefined) || node.takesNumber) && found.push(node)) });
  return found;
}
