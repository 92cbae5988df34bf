import type { Expr } from './expression.js';

/** Structure without positions: equal for expressions that say the same, wherever they are written. */
export function fingerprint(expr: Expr): string {
  return JSON.stringify(expr, (key, value: unknown) => (key === 'at' ? undefined : value));
}
