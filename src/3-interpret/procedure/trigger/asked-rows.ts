import type { Expr, Subquery } from '../../../model/expression.js';
import type { Query, Select } from '../../../model/query.js';

/**
 * The query of which a condition asks nothing but whether it has a row: `EXISTS (..)`, `(SELECT count(*) ..) > 0`, `(SELECT array_agg(x) ..) IS NOT NULL`, and what FOUND and a count in a variable
 * become. How many rows there may be at most decides nothing then.
 */
export function rowsAsked(part: Expr): Query | undefined {
  if (part.kind === 'subquery' && part.form === 'exists') return withoutLimit(part.query);
  if (part.kind === 'test' && part.test === 'null' && part.negated) return rowsOfArray(part.operand);
  if (part.kind !== 'operator' || !part.left || part.right.kind !== 'literal') return undefined;
  const limit = Number(part.right.value);
  if (!((limit === 0 && (part.name === '>' || part.name === '<>')) || (limit === 1 && part.name === '>='))) return undefined;
  const counted = scalarIn(part.left);
  const body = counted && selectOf(counted.query);
  const [only, ...others] = body?.targets ?? [];
  if (!counted || !body || others.length > 0 || body.groupBy.length > 0 || body.having || only?.expr.kind !== 'call' || only.expr.name !== 'count' || !only.expr.star || only.expr.filter) return undefined;
  return counted.query.offset ? undefined : { ...withoutLimit(counted.query), body: { ...body, targets: [] } };
}

/** `x = ANY ((SELECT array_agg(DISTINCT y) ..))` asks the rows of `SELECT y ..`. */
export function rowsOfArray(array: Expr): Query | undefined {
  const gathered = scalarIn(array);
  const body = gathered && selectOf(gathered.query);
  const [only, ...others] = body?.targets ?? [];
  if (!gathered || !body || others.length > 0 || body.groupBy.length > 0 || body.having || only?.expr.kind !== 'call' || only.expr.name !== 'array_agg' || only.expr.filter || only.expr.over) return undefined;
  const [value] = only.expr.args;
  return value && { ...withoutLimit(gathered.query), body: { ...body, targets: [{ name: only.name, expr: value }] } };
}

function scalarIn(expr: Expr): Subquery | undefined {
  if (expr.kind === 'cast') return scalarIn(expr.operand);
  return expr.kind === 'subquery' && expr.form === 'scalar' ? expr : undefined;
}

function selectOf({ body }: Query): Select | undefined {
  return body.kind === 'select' ? body : undefined;
}

function withoutLimit({ limit, ...query }: Query): Query {
  return limit && (limit.kind !== 'literal' || !(Number(limit.value) > 0)) ? { ...query, limit } : query;
}
