import type { ColumnId, PartitionKey } from '../model/catalog.js';
import type { Draft } from './draft.js';
import { refuse } from './refuse.js';

/** A unique key of a partitioned table has its partition key in it (https://www.postgresql.org/docs/18/ddl-partitioning.html#DDL-PARTITIONING-DECLARATIVE-LIMITATIONS). */
export function requirePartitionKey(draft: Draft, { name, partitioned }: { readonly name: string; readonly partitioned?: PartitionKey | undefined }, columns: readonly (ColumnId | undefined)[]): void {
  if (!partitioned || partitioned.keys.every((key) => key.kind === 'column' && columns.includes(key.column))) return;
  refuse(draft, 'invalid-table-definition', 'unique constraint on partitioned table must include all partitioning columns', { name, help: 'Name the columns of PARTITION BY in the key too.' });
}
