import type { Node, SelectStmt } from '@pgsql/types';
import { operator, whole } from '../raw-nodes.js';
import { constantNode } from './constant-node.js';
import type { Rows } from './environment.js';

const NAME = 'rounds';

/** `a IS NOT DISTINCT FROM b` */
export function isSame(lexpr: Node, rexpr: Node): Node {
  return { A_Expr: { kind: 'AEXPR_NOT_DISTINCT', name: [{ String: { sval: '=' } }], lexpr, rexpr } };
}

/**
 * Where no row is supposed, whether a query gives any; otherwise whether it gives as many, and each of them. Undefined for values that have no plain
 * constant, and for rows of which two are the same.
 */
export function sameRows(select: SelectStmt, { columns, rows }: Rows): Node | undefined {
  if (rows.length === 0) return exists({ SelectStmt: select });
  if (new Set(rows.map((row) => JSON.stringify(row))).size < rows.length) return undefined;
  const alias = { aliasname: NAME, colnames: columns.map((_, i): Node => ({ String: { sval: nameOf(i) } })) };
  const from: Node = { RangeSubselect: { subquery: { SelectStmt: select }, alias } };
  const each = rows.map((row) => row.flatMap((value, i) => { const constant = constantNode(value); return constant ? [isSame(column(i), constant)] : []; }));
  if (each.some((same) => same.length < columns.length)) return undefined;
  const count: Node = { SubLink: { subLinkType: 'EXPR_SUBLINK', subselect: selected(from, { FuncCall: { funcname: [{ String: { sval: 'count' } }], agg_star: true } }) } };
  return allOf([operator('=', count, whole(rows.length)), ...each.map((same) => exists(selected(from, whole(1), allOf(same))))]);
}

function nameOf(place: number): string {
  return `c${place + 1}`;
}

function column(place: number): Node {
  return { ColumnRef: { fields: [{ String: { sval: NAME } }, { String: { sval: nameOf(place) } }] } };
}

function selected(from: Node, val: Node, whereClause?: Node): Node {
  return { SelectStmt: { targetList: [{ ResTarget: { val } }], fromClause: [from], ...(whereClause && { whereClause }), op: 'SETOP_NONE', limitOption: 'LIMIT_OPTION_DEFAULT' } };
}

function exists(subselect: Node): Node {
  return { SubLink: { subLinkType: 'EXISTS_SUBLINK', subselect } };
}

function allOf(args: Node[]): Node {
  const [only] = args;
  return only && args.length === 1 ? only : { BoolExpr: { boolop: 'AND_EXPR', args } };
}
