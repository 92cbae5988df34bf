import type { Expr } from '../../../model/expression.js';
import type { FromItem, Query } from '../../../model/query.js';
import { someNode } from '../../../model/walk.js';
import { hasAggregate } from './rows-taken.js';

/** VALUES of one row, an aggregate of all rows, what is grouped by the one row that is there: the same row each time, or none each time. */
export function givesOneRow({ body, with: commons, limit, offset }: Query): boolean {
  if (commons.length > 0 || limit || offset) return false;
  if (body.kind === 'values') return body.rows.length === 1;
  if (body.kind !== 'select' || body.groupingSets || body.having) return false;
  // One group, of at least the row itself.
  if (body.groupBy.length > 0) return body.from.length > 0 && body.from.every(hasOneRow) && [...body.groupBy, ...(body.where ? [body.where] : [])].every((part) => isOfOneRow(part, body.from));
  return body.targets.some(({ expr }) => hasAggregate(expr)) || (body.from.every(isOneRow) && !body.where);
}

export function isOneRow(item: FromItem): boolean {
  if (item.kind === 'derived') return givesOneRow(item.query);
  return item.kind === 'join' && item.type === 'cross' && isOneRow(item.left) && isOneRow(item.right);
}

/** `one row LEFT JOIN others`: it is there whatever the others are. */
function hasOneRow(item: FromItem): boolean {
  return isOneRow(item) || (item.kind === 'join' && item.type === 'left' && hasOneRow(item.left));
}

/** Reads nothing but rows that are there each time. */
function isOfOneRow(part: Expr, from: readonly FromItem[]): boolean {
  const rows = from.flatMap(firstOf).flatMap((item) => (item.kind === 'derived' && isOneRow(item) ? [item.source] : []));
  return !someNode(part, (node) => node.kind === 'subquery' || (node.kind === 'column' && 'source' in node && !rows.includes(node.source as number)));
}

function firstOf(item: FromItem): readonly FromItem[] {
  if (item.kind !== 'join') return [item];
  return item.type === 'left' ? firstOf(item.left) : [item.left, item.right].flatMap(firstOf);
}
