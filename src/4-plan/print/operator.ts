import { primary, type Sql } from '../../dialects/sql.js';
import type { Operator } from '../../model/expression.js';
import type { Printing } from './printing.js';
import { renderOver } from './render-over.js';
import { applyRule, matches } from './rule.js';
import { typeName } from './type.js';

/** An operator by the dialect's table; one without a row for its operand types is refused. */
export function printOperator(expr: Omit<Operator, 'kind'>, p: Printing): Sql {
  const operands = [...(expr.left ? [expr.left] : []), expr.right];
  const families = operands.map(({ type }) => p.family(type));
  const row = p.dialect.operators[expr.name]?.find((candidate) => matches(candidate.args, families));
  const sql = row && renderOver(operands, p, (args, inner) => applyRule(row, args, inner.render(expr.type, expr.at)));
  if (sql) return sql;
  const types = operands.map(({ type }) => typeName(type, p.catalog));
  p.report({
    code: 'unsupported-operator',
    message: `the operator ${types.length > 1 ? `${types[0]} ${expr.name} ${types[1]}` : `${expr.name} ${types[0]}`} has no rendering on ${p.dialect.name}`,
    ...(expr.at !== undefined && { at: expr.at }),
  });
  return primary('NULL');
}
