import type { SelectStmt } from '@pgsql/types';
import type { DataType } from '../../model/data-type.js';
import type { ColumnRef, Expr } from '../../model/expression.js';
import type { OutputColumn, Query, QueryBody, SetOperation } from '../../model/query.js';
import { coerceToCommon, commonType } from './common-type.js';
import { convertColumns } from './convert-columns.js';
import { refuse } from './refuse.js';
import type { Scope } from './scope.js';
import { typeKey } from './type-key.js';

const OPERATIONS = { SETOP_UNION: 'union', SETOP_INTERSECT: 'intersect', SETOP_EXCEPT: 'except', SETOP_NONE: 'union' } as const;

/** `a UNION [ALL] b`: both sides take the common type of each column (transformSetOperationTree). */
export function analyzeSetOperation(node: SelectStmt, outer: Scope): { readonly body: SetOperation; readonly columns: readonly OutputColumn[] } {
  if (!node.larg || !node.rarg) throw new Error('the grammar gives a set operation two sides');
  const op = OPERATIONS[node.op ?? 'SETOP_UNION'];
  const what = op.toUpperCase();
  const left = outer.analyze.query(node.larg, outer, 'keep');
  const right = outer.analyze.query(node.rarg, outer, 'keep');
  if (left.columns.length !== right.columns.length) {
    refuse(outer, 'type-mismatch', `each ${what} query must have the same number of columns`, { at: locationOf(right.body) });
  }
  const types = left.columns.map((column, i) => columnType(left, right, i, column, what, outer));
  const convert = (query: Query): Query => convertColumns(query, types, (expr, type) => coerceToCommon(expr, type, what, outer));
  const columns = left.columns.map((column, i) => ({ name: column.name, type: types[i] ?? column.type }));
  return { body: { kind: 'set-operation', op, all: node.all ?? false, left: convert(left), right: convert(right) }, columns };
}

function columnType(left: Query, right: Query, position: number, column: OutputColumn, what: string, scope: Scope): DataType {
  const other = right.columns[position] ?? column;
  return commonType([sample(left, position, column), sample(right, position, other)], what, scope);
}

/** A stand-in of the column's type, with the place to point at. */
function sample(query: Query, position: number, column: OutputColumn): Expr {
  const at = query.body.kind === 'select' ? query.body.targets[position]?.expr.at : undefined;
  const result: ColumnRef = { kind: 'column', type: column.type, source: -1, name: column.name, ...(at !== undefined && { at }) };
  return typeKey(column.type) === 'unknown' ? { kind: 'literal', type: column.type, value: null } : result;
}

function locationOf(body: QueryBody): number | undefined {
  if (body.kind === 'select') return body.targets[0]?.expr.at;
  return body.kind === 'values' ? body.rows[0]?.[0]?.at : locationOf(body.left.body);
}
