import type { NameEntry, ObjectId, Partition, PartitionKey, PartId, Table } from '../model/catalog.js';
import { addName, removeName } from './catalog/names.js';
import { editTable, tableIn, type Draft } from './draft.js';
import { toNamesakes } from './like.js';

/** The partitions of a table, or of a partition of it, that are on their way to another table. */
export interface Parts {
  readonly from: Table;
  /** What they are partitions of: the table itself where it is undefined. */
  readonly of: PartId | undefined;
  readonly key?: PartitionKey | undefined;
  readonly names: readonly { readonly schema: string; readonly name: string; readonly partition: Partition }[];
}

/** With their own partitions, as deep as they go. */
export function partsWithin(draft: Draft, from: Table, of: PartId | undefined, key: PartitionKey | undefined): Parts {
  if (!key) return { from, of, names: [] };
  const all = [...draft.catalog.names].flatMap(([written, { id, partition }]: readonly [string, NameEntry]) => {
    const [, schema = '', name = ''] = written.split('\0');
    return id === from.id && partition ? [{ schema, name, partition }] : [];
  });
  const within = (around: PartId | undefined): Parts['names'] => all.filter(({ partition }) => partition.of === around).flatMap((part) => [part, ...within(part.partition.id)]);
  return { from, of, key, names: within(of) };
}

export function removeParts(draft: Draft, { names }: Parts): void {
  for (const { schema, name } of names) removeName(draft, 'relation', schema, name);
}

/** The same conditions, over the columns of the table that has the rows now. */
export function keyFor(draft: Draft, { from, key }: Parts, to: ObjectId): PartitionKey | undefined {
  return key && toNamesakes(from, tableIn(draft, to))(key);
}

export function addParts(draft: Draft, { from, of, names }: Parts, to: ObjectId, around: PartId | undefined): void {
  const renumbered = toNamesakes(from, tableIn(draft, to));
  for (const { schema, name, partition: { of: before, ...partition } } of names) {
    const outer = before === of ? around : before;
    addName(draft, 'relation', schema, name, { id: to, partition: { ...renumbered(partition), ...(outer !== undefined && { of: outer }) } });
  }
}

/** A table that is as the partition was: partitioned itself, with its partitions. */
export function makePartitioned(draft: Draft, parts: Parts, to: ObjectId): void {
  const key = keyFor(draft, parts, to);
  if (!key) return;
  editTable(draft, to, (table) => ({ ...table, partitioned: key }));
  addParts(draft, parts, to, undefined);
}
