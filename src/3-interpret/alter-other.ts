import type { AlterTableCmd, AlterTableStmt } from '@pgsql/types';
import type { Effect } from '../model/change.js';
import { removeIndex } from './catalog/names.js';
import { findRelation, writtenRange, type Relation } from './catalog/resolve.js';
import type { Draft } from './draft.js';
import { refuse } from './refuse.js';

/** Subcommands that leave an index, view or sequence as it is. */
export const HARMLESS: ReadonlySet<string | undefined> = new Set([
  'AT_ChangeOwner',
  'AT_SetStatistics',
  'AT_SetOptions',
  'AT_ResetOptions',
  'AT_SetRelOptions',
  'AT_ResetRelOptions',
  'AT_ReplaceRelOptions',
  'AT_SetTableSpace',
  'AT_SetAccessMethod',
  'AT_ClusterOn',
  'AT_DropCluster',
  'AT_SetLogged',
  'AT_SetUnLogged',
  'AT_AttachPartition',
]);

function subtype(node: { AlterTableCmd?: AlterTableCmd }): string | undefined {
  return node.AlterTableCmd?.subtype;
}

/** ALTER TABLE, INDEX, VIEW, SEQUENCE .. on something that is no table. */
export function alterOther(draft: Draft, statement: AlterTableStmt, relation: Relation | undefined): Effect {
  const subtypes = (statement.cmds ?? []).map((node) => subtype(node as { AlterTableCmd?: AlterTableCmd }));
  if (relation?.kind === 'index' && subtypes.includes('AT_AttachPartition')) return attachIndex(draft, statement, relation);
  if (relation && subtypes.every((candidate) => HARMLESS.has(candidate))) {
    return { kind: 'none', reason: 'a storage option or owner: it changes neither the schema nor its rows' };
  }
  const written = writtenRange(statement.relation);
  const kind = relation?.kind ?? 'foreign table';
  return refuse(draft, 'unsupported-statement', `this ALTER of the ${kind} "${written.name}" is not supported`, {
    name: written.name,
    at: written.at,
    help: 'Drop it and create it again in its new form.',
  });
}

/** `ALTER INDEX events_at ATTACH PARTITION events_2024_at`: the partition's index becomes a part of the table's, which has all rows here anyway. */
function attachIndex(draft: Draft, statement: AlterTableStmt, { entry }: Relation): Effect {
  for (const node of statement.cmds ?? []) {
    const definition = 'AlterTableCmd' in node ? node.AlterTableCmd.def : undefined;
    const part = findRelation(draft, writtenRange(definition && 'PartitionCmd' in definition ? definition.PartitionCmd.name : undefined));
    const index = part?.kind === 'index' && part.object.kind === 'table' && part.entry.id !== entry.id ? part.object.indexes.find(({ id }) => id === part.entry.id) : undefined;
    if (part && index) removeIndex(draft, part.object.id, index);
  }
  return { kind: 'schema', rows: [] };
}
