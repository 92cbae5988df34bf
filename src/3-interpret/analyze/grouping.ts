import type { Table } from '../../model/catalog.js';
import type { Expr, SourceId } from '../../model/expression.js';
import { fingerprint } from '../../model/fingerprint.js';
import type { Select, SortKey } from '../../model/query.js';
import { childrenOf, isGrouping } from '../../model/walk.js';
import { refuse } from './refuse.js';
import type { Scope, ScopeItem } from './scope.js';

/**
 * In a grouped query every column outside an aggregate must be grouped, or depend on a grouped primary key (parseCheckAggregates).
 * @throws Refusal `column "t.c" must appear in the GROUP BY clause or be used in an aggregate function`
 */
export function checkGrouping(select: Select, orderBy: readonly SortKey[], scope: Scope, having: boolean): void {
  const exprs = [...select.targets.map((target) => target.expr), ...(select.having ? [select.having] : []), ...orderBy.map((key) => key.expr)];
  if (select.groupBy.length === 0 && !select.groupingSets && !having && !exprs.some(hasAggregate)) return;
  for (const expr of select.groupBy) if (hasAggregate(expr)) refuse(scope, 'invalid-expression', 'aggregate functions are not allowed in GROUP BY', { at: expr.at });
  const grouped = new Set(select.groupBy.map(fingerprint));
  const sources = new Map(scope.items.map((item) => [item.source, item]));
  const determined = determinedSources(select, scope, sources);
  for (const expr of exprs) checkExpression(expr, grouped, sources, determined, scope);
}

function hasAggregate(expr: Expr): boolean {
  let found = false;
  const look = (node: Expr): void => {
    found ||= node.kind === 'call' && node.aggregate === true && !node.over;
    if (!found) for (const child of childrenOf(node)) look(child);
  };
  look(expr);
  return found;
}

/** FROM items whose whole primary key is grouped: all their columns are determined by it. */
function determinedSources(select: Select, scope: Scope, sources: ReadonlyMap<SourceId, ScopeItem>): ReadonlySet<SourceId> {
  const determined = new Set<SourceId>();
  for (const [source, item] of sources) {
    const table = item.relation === undefined ? undefined : scope.catalog.objects.get(item.relation);
    if (table?.kind === 'table' && keyIsGrouped(table, source, select)) determined.add(source);
  }
  return determined;
}

function keyIsGrouped(table: Table, source: SourceId, select: Select): boolean {
  const key = table.constraints.find((constraint) => constraint.kind === 'primary-key');
  if (key?.kind !== 'primary-key' || key.deferrable) return false;
  const sets = select.groupingSets ?? [select.groupBy];
  return sets.every((set) => key.columns.every((column) => set.some((expr) => expr.kind === 'column' && expr.source === source && expr.column === column)));
}

function checkExpression(expr: Expr, grouped: ReadonlySet<string>, sources: ReadonlyMap<SourceId, ScopeItem>, determined: ReadonlySet<SourceId>, scope: Scope): void {
  if (grouped.has(fingerprint(expr))) return;
  if (expr.kind === 'call' && expr.aggregate && !expr.over) return;
  if (isGrouping(expr) && expr.args.some((arg) => !grouped.has(fingerprint(arg)))) refuse(scope, 'invalid-expression', 'arguments to GROUPING must be grouping expressions of the associated query level', { at: expr.args.find((arg) => !grouped.has(fingerprint(arg)))?.at });
  if (expr.kind === 'column') {
    const item = sources.get(expr.source);
    if (!item || determined.has(expr.source)) return;
    const name = item.name === undefined ? expr.name : `${item.name}.${expr.name}`;
    refuse(scope, 'invalid-expression', `column "${name}" must appear in the GROUP BY clause or be used in an aggregate function`, { at: expr.at, length: expr.name.length });
  }
  for (const child of childrenOf(expr)) checkExpression(child, grouped, sources, determined, scope);
}
