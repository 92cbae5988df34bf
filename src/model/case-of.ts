import type { Expr } from './expression.js';

/** `CASE WHEN condition THEN value ELSE otherwise END` */
export function caseOf(when: Expr, value: Expr, otherwise: Expr): Expr {
  // oxlint-disable-next-line unicorn/no-thenable -- a branch is no promise
  return { kind: 'case', branches: [{ when, then: value }], otherwise, type: otherwise.type };
}
