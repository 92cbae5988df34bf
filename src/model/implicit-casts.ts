import type { Expr } from './expression.js';

/** What was written, without the conversions that analysis has put around it. */
export function withoutImplicitCasts(expr: Expr): Expr {
  return expr.kind === 'cast' && !expr.explicit ? withoutImplicitCasts(expr.operand) : expr;
}
