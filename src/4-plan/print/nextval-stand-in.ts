import type { Call, Expr } from '../../model/expression.js';
import { mapExpression } from '../../model/walk.js';

/** Calls that stand for nextval() where the number has been taken already; Postgres has none of them. */
type Taken = 'sequence taken' | 'sequence peeked';

/** The call that stands for nextval() from then on. */
export function standIn(call: Call, name: Taken, back = 0): Call {
  const [sequence] = call.args;
  const { volatile: _volatile, ...rest } = call;
  return { ...rest, name, args: sequence ? [sequence, { kind: 'literal', value: String(back), type: call.type }] : [] };
}

/** `nextval('s')` is the number that has been taken. */
export function takenNumber(node: Expr): Expr {
  return isNextval(node) ? standIn(node, 'sequence taken') : node;
}

/** The expression once its numbers have been taken. */
export function withTaken(expr: Expr): Expr {
  return mapExpression(expr, takenNumber);
}

/** The expression over the numbers that come next. */
export function withPeeked(expr: Expr): Expr {
  return mapExpression(expr, (node) => (isNextval(node) ? standIn(node, 'sequence peeked') : node));
}

export function isNextval(node: Expr): node is Call {
  return node.kind === 'call' && node.name === 'nextval' && node.function === undefined;
}
