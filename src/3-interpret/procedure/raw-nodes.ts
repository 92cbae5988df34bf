import type { Node } from '@pgsql/types';

/** `pg_catalog.name(args)` */
export function call(name: string, args: Node[]): Node {
  return { FuncCall: { funcname: [{ String: { sval: 'pg_catalog' } }, { String: { sval: name } }], args } };
}

export function operator(name: string, lexpr: Node, rexpr: Node): Node {
  return { A_Expr: { kind: 'AEXPR_OP', name: [{ String: { sval: name } }], lexpr, rexpr } };
}

export function whole(ival: number): Node {
  return { A_Const: { ival: { ival } } };
}

/** `WITH name AS (DELETE .. RETURNING ..) SELECT * FROM name`: what a statement gives, as a query. */
export function queryOfChange(name: string, change: Node): Node {
  const withClause = { ctes: [{ CommonTableExpr: { ctename: name, ctematerialized: 'CTEMaterializeDefault' as const, ctequery: change } }], recursive: false };
  const val: Node = { ColumnRef: { fields: [{ A_Star: {} }] } };
  return { SelectStmt: { withClause, targetList: [{ ResTarget: { val } }], fromClause: [{ RangeVar: { relname: name, inh: true, relpersistence: 'p' } }], op: 'SETOP_NONE', limitOption: 'LIMIT_OPTION_DEFAULT' } };
}
