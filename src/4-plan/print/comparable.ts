import type { Sql } from '../../dialects/sql.js';
import { asNumber } from '../../dialects/sqlite/numbers.js';
import type { Expr } from '../../model/expression.js';
import { secondsOf } from '../../dialects/sqlite/interval.js';
import { sortable } from '../../dialects/sqlite/ordering.js';
import type { Printing } from './printing.js';
import { renderOver } from './render-over.js';
import { typeName } from './type.js';

/** A value as it can be compared with equal ones: numerics that are stored as text become REAL, intervals their length. */
export function comparable(expr: Expr, p: Printing): Sql {
  const operand = p.operand(expr);
  return operand.family === 'interval' ? secondsOf(operand) : asNumber(operand, p.options.mapping);
}

/** A value as it can be ordered. What sorts otherwise than Postgres' values do is refused. */
export function orderable(expr: Expr, p: Printing): Sql {
  const sql = renderOver([expr], p, ([operand], inner) => operand && sortable(operand, inner.render(expr.type, expr.at)));
  if (sql) return sql;
  p.report({
    code: 'unsupported-expression',
    message: `values of the type ${typeName(expr.type, p.catalog)} are not ordered on ${p.dialect.name} as Postgres orders them`,
    help: 'Order by what can be taken out of them: a field of the document, an element or the length of the array.',
    ...(expr.at !== undefined && { at: expr.at }),
  });
  return p.operand(expr).sql;
}
