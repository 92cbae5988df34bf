import type { CatalogObject, Column, ColumnId } from '../../model/catalog.js';
import type { Expr } from '../../model/expression.js';
import { objectOf } from '../../model/catalog-lookup.js';
import { hasAggregate } from '../../model/guarded-statement.js';
import type { Insert, Query } from '../../model/query.js';
import { isCounted } from '../../model/counted.js';
import { setsOfSelect } from '../../model/set-in-select.js';
import { walkExpression } from '../../model/walk.js';
import { nameOf, printDefault } from './assignments.js';
import { printAssigned } from './cast.js';
import { printTable, tableSource } from './from.js';
import { quoteIdentifier } from './identifier.js';
import { printConflict } from './on-conflict.js';
import type { Printing } from './printing.js';
import { tableColumn } from './relation.js';
import { printWith } from './select.js';
import { asksForDefault, isGivenLater } from './sequence-storage.js';
import { inValueLists } from './value-lists.js';

/** `INSERT INTO t (a, b) VALUES .. ON CONFLICT ..` */
export function printInsert(insert: Insert, outer: Printing): readonly string[] {
  const { text: prefix, p } = printWith(insert.with, insert.recursive, outer);
  noteNumbers(insert, p);
  const into = `${prefix}INSERT ${insert.unlessRefused ? 'OR IGNORE ' : ''}INTO ${printTable(insert.target.relation, insert.target.alias, p.catalog)}`;
  const conflict = insert.onConflict ? ` ${printConflict(insert, insert.onConflict, p)}` : '';
  if (insert.rows === 'default values') return [`${into} DEFAULT VALUES${conflict}`];
  const kept = keptColumns(insert);
  const list = kept.map((i) => quoteIdentifier(nameOf(insert.columns[i], insert, p))).join(', ');
  if (list === '' && insert.rows.body.kind === 'values') return insert.rows.body.rows.map(() => `${into} ${p.triggerTable ? printDefaultRow(insert, p) : 'DEFAULT VALUES'}${conflict}`);
  if (list === '') return [`${into} ${printDefaults(insert, insert.rows, p)}${conflict}`];
  const tuples = plainTuples(insert, kept, p);
  if (tuples) return inValueLists(insert, `${into} (${list}) VALUES `, tuples, conflict, p);
  return [`${into} (${list}) ${printRows(insert, kept, p)}${conflict}`];
}

/** Postgres goes on where the sequence stands, SQLite behind the highest number. */
function noteNumbers({ target, columns, rows }: Insert, p: Printing): void {
  if (p.triggerTable || !p.catalog.numbersGiven.has(target.relation)) return;
  const table = objectOf(p.catalog, target.relation, 'table');
  const lists = rows === 'default values' ? [[]] : rows.body.kind === 'values' ? rows.body.rows : rows.body.kind === 'select' ? [rows.body.targets.map(({ expr }) => expr)] : [];
  for (const column of table.columns) {
    if (!isCounted(column) || !lists.some((list) => (list[columns.indexOf(column.id)]?.kind ?? 'default') === 'default')) continue;
    p.report({ code: 'numbers-after-given', message: `${table.name}.${column.name} goes on behind the highest number; its sequence in Postgres, which has not been set behind the numbers that statements have given, does not`, help: 'Give the number here too, or set the sequence behind the others: SELECT setval(..).' });
  }
}

/** The rows of a VALUES list that nothing else is said about. */
function plainTuples(insert: Insert, kept: readonly number[], p: Printing): readonly string[] | undefined {
  const { rows } = insert;
  if (rows === 'default values' || rows.body.kind !== 'values') return undefined;
  if (rows.with.length > 0 || rows.orderBy.length > 0 || rows.limit || rows.offset) return undefined;
  return rows.body.rows.map((row) => `(${kept.map((i) => printCell(row[i], insert.columns[i], insert, p)).join(', ')})`);
}

/** Positions of the columns that get a value in some row; the others are left out, because SQLite has no DEFAULT among values. */
function keptColumns(insert: Insert): readonly number[] {
  const all = insert.columns.map((_, i) => i);
  const body = insert.rows === 'default values' ? undefined : insert.rows.body;
  if (body?.kind === 'values') return all.filter((i) => body.rows.some((row) => row[i]?.kind !== 'default'));
  return body?.kind === 'select' ? all.filter((i) => body.targets[i]?.expr.kind !== 'default') : all;
}

/** SQLite's triggers have no DEFAULT VALUES: one of the defaults is written. */
function printDefaultRow({ target }: Insert, p: Printing): string {
  const column = writtenColumn(target, p);
  return `(${quoteIdentifier(column?.name ?? '')}) VALUES (${printDefault(column, p)})`;
}

/** `INSERT INTO t SELECT FROM s`: a row of defaults for each of the query's; SQLite wants one of them written. */
function printDefaults({ target }: Insert, rows: Query, p: Printing): string {
  const column = writtenColumn(target, p);
  // A table without columns is refused where it is made.
  if (!column) return 'DEFAULT VALUES';
  const body = rows.body.kind === 'select' ? { ...rows.body, targets: [] } : rows.body;
  return `(${quoteIdentifier(column.name)}) SELECT ${printDefault(column, p)} FROM (${p.query({ ...rows, body }, { names: 'none' })}) AS source_rows WHERE true`;
}

function writtenColumn({ relation }: Insert['target'], { catalog }: Printing): Column | undefined {
  return objectOf(catalog, relation, 'table').columns.find(({ generated }) => !generated);
}

function printRows(insert: Insert, kept: readonly number[], p: Printing): string {
  const { rows } = insert;
  if (rows === 'default values') return '';
  const body = rows.body.kind === 'select' ? { ...rows.body, targets: kept.flatMap((i) => (rows.body.kind === 'select' ? (rows.body.targets[i] ?? []) : [])) } : rows.body;
  return p.query({ ...rows, body }, { names: 'none', closed: insert.onConflict !== undefined, value: printAssigned }) + storageOrder(insert, rows, p);
}

/**
 * Rows that get numbers, or about which a trigger writes rows with numbers, get them in the order in which the query gives the rows. Postgres reads a table as it is stored, SQLite through
 * any index that has all columns.
 */
function storageOrder(insert: Insert, { body, orderBy, limit, offset }: Query, p: Printing): string {
  if (body.kind !== 'select' || orderBy.length > 0 || limit || offset || !showsOrder(insert, p)) return '';
  const [item, ...others] = body.from;
  const plain = body.distinct === false && body.groupBy.length === 0 && !body.having && !body.targets.some(({ expr }) => hasAggregate(expr) || isSortedByWindow(expr));
  if (!plain || item?.kind !== 'table' || others.length > 0) return '';
  const { rowNumber, qualifier } = tableSource(item.relation, item.alias, p.catalog);
  return rowNumber === undefined ? '' : ` ORDER BY ${setsOfSelect(body).length > 0 ? `${qualifier}.` : ''}${rowNumber}`;
}

/** Both give the rows in the order of a window, where it has one. */
function isSortedByWindow(expr: Expr): boolean {
  let sorted = false;
  walkExpression(expr, (node) => { sorted ||= node.kind === 'call' && node.over !== undefined && (node.over.name !== undefined || node.over.partitionBy.length + node.over.orderBy.length > 0); });
  return sorted;
}

function showsOrder({ target, columns }: Insert, p: Printing): boolean {
  return p.catalog.objects.pick(target.relation, hasOtherNumbers, columns) || p.catalog.objects.pick(target.relation, tellsOfInserts, undefined);
}

/** Of the columns that are not listed one takes a number. */
function hasOtherNumbers(object: CatalogObject | undefined, listed: readonly ColumnId[]): boolean {
  return object?.kind === 'table' && object.columns.some((column) => (column.serial !== undefined || column.identity !== undefined) && !listed.includes(column.id));
}

/** A trigger may number what it writes down about each row: a log. */
function tellsOfInserts(object: CatalogObject | undefined): boolean {
  return object?.kind === 'table' && object.triggers.some(({ enabled, events }) => enabled && events.includes('insert'));
}

function printCell(expr: Expr | undefined, id: ColumnId | undefined, insert: Insert, p: Printing): string {
  if (!expr) return 'NULL';
  const column = isNull(expr) || expr.kind === 'default' ? tableColumn(insert.target.relation, id, p.catalog) : undefined;
  if (expr.kind === 'default') return printDefault(column, p);
  if (column && isNull(expr)) noteNumberedNull(column, expr, p);
  return printAssigned(expr, p);
}

function isNull(expr: Expr): boolean {
  return (expr.kind === 'literal' && expr.value === null) || (expr.kind === 'cast' && isNull(expr.operand));
}

/** A NULL that is written asks SQLite, or the trigger that gives numbers, for one. */
function noteNumberedNull(column: Column, { at }: Expr, p: Printing): void {
  if (!isCounted(column) && !isGivenLater(column)) return;
  const postgres = column.notNull ? 'Postgres refuses it' : 'Postgres keeps it';
  p.report({ code: 'unsupported-statement', message: `a NULL that is written for column ${column.name} would get ${asksForDefault(column) ? 'its default' : 'a number'} here; ${postgres}`, ...(at !== undefined && { at }), help: 'Write DEFAULT where the default is wanted; for a NULL, insert first and set it with an UPDATE.' });
}
