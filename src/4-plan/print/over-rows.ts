import type { ColumnRef, Expr, SourceId } from '../../model/expression.js';
import type { FromItem, Query, Select, Target } from '../../model/query.js';
import { mapExpressions, walkTree } from '../../model/walk.js';

/** A query and its SELECT. */
export interface Level {
  readonly query: Query;
  readonly select: Select;
}

/**
 * The rows of a SELECT in a subquery, where more can be worked out for each of them: `SELECT a FROM t WHERE b GROUP BY a` as
 * `SELECT c1 FROM (SELECT a AS c1, extra FROM t WHERE b) AS alias GROUP BY c1`.
 *
 * @param extras what else the rows have, over the FROM items; the other clauses may name it by `source`
 */
export function overRows({ query, select }: Level, source: SourceId, alias: string, extras: readonly Target[]): Level {
  const { from, where, ...rest } = select;
  const own = new Set(from.flatMap(sourcesIn));
  const outside: Query = { ...query, with: [], recursive: false, body: { ...rest, from: [] } };
  const columns = new Map<string, Target>();
  walkTree(outside, { expression: (node) => void (isOwn(node, own) && !columns.has(keyOf(node)) && columns.set(keyOf(node), { name: `c${columns.size + 1}`, expr: node })) });
  const mapped = mapExpressions(outside, (node) => (isOwn(node, own) ? { kind: 'column', source, name: columns.get(keyOf(node))?.name ?? node.name, type: node.type } : node));
  const targets = [...columns.values(), ...extras];
  const names = targets.map(({ name, expr }) => ({ name, type: expr.type }));
  const rows: Query = { with: [], recursive: false, orderBy: [], columns: names, body: { kind: 'select', distinct: false, targets, from, groupBy: [], windows: [], ...(where && { where }) } };
  return { query: mapped, select: { ...(mapped.body as Select), from: [{ kind: 'derived', source, query: rows, alias, columns: names, lateral: false }] } };
}

function isOwn(node: Expr, own: ReadonlySet<SourceId>): node is ColumnRef {
  return node.kind === 'column' && own.has(node.source);
}

function keyOf({ source, column, name }: ColumnRef): string {
  return `${source} ${column ?? name}`;
}

function sourcesIn(item: FromItem): readonly SourceId[] {
  return item.kind === 'join' ? [...sourcesIn(item.left), ...sourcesIn(item.right)] : [item.source];
}
