import type { Catalog, NameEntry, Partition } from '../../model/catalog.js';
import { OWN_TABLE, type Expr, type SourceId } from '../../model/expression.js';
import { mapExpression } from '../../model/walk.js';
import { BOOL } from '../analyze/type-key.js';

/**
 * Which rows of the whole table are a partition's, over its columns; undefined where the name is no partition's, `unknown` where its rows cannot be told from the
 * others.
 */
export function partitionRows({ id, partition }: NameEntry, catalog: Catalog, source: SourceId): Expr | 'unknown' | undefined {
  if (!partition) return undefined;
  const all = partitionsOf(id, catalog);
  const condition = conditionOf(partition, all);
  return condition === undefined ? 'unknown' : mapExpression(condition, (node) => (node.kind === 'column' && node.source === OWN_TABLE ? { ...node, source } : node));
}

function partitionsOf(id: number, { names }: Pick<Catalog, 'names'>): readonly Partition[] {
  const found: Partition[] = [];
  for (const entry of names.values()) if (entry.id === id && entry.partition) found.push(entry.partition);
  return found;
}

function conditionOf(partition: Partition, all: readonly Partition[]): Expr | undefined {
  const own = partition.rows === 'rest' ? restOf(partition, all) : partition.rows;
  const around = all.find(({ id }) => id === partition.of);
  if (!around || !own) return own;
  const outer = conditionOf(around, all);
  return outer && { kind: 'logical', op: 'and', type: BOOL, args: [outer, own] };
}

/** A DEFAULT partition has what none of the others has. */
function restOf({ id, of }: Partition, all: readonly Partition[]): Expr | undefined {
  const others = all.filter((other) => other.of === of && other.id !== id).map(({ rows }) => rows);
  const [first, ...rest] = others;
  if (others.some((rows) => rows === undefined || rows === 'rest')) return undefined;
  if (!first || first === 'rest') return { kind: 'literal', type: BOOL, value: 'true' };
  const operand: Expr = rest.length === 0 ? first : { kind: 'logical', op: 'or', type: BOOL, args: others as readonly Expr[] };
  return { kind: 'test', test: 'true', negated: true, operand, type: BOOL };
}
