import type { Sql } from '../../dialects/sql.js';
import { asNumber } from '../../dialects/sqlite/numbers.js';
import type { Expr } from '../../model/expression.js';
import type { Printing } from './printing.js';

/** A value as it can be ordered and compared: numerics that are stored as text become REAL. */
export function comparable(expr: Expr, p: Printing): Sql {
  return asNumber(p.operand(expr), p.options.mapping);
}
