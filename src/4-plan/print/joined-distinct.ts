import { primary, type Sql } from '../../dialects/sql.js';
import type { Call, Expr } from '../../model/expression.js';
import type { SortKey } from '../../model/query.js';
import type { Printing } from './printing.js';
import { renderOver } from './render-over.js';
import { printSortKeys } from './window.js';

/**
 * `string_agg(DISTINCT name, '; ')`: an aggregate with DISTINCT has one argument in SQLite, so that the values are collected first and joined afterwards.
 * Undefined where a comma joins them, which group_concat() takes by itself, and where the separator is another one for each row.
 */
export function joinedDistinct(expr: Call, sortKeys: readonly SortKey[], p: Printing): Sql | undefined {
  const [value, separator] = expr.args;
  if (expr.name !== 'string_agg' || !expr.distinct || !value || !separator || !isConstant(separator) || literalOf(separator) === ',') return undefined;
  return renderOver(expr.args, p, ([each, between], inner) => {
    const filter = expr.filter ? ` FILTER (WHERE ${inner.print(expr.filter).text})` : '';
    const order = sortKeys.length > 0 ? ` ORDER BY ${printSortKeys(sortKeys, inner)}` : '';
    return primary(`(SELECT string_agg(value, ${between?.sql.text ?? ''} ORDER BY key) FROM json_each(json_group_array(DISTINCT ${each?.sql.text ?? ''}${order})${filter}) WHERE value IS NOT NULL)`);
  }, true);
}

function isConstant(expr: Expr): boolean {
  return expr.kind === 'literal' || (expr.kind === 'cast' && isConstant(expr.operand));
}

function literalOf(expr: Expr): string | null | undefined {
  return expr.kind === 'literal' ? expr.value : undefined;
}
