import type { AlterTableType } from '@pgsql/types';
import { detachPartition } from './detach-partition.js';
import { addColumn } from './alter/add-column.js';
import { alterColumnType } from './alter/column-type.js';
import { addConstraintCommand, alterConstraint, dropConstraint, validateConstraint } from './alter/constraint.js';
import { columnDefault, dropColumn, dropExpression, dropNotNull, setExpression, setNotNull } from './alter/column.js';
import { addInherit, dropInherit } from './alter/inherited.js';
import { addIdentity, dropIdentity, setIdentity } from './alter/identity.js';
import { attachPartition, disableAllTriggers, rowSecurity, setPersistence, switchTriggers } from './alter/table.js';
import { ignored, internal, refused } from './alter/plain.js';
import type { Command } from './alter-table.js';
import { switchRule } from './rule.js';

const OPTION = 'a storage or planner option: it changes neither the schema nor its rows';

/** Every subcommand of ALTER TABLE that Postgres' grammar and parse analysis know. */
export const ALTER_TABLE_COMMANDS: Readonly<Record<AlterTableType, Command>> = {
  AT_AddColumn: { pass: 'add column', run: addColumn },
  AT_AddColumnToView: internal,
  AT_ColumnDefault: { pass: 'drop', run: columnDefault },
  AT_CookedColumnDefault: internal,
  AT_DropNotNull: { pass: 'drop', run: dropNotNull },
  AT_SetNotNull: { pass: 'column attributes', run: setNotNull },
  AT_SetExpression: { pass: 'set expression', run: setExpression },
  AT_DropExpression: { pass: 'drop', run: dropExpression },
  AT_SetStatistics: ignored(OPTION),
  AT_SetOptions: ignored(OPTION),
  AT_ResetOptions: ignored(OPTION),
  AT_SetStorage: ignored(OPTION),
  AT_SetCompression: ignored(OPTION),
  AT_DropColumn: { pass: 'drop', run: dropColumn },
  AT_AddIndex: internal,
  AT_ReAddIndex: internal,
  AT_AddConstraint: { pass: 'add constraint', run: addConstraintCommand },
  AT_ReAddConstraint: internal,
  AT_ReAddDomainConstraint: internal,
  AT_AlterConstraint: { pass: 'misc', run: alterConstraint },
  AT_ValidateConstraint: { pass: 'misc', run: validateConstraint },
  AT_AddIndexConstraint: internal,
  AT_DropConstraint: { pass: 'drop', run: dropConstraint },
  AT_ReAddComment: internal,
  AT_AlterColumnType: { pass: 'alter type', run: alterColumnType },
  AT_AlterColumnGenericOptions: refused('foreign tables are not supported', 'Create an ordinary table.'),
  AT_ChangeOwner: ignored('owners and privileges have no counterpart'),
  AT_ClusterOn: ignored(OPTION),
  AT_DropCluster: ignored(OPTION),
  AT_SetLogged: { pass: 'misc', run: setPersistence('permanent') },
  AT_SetUnLogged: { pass: 'misc', run: setPersistence('unlogged') },
  AT_DropOids: ignored('tables have no OIDs'),
  AT_SetAccessMethod: ignored(OPTION),
  AT_SetTableSpace: ignored(OPTION),
  AT_SetRelOptions: ignored(OPTION),
  AT_ResetRelOptions: ignored(OPTION),
  AT_ReplaceRelOptions: ignored(OPTION),
  AT_EnableTrig: { pass: 'misc', run: switchTriggers('on') },
  AT_EnableAlwaysTrig: { pass: 'misc', run: switchTriggers('always') },
  AT_EnableReplicaTrig: { pass: 'misc', run: switchTriggers('replica') },
  AT_DisableTrig: { pass: 'misc', run: switchTriggers('off') },
  AT_EnableTrigAll: { pass: 'misc', run: switchTriggers('on') },
  AT_DisableTrigAll: { pass: 'misc', run: disableAllTriggers },
  AT_EnableTrigUser: { pass: 'misc', run: switchTriggers('on') },
  AT_DisableTrigUser: { pass: 'misc', run: switchTriggers('off') },
  AT_EnableRule: { pass: 'misc', run: switchRule(true) },
  AT_EnableAlwaysRule: { pass: 'misc', run: switchRule(true) },
  AT_EnableReplicaRule: { pass: 'misc', run: switchRule(false) },
  AT_DisableRule: { pass: 'misc', run: switchRule(false) },
  AT_AddInherit: { pass: 'misc', run: addInherit },
  AT_DropInherit: { pass: 'misc', run: dropInherit },
  AT_AddOf: refused('typed tables are not supported', 'Write the columns of the type into the table.'),
  AT_DropOf: refused('typed tables are not supported', 'Write the columns of the type into the table.'),
  AT_ReplicaIdentity: ignored('logical replication has no counterpart'),
  AT_EnableRowSecurity: { pass: 'misc', run: rowSecurity(true) },
  AT_DisableRowSecurity: { pass: 'misc', run: rowSecurity(false) },
  AT_ForceRowSecurity: ignored('it only says that policies hold for the owner too'),
  AT_NoForceRowSecurity: ignored('it only says that policies do not hold for the owner'),
  AT_GenericOptions: refused('foreign tables are not supported', 'Create an ordinary table.'),
  AT_AttachPartition: { pass: 'misc', run: attachPartition },
  AT_DetachPartition: { pass: 'misc', run: detachPartition },
  AT_DetachPartitionFinalize: refused('detaching a partition is not supported', 'Partitions are folded into their parent: move the rows with INSERT .. SELECT and DELETE.'),
  AT_AddIdentity: { pass: 'other constraint', run: addIdentity },
  AT_SetIdentity: { pass: 'column attributes', run: setIdentity },
  AT_DropIdentity: { pass: 'drop', run: dropIdentity },
  AT_ReAddStatistics: internal,
};
