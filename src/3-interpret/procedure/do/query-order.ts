import type { Node, SelectStmt, SortBy } from '@pgsql/types';
import { stringOf } from '../../catalog/resolve.js';
import type { Environment } from './environment.js';
import { compareValues, type Value } from './value.js';

/** What is sorted, by keys that are worked out where each of it stands. */
export function sortedBy<T>(clause: readonly Node[], items: readonly T[], placed: (item: T) => Environment, targets: readonly Node[] = []): readonly T[] {
  const keys = clause.flatMap((node) => ('SortBy' in node && node.SortBy.node ? [{ node: keyNode(node.SortBy.node, targets), by: node.SortBy }] : []));
  if (keys.length === 0) return items;
  const keyed = items.map((item) => ({ item, values: keys.map(({ node }) => valueAt(node, placed(item))) }));
  return keyed.toSorted((a, b) => keys.reduce((order, { by }, i) => order || compared(a.values[i] ?? null, b.values[i] ?? null, by), 0)).map(({ item }) => item);
}

function valueAt(node: Node, environment: Environment): Value {
  return environment.expression(node, environment);
}

/** NULLs come last, or first from high to low, unless it is said. */
function compared(a: Value, b: Value, { sortby_dir: direction, sortby_nulls: nulls }: SortBy): number {
  const down = direction === 'SORTBY_DESC';
  const first = nulls === 'SORTBY_NULLS_FIRST' || (nulls !== 'SORTBY_NULLS_LAST' && down);
  if (a === null || b === null) return ((a === null ? 1 : 0) - (b === null ? 1 : 0)) * (first ? -1 : 1);
  return (compareValues(a, b) ?? 0) * (down ? -1 : 1);
}

/** ORDER BY 1, GROUP BY 1, and the name of an output. */
export function keyNode(node: Node, targets: readonly Node[]): Node {
  const results = targets.flatMap((target) => ('ResTarget' in target ? [target.ResTarget] : []));
  if ('A_Const' in node && node.A_Const.ival) return results[(node.A_Const.ival.ival ?? 1) - 1]?.val ?? node;
  const name = 'ColumnRef' in node && node.ColumnRef.fields?.length === 1 ? stringOf(node.ColumnRef.fields[0]) : undefined;
  return results.find((target) => name !== undefined && target.name === name)?.val ?? node;
}

/** `SELECT DISTINCT ON (a)` keeps the first of each; undefined for a plain DISTINCT, which libpg-query writes as a list of nothing. */
export function distinctKeys({ distinctClause, targetList }: SelectStmt): readonly Node[] | undefined {
  const keys = (distinctClause ?? []).filter((node) => Object.keys(node).length > 0);
  return keys.length > 0 ? keys.map((node) => keyNode(node, targetList ?? [])) : undefined;
}
