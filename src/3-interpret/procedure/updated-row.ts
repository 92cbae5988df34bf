import type { ColumnId, Table } from '../../model/catalog.js';
import type { Expr, SourceId } from '../../model/expression.js';
import { withoutImplicitCasts } from '../../model/implicit-casts.js';
import type { Query, Update } from '../../model/query.js';
import { mapExpression, walkTree } from '../../model/walk.js';
import { queryOf } from './inserted-row.js';

/**
 * What RETURNING would give of the row that has just been updated: the row with the same key, if WHERE names one. Postgres raises an error where
 * there are more rows than one, so WHERE must not be able to find more; and SET must leave alone what WHERE reads.
 */
export function updatedRow(update: Update, table: Table): Query | undefined {
  const { target, set, from, where, returning } = update;
  if (!where || from.length > 0 || update.with.length > 0) return undefined;
  const read = columnsOfSource(where, target.source);
  if (set.some(({ column }) => read.has(column)) || !namesOneRow(where, target.source, table)) return undefined;
  return queryOf(returning, { from: [target], where });
}

/** What RETURNING gives of the row before it is updated: undefined where it also asks what the row becomes. */
export function rowBefore({ target, from, where, returning, old, with: entries }: Update): Query | undefined {
  if (old === undefined || from.length > 0 || entries.length > 0 || returning.some(({ expr }) => columnsOfSource(expr, target.source).size > 0)) return undefined;
  const own = (node: Expr): Expr => (node.kind === 'column' && node.source === old ? { ...node, source: target.source } : node);
  return queryOf(returning.map((each) => ({ ...each, expr: mapExpression(each.expr, own) })), { from: [target], ...(where && { where }) });
}

/** `key = value AND ..`, for each column of a key */
export function namesOneRow(where: Expr, source: SourceId, { constraints }: Table): boolean {
  const given = new Set<ColumnId>();
  for (const test of where.kind === 'logical' && where.op === 'and' ? where.args : [where]) {
    if (test.kind !== 'operator' || test.name !== '=' || !test.left) continue;
    for (const [side, other] of [[withoutImplicitCasts(test.left), test.right], [withoutImplicitCasts(test.right), test.left]] as const) {
      if (side.kind === 'column' && side.source === source && side.column !== undefined && columnsOfSource(other, source).size === 0) given.add(side.column);
    }
  }
  return constraints.some((constraint) => (constraint.kind === 'primary-key' || constraint.kind === 'unique') && constraint.columns.every((column) => given.has(column)));
}

function columnsOfSource(tree: Expr, source: SourceId): ReadonlySet<ColumnId> {
  const columns = new Set<ColumnId>();
  walkTree(tree, { expression: (node) => void (node.kind === 'column' && node.source === source && node.column !== undefined && columns.add(node.column)) });
  return columns;
}
