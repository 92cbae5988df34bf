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
