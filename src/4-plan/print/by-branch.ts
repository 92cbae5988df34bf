import type { Call, Case, Expr } from '../../model/expression.js';
import { constantOf } from './literal.js';

/** `f(a, CASE WHEN b THEN 'x' ELSE 'y' END)` -> `CASE WHEN b THEN f(a, 'x') ELSE f(a, 'y') END`: each call has its constant, where the function needs one. */
export function byBranch(call: Call): Case | undefined {
  const position = call.aggregate || call.over ? -1 : call.args.findIndex(choosesConstant);
  const chosen = call.args[position];
  if (chosen?.kind !== 'case') return undefined;
  const nothing: Expr = { kind: 'literal', value: null, type: call.type };
  const of = (value: Expr): Expr => (call.strict && constantOf(value) === null ? nothing : { ...call, args: call.args.with(position, value) });
  return {
    kind: 'case', type: call.type,
    ...(chosen.operand && { operand: chosen.operand }),
    branches: chosen.branches.map(({ when, then }) => ({ when, then: of(then) })),
    otherwise: of(chosen.otherwise ?? { kind: 'literal', value: null, type: chosen.type }),
  };
}

function choosesConstant(expr: Expr): boolean {
  return expr.kind === 'case' && [...expr.branches.map(({ then }) => then), ...(expr.otherwise ? [expr.otherwise] : [])].every((value) => constantOf(value) !== undefined);
}
