import type { Expr } from '../../../model/expression.js';
import type { Span } from '../../../model/span.js';
import type { Flow, Lowering } from './lowering.js';
import { runCallForValue } from './run-call.js';

/**
 * A value whose functions change rows (`'INV-' || next_number(NEW.kind)`), after they were carried out where they are surely called:
 * not within CASE, coalesce() or a query.
 */
export function calledForValue(value: Expr, flow: Flow, lowering: Lowering, span: Span): Expr {
  const inside = (expr: Expr): Expr => calledForValue(expr, flow, lowering, span);
  if (value.kind === 'cast') return replaced(value, 'operand', inside(value.operand));
  if (value.kind === 'operator') {
    const left = value.left && inside(value.left);
    const right = value.right && inside(value.right);
    return left === value.left && right === value.right ? value : { ...value, ...(left && { left }), ...(right && { right }) } as Expr;
  }
  if (value.kind !== 'call' || value.aggregate) return value;
  const args = value.args.map(inside);
  const call = args.every((arg, i) => arg === value.args[i]) ? value : { ...value, args };
  return runCallForValue(call, flow, lowering, span) ?? call;
}

function replaced<T extends Expr, K extends keyof T>(expr: T, key: K, part: T[K]): T {
  return expr[key] === part ? expr : { ...expr, [key]: part };
}
