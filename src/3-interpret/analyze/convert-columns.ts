import type { DataType } from '../../model/data-type.js';
import type { Expr } from '../../model/expression.js';
import type { OutputColumn, Query, QueryBody, Select, SortKey } from '../../model/query.js';
import { sameType } from './type-key.js';

type Convert = (expr: Expr, type: DataType, position: number) => Expr;

/**
 * The query with each column converted to the wanted type, at the expressions that produce it: the sides of a UNION, the rows of VALUES, the source of
 * an INSERT. Columns that have their type already are left alone.
 */
export function convertColumns(query: Query, types: readonly DataType[], convert: Convert): Query {
  if (query.columns.every((column, i) => sameType(column.type, types[i] ?? column.type, true))) return query;
  const body = convertBody(query.body, types, convert);
  const columns: readonly OutputColumn[] = query.columns.map((column, i) => ({ name: column.name, type: types[i] ?? column.type }));
  const changed = (position: number): boolean => {
    const [before, after] = [query.columns[position], columns[position]];
    return before !== undefined && after !== undefined && !sameType(before.type, after.type);
  };
  return { ...query, body, columns, orderBy: body.kind === 'select' ? query.orderBy.map((key) => detached(key, changed)) : query.orderBy };
}

/** A sort key that named an output whose value is now another one is sorted by its own expression. */
function detached(key: SortKey, changed: (position: number) => boolean): SortKey {
  if (key.output === undefined || !changed(key.output - 1)) return key;
  const { output: _output, ...rest } = key;
  return rest;
}

function convertBody(body: QueryBody, types: readonly DataType[], convert: Convert): QueryBody {
  const at = (expr: Expr, i: number): Expr => convert(expr, types[i] ?? expr.type, i);
  if (body.kind === 'select') return convertSelect(body, at);
  if (body.kind === 'values') return { ...body, rows: body.rows.map((row) => row.map(at)) };
  return { ...body, left: convertColumns(body.left, types, convert), right: convertColumns(body.right, types, convert) };
}

function convertSelect(body: Select, at: (expr: Expr, position: number) => Expr): Select {
  return { ...body, targets: body.targets.map((target, i) => ({ ...target, expr: at(target.expr, i) })) };
}
