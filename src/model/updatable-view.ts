import type { Catalog, Table, View } from './catalog.js';
import type { ColumnRef, Expr } from './expression.js';
import type { Query, Select, TableSource } from './query.js';
import { childrenOf } from './walk.js';

/** A view over one table or view, row by row: what changes its rows changes those below. */
export interface PlainView {
  readonly body: Select;
  readonly source: TableSource;
  readonly base: Table | View;
}

/** Its parts, or why Postgres does not change rows through it, in its own words (view_query_is_auto_updatable). */
export function plainView({ query }: View, catalog: Catalog): PlainView | string {
  const { body } = query;
  const reason = REASONS.find(({ holds }) => holds(query));
  if (reason) return `Views ${reason.what} are not automatically updatable.`;
  const source = body.kind === 'select' && body.from.length === 1 ? body.from[0] : undefined;
  const base = source?.kind === 'table' ? catalog.objects.get(source.relation) : undefined;
  const isPlain = base?.kind === 'table' || (base?.kind === 'view' && !base.materialized);
  return body.kind === 'select' && source?.kind === 'table' && isPlain ? { body, source, base } : 'Views that do not select from a single table or view are not automatically updatable.';
}

/** In the order in which Postgres looks. */
const REASONS: readonly { readonly what: string; readonly holds: (query: Query) => boolean }[] = [
  { what: 'containing DISTINCT', holds: ({ body }) => body.kind === 'select' && body.distinct !== false },
  { what: 'containing GROUP BY', holds: ({ body }) => body.kind === 'select' && (body.groupBy.length > 0 || body.groupingSets !== undefined) },
  { what: 'containing HAVING', holds: ({ body }) => body.kind === 'select' && body.having !== undefined },
  { what: 'containing UNION, INTERSECT, or EXCEPT', holds: ({ body }) => body.kind === 'set-operation' },
  { what: 'containing WITH', holds: (query) => query.with.length > 0 },
  { what: 'containing LIMIT or OFFSET', holds: ({ limit, offset }) => limit !== undefined || offset !== undefined },
  { what: 'that return aggregate functions', holds: ({ body }) => someTarget(body, (expr) => someCall(expr, (call) => call.aggregate === true && call.over === undefined)) },
  { what: 'that return window functions', holds: ({ body }) => someTarget(body, (expr) => someCall(expr, (call) => call.over !== undefined)) },
  { what: 'that return set-returning functions', holds: ({ body }) => someTarget(body, (expr) => someCall(expr, (call) => call.returnsSet === true)) },
];

function someTarget(body: Query['body'], test: (expr: Expr) => boolean): boolean {
  return body.kind === 'select' && body.targets.some(({ expr }) => test(expr));
}

/** Of this query level. */
function someCall(expr: Expr, test: (call: Extract<Expr, { kind: 'call' }>) => boolean): boolean {
  return (expr.kind === 'call' && test(expr)) || childrenOf(expr).some((part) => someCall(part, test));
}

/** The column of the relation below that a view's column is, or why it is none (view_col_is_auto_updatable). */
export function columnBelow(shown: Expr, { source: { source } }: PlainView): ColumnRef | string {
  const expr = shown.kind === 'row' && shown.stored ? shown.stored : shown;
  if (expr.kind === 'row' && expr.names) return 'View columns that return whole-row references are not updatable.';
  if (expr.kind !== 'column' || expr.source !== source) return 'View columns that are not columns of their base relation are not updatable.';
  return expr.column === undefined ? 'View columns that refer to system columns are not updatable.' : expr;
}

/** Why WITH CHECK OPTION has no meaning for a view, if it has none. */
export function notUpdatable(view: View, catalog: Catalog): string | undefined {
  const plain = plainView(view, catalog);
  if (typeof plain === 'string') return plain;
  return plain.body.targets.every(({ expr }) => typeof columnBelow(expr, plain) === 'string') ? NO_COLUMNS : undefined;
}

export const NO_COLUMNS = 'Views that have no updatable columns are not automatically updatable.';
