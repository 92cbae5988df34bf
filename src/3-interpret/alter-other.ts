import type { AlterTableCmd, AlterTableStmt } from '@pgsql/types';
import type { Effect } from '../model/change.js';
import { writtenRange, type Relation } from './catalog/resolve.js';
import type { Draft } from './draft.js';
import { refuse } from './refuse.js';

/** Subcommands that leave an index, view or sequence as it is. */
const HARMLESS: ReadonlySet<string | undefined> = new Set([
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
  // ALTER INDEX .. ATTACH PARTITION: partitions are folded into their parent.
  'AT_AttachPartition',
]);

function subtype(node: { AlterTableCmd?: AlterTableCmd }): string | undefined {
  return node.AlterTableCmd?.subtype;
}

/** ALTER TABLE, INDEX, VIEW, SEQUENCE .. on something that is no table. */
export function alterOther(draft: Draft, statement: AlterTableStmt, relation: Relation | undefined): Effect {
  const subtypes = (statement.cmds ?? []).map((node) => subtype(node as { AlterTableCmd?: AlterTableCmd }));
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
