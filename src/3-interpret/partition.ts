import type { CreateStmt } from '@pgsql/types';
import type { Effect } from '../model/change.js';
import { addName } from './catalog/names.js';
import { requireTable, writtenRange } from './catalog/resolve.js';
import type { Draft } from './draft.js';
import { refuse } from './refuse.js';

/** CREATE TABLE p PARTITION OF parent ..: the rows live in the parent, and the name p leads to it. */
export function createPartition(draft: Draft, statement: CreateStmt, schema: string, name: string): Effect | undefined {
  const [first] = statement.inhRelations ?? [];
  const parentName = writtenRange(first && 'RangeVar' in first ? first.RangeVar : undefined);
  const parent = requireTable(draft, parentName);
  if (!parent.partitioned) {
    refuse(draft, 'wrong-object-type', `"${parent.name}" is not partitioned`, { name: parentName.name, at: parentName.at });
  }
  if (statement.tableElts) {
    refuse(draft, 'unsupported-statement', 'a partition with constraints or defaults of its own is not supported', {
      name,
      help: 'Partitions are folded into their parent: put the constraint on the parent.',
    });
  }
  addName(draft, 'relation', schema, name, { id: parent.id });
  return undefined;
}
