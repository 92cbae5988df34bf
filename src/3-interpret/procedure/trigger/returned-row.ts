import { BOOL, INT4, INT8 } from '../../../model/base-types.js';
import type { Table } from '../../../model/catalog.js';
import type { Expr } from '../../../model/expression.js';
import type { ExecuteSql } from '../../../model/procedure.js';
import type { DataStatement, Delete, Insert, Query, Update } from '../../../model/query.js';
import { walkTree } from '../../../model/walk.js';
import { and, textLiteral } from '../condition.js';
import { conflictKey, countOfRows, insertedRow, onlyRow, placeOf, queryOf } from '../inserted-row.js';
import { rowBefore, updatedRow } from '../updated-row.js';
import { held, raise, unsupported, type Flow, type Lowering } from './lowering.js';

/** What RETURNING gives. */
export interface ReturnedRow {
  readonly row: Query;
  /** It is looked up before the statement; otherwise where the value is used. */
  readonly before: boolean;
  /** ON CONFLICT may have left everything as it was: then nothing is returned. */
  readonly mayBeNone?: boolean;
  /** Only afterwards is it known whether there are more rows than one. */
  readonly mayBeMore?: boolean;
}

/** `INSERT .. RETURNING id INTO v`: a trigger of SQLite has no RETURNING, but it can look the row up. */
export function returnedRow(data: DataStatement, flow: Flow, lowering: Lowering, span: ExecuteSql['span']): ReturnedRow {
  const table = 'target' in data ? lowering.catalog.objects.get(data.target.relation) : undefined;
  const found = table?.kind === 'table' ? rowOf(data, table, flow, lowering, span) : undefined;
  if (!found) return unsupported(lowering, 'RETURNING .. INTO of this statement has no equivalent in a trigger', span, 'Read the value with a SELECT before or after the statement.');
  return { ...found, row: { ...found.row, limit: { kind: 'literal', value: '1', type: INT8 } } };
}

function rowOf(data: DataStatement, table: Table, flow: Flow, lowering: Lowering, span: ExecuteSql['span']): ReturnedRow | undefined {
  if (data.kind === 'insert') return inserted(data, table);
  if (data.kind === 'update' && data.old !== undefined) {
    const row = lowering.setAside ? rowBefore(data) : undefined;
    if (row) requireOne(data, flow, lowering, span);
    return row && { row, before: true };
  }
  if (data.kind === 'update') {
    const row = updatedRow(data, table) ?? rowInPlace(data, table, flow, lowering, span);
    return row && { row, before: false };
  }
  if (data.kind !== 'delete' || !lowering.setAside || data.using.length > 0) return undefined;
  requireOne(data, flow, lowering, span);
  return { row: queryOf(data.returning, { from: [data.target], ...(data.where && { where: data.where }) }), before: true };
}

/** The place of the row is put aside before the UPDATE, which leaves it where it is. */
function rowInPlace(update: Update, table: Table, flow: Flow, lowering: Lowering, span: ExecuteSql['span']): Query | undefined {
  if (!lowering.setAside || update.with.length > 0 || update.from.length > 0 || changesKey(update, table)) return undefined;
  requireOne(update, flow, lowering, span);
  const place = placeOf(update.target);
  const query: Query = { ...queryOf([{ name: 'place', expr: place }], { from: [update.target], ...(update.where && { where: update.where }) }), limit: { kind: 'literal', value: '1', type: INT8 } };
  const known = held({ kind: 'subquery', form: 'scalar', query, type: place.type }, flow, lowering);
  return queryOf(update.returning, { from: [update.target], where: { kind: 'operator', name: '=', left: place, right: known, type: BOOL } });
}

function inserted(data: Insert, table: Table): ReturnedRow | undefined {
  if (data.old !== undefined) return undefined;
  const upserts = data.onConflict?.action === 'update';
  const one = onlyRow(data) !== undefined;
  const key = upserts ? conflictKey(data, table) : undefined;
  if (upserts ? !key : !one && givesNumber(data, table)) return undefined;
  return { row: insertedRow(data, table, key), before: false, mayBeNone: !one || (data.onConflict !== undefined && (!upserts || data.onConflict.where !== undefined)), mayBeMore: !one };
}

/** INSERT .. SELECT with a key that may be the row's number: the last row need not be the new one. */
function givesNumber(insert: Insert, { columns, constraints }: Table): boolean {
  const key = constraints.find(({ kind }) => kind === 'primary-key');
  const given = key?.kind === 'primary-key' && key.columns.length === 1 ? columns.find(({ id }) => id === key.columns[0] && insert.columns.includes(id)) : undefined;
  return given !== undefined && (given.type.kind !== 'base' || given.type.name.startsWith('int'));
}

/** The primary key may be the row's number. */
function changesKey({ set }: Update, { constraints }: Table): boolean {
  const key = constraints.find(({ kind }) => kind === 'primary-key');
  return key?.kind === 'primary-key' && set.some(({ column }) => key.columns.includes(column));
}

/** INTO takes one row, or none. */
function requireOne({ target, where }: Update | Delete, flow: Flow, lowering: Lowering, span: ExecuteSql['span']): void {
  if (where) walkTree(where, { expression: (node) => void (node.kind === 'call' && node.volatile === true && unsupported(lowering, 'RETURNING .. INTO of rows that a changing value chooses has no equivalent in a trigger', span)) });
  const several: Expr = { kind: 'operator', name: '>', left: countOfRows(target, where), right: { kind: 'literal', value: '1', type: INT4 }, type: BOOL };
  raise(lowering, { ...flow, guard: and(flow.guard, several) }, textLiteral('query returned more than one row'), span, textLiteral('too_many_rows'));
}
