import type { ProcedureExpression } from '../../model/procedure.js';

/** `CASE x WHEN value` asks `x = value`. */
export function equality(left: ProcedureExpression, right: ProcedureExpression): ProcedureExpression {
  return { span: right.span, node: { A_Expr: { kind: 'AEXPR_OP', name: [{ String: { sval: '=' } }], lexpr: left.node, rexpr: right.node, location: right.span.start } } };
}
