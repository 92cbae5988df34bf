import { BOOL } from '../../model/base-types.js';
import type { Catalog, NameEntry, Partition, PartitionKey } from '../../model/catalog.js';
import { OWN_TABLE, type Expr, type SourceId } from '../../model/expression.js';
import { mapExpression } from '../../model/walk.js';

/**
 * Which rows of the whole table are a partition's, over its columns; undefined where the name is no partition's, `unknown` where its rows cannot be told from the
 * others.
 */
export function partitionRows({ id, partition }: NameEntry, catalog: Catalog, source: SourceId): Expr | 'unknown' | undefined {
  if (!partition) return undefined;
  const condition = conditionOf(partition, partitionsOf(id, catalog), keyOf(id, catalog));
  return condition === undefined ? 'unknown' : overSource(condition, source);
}

/** Which rows any partition of a table takes, or of the partition that the name means; undefined where that is not known, or all of them. */
export function takenRows({ id, partition }: NameEntry, catalog: Catalog, source: SourceId): Expr | undefined {
  const all = partitionsOf(id, catalog);
  const whole = keyOf(id, catalog);
  const own = partition && conditionOf(partition, all, whole);
  const within = !partition || partition.key ? takenIn(partition?.id, all, whole) : undefined;
  const taken = own ? both(own, within) : within;
  return taken && overSource(taken, source);
}

function takenIn(around: Partition['of'], all: readonly Partition[], whole: PartitionKey | undefined): Expr | undefined {
  const own = all.filter(({ of }) => of === around).map((part) => takenBy(part, all, whole));
  if (hasMore(around, all, whole) || own.some((rows) => rows === undefined)) return undefined;
  const [first = { kind: 'literal', type: BOOL, value: 'false' }, ...others] = own as readonly Expr[];
  return others.length === 0 ? first : { kind: 'logical', op: 'or', type: BOOL, args: [first, ...others] };
}

/** What a partition keeps, of what comes to those around it: one that is partitioned itself keeps only what its own partitions take. */
function takenBy(part: Partition, all: readonly Partition[], whole: PartitionKey | undefined): Expr | undefined {
  const within = part.key && takenIn(part.id, all, whole);
  if (part.rows !== 'rest') return part.rows && both(part.rows, within);
  const rest = within && restOf(part, all, whole);
  return rest && both(rest, within);
}

function both(a: Expr, b: Expr | undefined): Expr {
  return b ? { kind: 'logical', op: 'and', type: BOOL, args: [a, b] } : a;
}

function overSource(expr: Expr, source: SourceId): Expr {
  return mapExpression(expr, (node) => (node.kind === 'column' && node.source === OWN_TABLE ? { ...node, source } : node));
}

/** Whether only the day of a migration tells what the partitions are of the whole table, or of one of its partitions. */
function hasMore(around: Partition['of'], all: readonly Partition[], whole: PartitionKey | undefined): boolean {
  return (around === undefined ? whole : all.find(({ id }) => id === around)?.key)?.more === true;
}

function keyOf(id: number, { objects }: Pick<Catalog, 'objects'>): PartitionKey | undefined {
  const table = objects.get(id);
  return table?.kind === 'table' ? table.partitioned : undefined;
}

/** Oldest first. */
function partitionsOf(id: number, { names }: Pick<Catalog, 'names'>): readonly Partition[] {
  const found: Partition[] = [];
  for (const entry of names.values()) if (entry.id === id && entry.partition) found.push(entry.partition);
  return found.toSorted((a, b) => a.id - b.id);
}

function conditionOf(partition: Partition, all: readonly Partition[], whole: PartitionKey | undefined): Expr | undefined {
  const own = partition.rows === 'rest' ? restOf(partition, all, whole) : partition.rows;
  const around = all.find(({ id }) => id === partition.of);
  if (!around || !own) return own;
  const outer = conditionOf(around, all, whole);
  return outer && { kind: 'logical', op: 'and', type: BOOL, args: [outer, own] };
}

/** A DEFAULT partition has what none of the others has. */
function restOf({ id, of }: Partition, all: readonly Partition[], whole: PartitionKey | undefined): Expr | undefined {
  const others = all.filter((other) => other.of === of && other.id !== id).map(({ rows }) => rows);
  const [first, ...rest] = others;
  if (hasMore(of, all, whole) || others.some((rows) => rows === undefined || rows === 'rest')) return undefined;
  if (!first || first === 'rest') return { kind: 'literal', type: BOOL, value: 'true' };
  const operand: Expr = rest.length === 0 ? first : { kind: 'logical', op: 'or', type: BOOL, args: others as readonly Expr[] };
  return { kind: 'test', test: 'true', negated: true, operand, type: BOOL };
}
