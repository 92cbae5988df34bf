import { BOOL, INT4, INT8 } from '../../model/base-types.js';
import type { Expr, SourceId } from '../../model/expression.js';
import { hasAggregate } from '../../model/guarded-statement.js';
import type { DerivedTable, Query } from '../../model/query.js';
import { someNode } from '../../model/walk.js';
import { TRUE } from './condition.js';
import { queryOf } from './inserted-row.js';

const ONE = { kind: 'literal', value: '1' } as const;

/** The first row of a query, or NULLs where it has none: what a function gives in FROM that is no set. */
export function oneRowOf(query: Query, nextSource: () => SourceId): Query {
  if (isOneRow(query)) return query;
  const first: Query = query.limit ? query : { ...query, limit: { ...ONE, type: INT8 } };
  const one = queryOf([{ name: 'one', expr: { ...ONE, type: INT4 } }]);
  const [left, right] = [derived(one, 'one', nextSource()), derived(first, 'first', nextSource())];
  const targets = right.columns.map(({ name, type }) => ({ name, expr: { kind: 'column' as const, source: right.source, name, type } }));
  const whole = queryOf(targets, { from: [{ kind: 'join', type: 'left', left, right, on: TRUE }] });
  return query.limit ? { ...whole, limit: { ...ONE, type: INT8 } } : whole;
}

/** `SELECT $1, $1 * 2`: as long as what is selected is no set. */
export function isOneRow({ body, with: commons, limit, offset }: Query): boolean {
  const isPlain = body.kind === 'select' && body.from.length === 0 && !body.where && !body.having && body.groupBy.length === 0;
  return isPlain && commons.length === 0 && !limit && !offset && body.targets.every(({ expr }) => !hasAggregate(expr) && !givesSet(expr));
}

/** `generate_series(1, 3) + 1`: a row for each of its values. */
export function givesSet(expr: Expr): boolean {
  return someNode(expr, (part) => part.kind === 'call' && 'returnsSet' in part && part.returnsSet === true);
}

/** An aggregate over all rows is one row. */
export function mayBeMore(query: Query): boolean {
  const { body, limit } = query;
  const one = limit?.kind === 'literal' && limit.value === '1';
  return !one && !isOneRow(query) && !(body.kind === 'select' && body.groupBy.length === 0 && body.targets.some(({ expr }) => expr.kind === 'call' && expr.aggregate === true));
}

/** Whether the query has a second row. */
export function hasSecond(query: Query): Expr {
  const one: Expr = { ...ONE, type: INT8 };
  const second: Query = { ...query, limit: query.limit ?? one, offset: query.offset ? { kind: 'operator', name: '+', left: query.offset, right: one, type: INT8 } : one };
  return { kind: 'subquery', form: 'exists', query: second, type: BOOL };
}

/** Columns of the query may have one name together. */
function derived(query: Query, alias: string, source: SourceId): DerivedTable {
  return { kind: 'derived', source, query, columns: query.columns.map(({ type }, i) => ({ name: `column${i + 1}`, type })), lateral: false, alias };
}
