import { BOOL, INT8, TID } from '../../model/base-types.js';
import type { Table } from '../../model/catalog.js';
import type { Expr } from '../../model/expression.js';
import type { Assignment, Insert, Query, Select, TableSource } from '../../model/query.js';
import { isVolatile } from '../../model/walk.js';
import { and } from './condition.js';

/** A query of nothing but a list, with what else it has. */
export function queryOf(targets: Select['targets'], rest: Partial<Select> = {}): Query {
  const body: Select = { kind: 'select', distinct: false, targets, from: [], groupBy: [], windows: [], ...rest };
  return { with: [], recursive: false, orderBy: [], columns: targets.map(({ name, expr }) => ({ name, type: expr.type })), body };
}

/** How many rows a statement would find. */
export function countOfRows(target: TableSource, where: Expr | undefined): Expr {
  const count: Expr = { kind: 'call', name: 'count', args: [], star: true, aggregate: true, type: INT8 };
  return { kind: 'subquery', form: 'scalar', type: INT8, query: queryOf([{ name: 'count', expr: count }], { from: [target], ...(where && { where }) }) };
}

/** The place of a row among the others: new rows are last. */
export function placeOf({ source }: TableSource): Expr {
  return { kind: 'column', source, name: 'ctid', type: TID };
}

/** What RETURNING would give of the row that has just been inserted: the last one, or the one with the key that was given. */
export function insertedRow(insert: Insert, table: Table, isNew?: Expr): Query {
  const where = isNew ?? givenKey(insert, table);
  return { ...queryOf(insert.returning, { from: [insert.target], ...(where && { where }) }), orderBy: [{ expr: placeOf(insert.target), descending: true, nulls: 'last' }] };
}

/** Values of the only row that is inserted, by column; undefined when there may be more rows than one. */
export function onlyRow({ rows, columns }: Insert): ReadonlyMap<number, Expr> | undefined {
  if (rows === 'default values') return new Map();
  const { body } = rows;
  const values = body.kind === 'values' && body.rows.length === 1 ? body.rows[0] : body.kind === 'select' && body.from.length === 0 && !body.where ? body.targets.map(({ expr }) => expr) : undefined;
  return values && new Map(columns.flatMap((column, i) => (values[i] && values[i].kind !== 'default' ? [[column, values[i]] as const] : [])));
}

/** A number that is given as the key is the place of the row, and need not be the highest. */
export function givenKey(insert: Insert, table: Table): Expr | undefined {
  const key = table.constraints.find(({ kind }) => kind === 'primary-key');
  const [column, ...others] = key?.kind === 'primary-key' ? key.columns : [];
  const value = column === undefined || others.length > 0 ? undefined : onlyRow(insert)?.get(column);
  const found = table.columns.find(({ id }) => id === column);
  return !value || !found ? undefined : { kind: 'operator', name: '=', left: { kind: 'column', source: insert.target.source, column: found.id, name: found.name, type: found.type }, right: value, type: BOOL };
}

/** Of ON CONFLICT DO UPDATE: the row that was there, or is there now, has the values that are compared. Undefined where there may be no such row. */
export function conflictKey(insert: Insert, table: Table): Expr | undefined {
  const { onConflict } = insert;
  const values = onlyRow(insert);
  if (!onConflict || onConflict.action !== 'update' || onConflict.target?.where || !values) return undefined;
  const parts = (onConflict.target?.keys ?? []).map((key): Expr | undefined => {
    const column = key.kind === 'column' ? table.columns.find(({ id }) => id === key.column) : undefined;
    const value = column && values.get(column.id);
    const changes = onConflict.set.some((assignment) => assignment.column === column?.id && !isExcluded(assignment, onConflict.excluded));
    if (!column || !value || changes || isVolatile(value)) return undefined;
    if (column.notNull || isNoNull(value)) return { kind: 'operator', name: '=', left: key, right: value, type: BOOL };
    // NULLs are all different: the row is a new one, which is the last.
    return givenKey(insert, table) ? undefined : { kind: 'distinct', negated: true, left: key, right: value, type: BOOL };
  });
  return parts.length > 0 && parts.every((part) => part !== undefined) ? and(...parts) : undefined;
}

/** A row with NULL is not found by it. */
function isNoNull(value: Expr): boolean {
  return value.kind === 'cast' ? isNoNull(value.operand) : value.kind === 'literal' && value.value !== null;
}

/** `SET name = excluded.name` leaves a key that was compared as it is. */
function isExcluded({ column, value }: Assignment, excluded: number | undefined): boolean {
  return value.kind === 'column' && value.source === excluded && value.column === column;
}
