import type { DataStatement, FromItem, Query, QueryBody, SetOperation } from '../../../model/query.js';
import { hasAggregate } from '../../../model/guarded-statement.js';
import { mapNodes, type TreeNode } from '../../../model/walk.js';
import { isNever } from '../condition.js';

/** UNION ALL without the queries that have no row: `SELECT .. FROM t WHERE false` stands for the rows of a transition table that an event does not have. */
export function withoutEmptyQueries<T extends Query | DataStatement>(tree: T): T {
  return mapNodes(tree, (node) => (isUnion(node) ? withoutEmptySide(node) : node));
}

function isUnion(node: TreeNode): node is SetOperation {
  return node.kind === 'set-operation' && 'op' in node && node.op === 'union' && 'all' in node && node.all === true;
}

function withoutEmptySide(union: SetOperation): QueryBody {
  const { left, right } = union;
  const other = isEmpty(right) ? left : isEmpty(left) ? right : undefined;
  return !other || other.with.length > 0 || other.orderBy.length > 0 || other.limit || other.offset ? union : named(other.body, left.columns);
}

/** The first query of a UNION gives the columns their names. */
function named(body: QueryBody, columns: Query['columns']): QueryBody {
  if (body.kind === 'select') return { ...body, targets: body.targets.map((target, i) => ({ ...target, name: columns[i]?.name ?? target.name })) };
  return body.kind === 'values' ? body : { ...body, left: { ...body.left, columns, body: named(body.left.body, columns) } };
}

function isEmpty({ body }: Query): boolean {
  if (body.kind === 'values') return false;
  if (body.kind === 'set-operation') return isEmpty(body.left) && (body.op !== 'union' || isEmpty(body.right));
  if (body.groupingSets || (body.groupBy.length === 0 && (body.having !== undefined || body.targets.some(({ expr }) => hasAggregate(expr))))) return false;
  return (body.where !== undefined && isNever(body.where)) || body.from.some(hasNoRow);
}

function hasNoRow(item: FromItem): boolean {
  if (item.kind === 'derived') return isEmpty(item.query);
  return item.kind === 'join' && (item.type === 'inner' || item.type === 'cross') && (hasNoRow(item.left) || hasNoRow(item.right));
}
