import type { Catalog, Table } from '../../../model/catalog.js';

/** A partition as the table that it is in Postgres, with an id of its own, and what it is a part of. */
export interface PartitionTable {
  readonly table: Table;
  readonly parent: number;
}

/** Partitions are folded into their tables, to which their names lead; Postgres clones row triggers for each of them. */
export function partitionTables({ names, objects }: Pick<Catalog, 'names' | 'objects'>): readonly PartitionTable[] {
  if (![...objects.values()].some((object) => object.kind === 'table' && object.partitioned)) return [];
  const found: PartitionTable[] = [];
  for (const [key, { id, partition }] of names.entries()) {
    const whole = partition && objects.get(id);
    if (whole?.kind !== 'table' || !partition) continue;
    const [, schema = '', name = ''] = key.split('\0');
    const { comment: _comment, partitioned: _partitioned, rowSecurity: _rowSecurity, rules: _rules, ...kept } = whole;
    const triggers = whole.triggers.filter(({ level }) => level === 'row');
    found.push({ table: { ...kept, id: partition.id, schema, name, triggers, ...(partition.key && { partitioned: partition.key }) }, parent: partition.of ?? id });
  }
  return found.toSorted((a, b) => a.table.id - b.table.id);
}
