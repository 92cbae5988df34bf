import type { AlterTableCmd } from '@pgsql/types';
import type { Table } from '../../model/catalog.js';
import { didYouMean } from '../analyze/refuse.js';
import type { Alteration, Command } from '../alter-table.js';
import { addName, removeObject } from '../catalog/names.js';
import { requireTable, writtenRange } from '../catalog/resolve.js';
import { editTable, tableIn } from '../draft.js';
import { refuse, warn } from '../refuse.js';

type Run = Command['run'];

/** `SET LOGGED`, `SET UNLOGGED` */
export function setPersistence(persistence: Table['persistence']): Run {
  return ({ draft, table }) => editTable(draft, table, (before) => ({ ...before, persistence }));
}

/** `ENABLE ROW LEVEL SECURITY`, `DISABLE ROW LEVEL SECURITY` */
export function rowSecurity(on: boolean): Run {
  return ({ draft, table }) => editTable(draft, table, (before) => ({ ...before, rowSecurity: on }));
}

/** `ENABLE TRIGGER name`, `DISABLE TRIGGER {name | ALL | USER}` */
export function switchTriggers(enabled: boolean): Run {
  return ({ draft, table }, { name }) => {
    const { triggers, name: tableName } = tableIn(draft, table);
    if (name !== undefined && !triggers.some((trigger) => trigger.name === name)) {
      refuse(draft, 'unknown-trigger', `trigger "${name}" for table "${tableName}" does not exist`, {
        name,
        help: didYouMean(
          name,
          triggers.map((trigger) => trigger.name),
        ),
      });
    }
    editTable(draft, table, (before) => ({
      ...before,
      triggers: before.triggers.map((trigger) => (name === undefined || trigger.name === name ? { ...trigger, enabled } : trigger)),
    }));
  };
}

/** `ATTACH PARTITION child ..`: the child folds into its parent; as pg_dump writes it, the child is still empty. */
export function attachPartition({ draft, table }: Alteration, command: AlterTableCmd): void {
  const parent = tableIn(draft, table);
  if (!parent.partitioned) {
    refuse(draft, 'wrong-object-type', `"${parent.name}" is not partitioned`, { name: parent.name });
  }
  const written = writtenRange(command.def && 'PartitionCmd' in command.def ? command.def.PartitionCmd.name : undefined);
  const child = requireTable(draft, written);
  if (child.id === parent.id) {
    refuse(draft, 'wrong-object-type', `"${written.name}" is already a partition`, { name: written.name, at: written.at });
  }
  removeObject(draft, child);
  addName(draft, 'relation', child.schema, child.name, { id: parent.id });
  warn(draft, 'partitioning-ignored', `"${child.name}" is folded into "${parent.name}"; rows that it has already are not moved`, {
    name: written.name,
    at: written.at,
    help: `Copy them first: INSERT INTO ${parent.name} SELECT * FROM ${child.name};`,
  });
}
