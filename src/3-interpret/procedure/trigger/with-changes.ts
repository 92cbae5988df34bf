import type { Expr } from '../../../model/expression.js';
import type { CommonTable, DataStatement, Delete, Insert, Query, Update } from '../../../model/query.js';
import { hasAggregate } from '../../../model/guarded-statement.js';
import { isVolatile, mapExpression, relationsOf, someNode } from '../../../model/walk.js';

type Change = Insert | Update | Delete;

/** `WITH made AS (INSERT .. RETURNING id) SELECT id INTO v FROM made` as `INSERT .. RETURNING id INTO v`. Undefined where the SELECT does more than to pass on what comes back. */
export function givenByChange(query: Query): DataStatement | undefined {
  const { change, source } = onlyChange(query) ?? {};
  const { body } = query;
  if (!change || source === undefined || body.kind !== 'select' || body.where || body.having || body.groupBy.length > 0 || body.distinct !== false || query.limit || query.offset || query.orderBy.length > 0) return undefined;
  const [item, ...others] = body.from;
  if (item?.kind !== 'common-table' || item.common !== source || item.columnAliases || others.length > 0) return undefined;
  if (body.targets.some(({ expr }) => hasAggregate(expr) || isVolatile(expr) || someNode(expr, (node) => node.kind === 'subquery'))) return undefined;
  const given = new Map(query.with[0]?.columns.map(({ name }, i) => [name, change.returning[i]?.expr]));
  const over = (expr: Expr): Expr => mapExpression(expr, (node) => (node.kind === 'column' && node.source === item.source ? (given.get(node.name) ?? node) : node));
  return { ...change, returning: body.targets.map(({ expr, name }) => ({ name, expr: over(expr) })) };
}

/** The only entry, where it changes rows that the query does not read itself. */
function onlyChange(query: Query): { readonly change: Change; readonly source: CommonTable['source'] } | undefined {
  const [entry, ...others] = query.with;
  if (!entry || others.length > 0 || !('kind' in entry.statement)) return undefined;
  const { statement: change } = entry;
  if ((change.kind !== 'insert' && change.kind !== 'update' && change.kind !== 'delete') || change.with.length > 0) return undefined;
  return relationsOf({ ...query, with: [] }).includes(change.target.relation) ? undefined : { change, source: entry.source };
}
