import type { CatalogObject, Column, ColumnId } from '../../model/catalog.js';
import type { Expr } from '../../model/expression.js';
import type { Assignment, Insert, OnConflict, Query } from '../../model/query.js';
import { defaultOf } from '../physical/guard.js';
import { printAssigned } from './cast.js';
import { printTable, tableSource } from './from.js';
import { quoteIdentifier } from './identifier.js';
import { indexKey } from './index-key.js';
import { asksAsItFills } from './own-changes.js';
import type { Printing } from './printing.js';
import { columnName, tableColumn } from './relation.js';
import { printWith } from './select.js';
import { isGivenLater } from './sequence-storage.js';
import { inValueLists } from './value-lists.js';

/** `INSERT INTO t (a, b) VALUES .. ON CONFLICT ..` */
export function printInsert(insert: Insert, outer: Printing): readonly string[] {
  const { text: prefix, p } = printWith(insert.with, insert.recursive, outer);
  const into = `${prefix}INSERT ${insert.unlessRefused ? 'OR IGNORE ' : ''}INTO ${printTable(insert.target.relation, insert.target.alias, p.catalog)}`;
  const conflict = insert.onConflict ? ` ${printConflict(insert, insert.onConflict, p)}` : '';
  if (insert.rows === 'default values') return [`${into} DEFAULT VALUES${conflict}`];
  const kept = keptColumns(insert);
  const list = kept.map((i) => quoteIdentifier(nameOf(insert.columns[i], insert, p))).join(', ');
  if (list === '') return repeatDefaults(insert, into, conflict);
  const tuples = plainTuples(insert, kept, p);
  if (tuples) return inValueLists(insert, `${into} (${list}) VALUES `, tuples, conflict, p);
  return [`${into} (${list}) ${printRows(insert, kept, p)}${conflict}`];
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

function repeatDefaults(insert: Insert, into: string, conflict: string): readonly string[] {
  const body = insert.rows === 'default values' ? undefined : insert.rows.body;
  const count = body?.kind === 'values' ? body.rows.length : 1;
  return Array.from({ length: count }, () => `${into} DEFAULT VALUES${conflict}`);
}

function printRows(insert: Insert, kept: readonly number[], p: Printing): string {
  const { rows } = insert;
  if (rows === 'default values') return '';
  const body = rows.body.kind === 'select' ? { ...rows.body, targets: kept.flatMap((i) => (rows.body.kind === 'select' ? (rows.body.targets[i] ?? []) : [])) } : rows.body;
  return p.query({ ...rows, body }, { names: 'none', closed: insert.onConflict !== undefined, value: printAssigned }) + storageOrder(insert, rows, p);
}

/**
 * Rows that get numbers get them in the order in which the query gives the rows. Postgres reads a table as it is stored, SQLite through
 * any index that has all columns.
 */
function storageOrder(insert: Insert, { body, orderBy, limit, offset }: Query, p: Printing): string {
  if (body.kind !== 'select' || orderBy.length > 0 || limit || offset || !getsNumbers(insert, p)) return '';
  const [item, ...others] = body.from;
  const plain = body.distinct === false && body.groupBy.length === 0 && !body.having && !body.targets.some(({ expr }) => expr.kind === 'call' && expr.aggregate);
  if (!plain || item?.kind !== 'table' || others.length > 0) return '';
  const { rowNumber } = tableSource(item.relation, item.alias, p.catalog);
  return rowNumber === undefined ? '' : ` ORDER BY ${rowNumber}`;
}

function getsNumbers({ target, columns }: Insert, p: Printing): boolean {
  return p.catalog.objects.pick(target.relation, hasOtherNumbers, columns);
}

/** Of the columns that are not listed one takes a number. */
function hasOtherNumbers(object: CatalogObject | undefined, listed: readonly ColumnId[]): boolean {
  return object?.kind === 'table' && object.columns.some((column) => (column.serial !== undefined || column.identity !== undefined) && !listed.includes(column.id));
}

function printCell(expr: Expr | undefined, column: ColumnId | undefined, insert: Insert, p: Printing): string {
  if (!expr) return 'NULL';
  return expr.kind === 'default' ? printDefault(tableColumn(insert.target.relation, column, p.catalog), p) : printAssigned(expr, p);
}

/** A column's default where the statement says DEFAULT; NULL makes SQLite number an INTEGER PRIMARY KEY. */
function printDefault(column: Column | undefined, p: Printing): string {
  const value = column && column.serial === undefined && !isGivenLater(column) ? defaultOf(column, p.catalog) : undefined;
  return value ? printAssigned(value, p) : 'NULL';
}

function nameOf(id: ColumnId | undefined, { target }: Pick<Insert, 'target'>, p: Printing): string {
  const name = columnName(target.relation, id, p.catalog);
  if (name === undefined) throw new Error(`relation ${target.relation} has no column ${id}`);
  return name;
}

/** `ON CONFLICT (a) WHERE .. DO UPDATE SET b = excluded.b WHERE ..` */
function printConflict(insert: Insert, conflict: OnConflict, p: Printing): string {
  const target = tableSource(insert.target.relation, insert.target.alias, p.catalog);
  // They must read as the index does.
  const own = p.kept().within({ sources: new Map([[insert.target.source, target]]) });
  const keys = conflict.target?.keys.map((key) => own.print(indexKey(key)).text).join(', ');
  const where = conflict.target?.where ? ` WHERE ${own.print(conflict.target.where).text}` : '';
  const on = keys === undefined ? 'ON CONFLICT' : `ON CONFLICT (${keys})${where}`;
  if (conflict.action === 'nothing') return `${on} DO NOTHING`;
  const sources = new Map([[insert.target.source, target]]);
  if (conflict.excluded !== undefined) sources.set(conflict.excluded, { ...target, qualifier: 'excluded' });
  const both = p.within({ sources, qualify: true });
  if (asksAsItFills(insert, p.catalog)) p.report({ code: 'unsupported-expression', message: 'ON CONFLICT DO UPDATE asks the table itself, which SQLite shows with the rows that the statement has put there so far', help: 'Insert the rows one by one, or work the values out in the SELECT.' });
  return `${on} DO UPDATE SET ${printAssignments(conflict.set, insert, both)}${conflict.where ? ` WHERE ${both.print(conflict.where).text}` : ''}`;
}

/** `a = 1, b = 2` */
export function printAssignments(set: readonly Assignment[], statement: Pick<Insert, 'target'>, p: Printing): string {
  return set
    .map(({ column, value }) => {
      const text = value.kind === 'default' ? printDefault(tableColumn(statement.target.relation, column, p.catalog), p) : printAssigned(value, p);
      return `${quoteIdentifier(nameOf(column, statement, p))} = ${text}`;
    })
    .join(', ');
}
