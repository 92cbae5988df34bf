import type { SourceId, Call, ColumnRef, Expr } from '../../model/expression.js';
import type { OutputColumn, Query, Select, SortKey, Target } from '../../model/query.js';
import { childrenOf, mapExpression, walkExpression } from '../../model/walk.js';
import { quoteIdentifier } from './identifier.js';
import type { Printing, Scope } from './printing.js';

/** The calls of one select that are worked out over many rows. */
type Calls = ReadonlySet<Expr>;

/**
 * `jsonb_agg(a) || jsonb_agg(b)` is rendered by a subquery, in whose FROM SQLite knows no aggregate of the query around it. Such a select is taken
 * apart: aggregates, or window functions, become columns of a subquery, and what is made of them stands above it.
 */
export function groupedBelow(query: Query, select: Select, p: Printing): Query | undefined {
  const made = [...select.targets.map(({ expr }) => expr), ...(select.having ? [select.having] : []), ...query.orderBy.map(({ expr }) => expr)];
  if (made.every((expr) => isCall(expr) || !isCounted(expr))) return undefined;
  const aggregates = new Set(made.flatMap((expr) => callsIn(expr, ({ over }) => over === undefined)));
  const windows = new Set(made.flatMap((expr) => callsIn(expr, ({ over }) => over !== undefined)));
  if (!made.some((expr) => !isCall(expr) && standsInSubquery(expr, new Set([...aggregates, ...windows]), p))) return undefined;
  const grouped = select.groupBy.length > 0 || select.having !== undefined || aggregates.size > 0;
  return takenApart(query, select, grouped ? aggregates : windows, grouped, p);
}

/** Above a subquery of groups window functions are still what they were, and HAVING chooses among its rows. */
function takenApart(query: Query, select: Select, calls: Calls, grouped: boolean, p: Printing): Query {
  const { source, alias } = freshSource(p.scope);
  const own = new Set(p.scope?.sources.keys());
  const below: Target[] = [];
  const known = new Map<string, ColumnRef>();
  const column = (expr: Expr): ColumnRef => {
    const mark = JSON.stringify(expr, (key, value: unknown) => (key === 'at' ? undefined : value));
    const ref: ColumnRef = known.get(mark) ?? { kind: 'column', source, name: `v${below.length + 1}`, type: expr.type };
    if (!known.has(mark)) below.push({ name: ref.name, expr });
    known.set(mark, ref);
    return ref;
  };
  const above = <T extends Expr>(expr: T): Expr => mapExpression(replaceCalls(expr, calls, column), (node) => (node.kind === 'column' && own.has(node.source) ? column(node) : node));
  const key = (sort: SortKey): SortKey => ({ ...sort, expr: above(sort.expr) });
  const { where: _below, having, ...rest } = select;
  const outer: Omit<Select, 'from'> = {
    ...rest,
    targets: select.targets.map((target) => ({ ...target, expr: above(target.expr) })),
    ...(grouped && having && { where: above(having) }),
    groupBy: [],
    windows: grouped ? select.windows.map(({ name, spec }) => ({ name, spec: { ...spec, partitionBy: spec.partitionBy.map(above), orderBy: spec.orderBy.map(key) } })) : [],
  };
  const orderBy = query.orderBy.map(key);
  const { where, from, groupBy, windows } = select;
  const columns = below.map(({ name, expr }): OutputColumn => ({ name, type: expr.type }));
  const inner: Select = { kind: 'select', distinct: false, targets: below, from, ...(where && { where }), groupBy, windows: grouped ? [] : windows };
  const derived: Query = { with: [], recursive: false, body: inner, orderBy: [], columns };
  return { ...query, with: [], recursive: false, body: { ...outer, from: [{ kind: 'derived', source, query: derived, alias, columns, lateral: false }] }, orderBy };
}

/** A subquery may name the queries around it, and what is taken apart may be taken apart again: each has a source and a name of its own. */
function freshSource(innermost: Scope | undefined): { readonly source: SourceId; readonly alias: string } {
  const [ids, names] = [new Set<SourceId>(), new Set<string>()];
  for (let scope = innermost; scope; scope = scope.parent) {
    for (const [id, { qualifier }] of scope.sources) {
      ids.add(id);
      names.add(qualifier);
    }
  }
  for (let n = 1; ; n++) {
    const [source, alias] = [FIRST - n, n === 1 ? 'grouped' : `grouped_${n}`];
    if (!ids.has(source) && !names.has(quoteIdentifier(alias))) return { source, alias };
  }
}

/** No analysed statement has sources below this one. */
const FIRST = -100;

/** What would be printed for an aggregate inside the expression is inside a subquery that its rendering makes. */
function standsInSubquery(expr: Expr, calls: Calls, p: Printing): boolean {
  const places = replaceCalls(expr, calls, ({ type }) => ({ kind: 'column', source: FIRST, name: 'value', type }));
  const bare = mapExpression(places, (node) => (node.kind === 'subquery' && !node.operand ? { kind: 'literal', type: node.type, value: null } : node));
  let counted = false;
  walkExpression(bare, (node) => { counted ||= node.kind === 'column' && node.source === FIRST; });
  const sources = new Map([...(p.scope?.sources ?? []), [FIRST, { qualifier: 'place', columnName: () => 'value' }] as const]);
  return counted && p.silent().within({ ...p.scope, sources }).stored(bare).text.includes('SELECT ');
}

function replaceCalls(expr: Expr, calls: Calls, replace: (call: Expr) => Expr): Expr {
  return mapExpression(expr, (node) => (calls.has(node) ? replace(node) : node));
}

function isCall(expr: Expr): boolean {
  return expr.kind === 'call' && (expr.aggregate === true || expr.over !== undefined);
}

function isCounted(expr: Expr): boolean {
  return isCall(expr) || childrenOf(expr).some(isCounted);
}

/** The aggregates or the window functions of an expression, but not those of its subqueries. */
function callsIn(expr: Expr, wanted: (call: Call) => boolean): readonly Expr[] {
  return expr.kind === 'call' && isCall(expr) && wanted(expr) ? [expr] : childrenOf(expr).flatMap((child) => callsIn(child, wanted));
}
