import type { AlterTableCmd } from '@pgsql/types';
import type { Table } from '../../model/catalog.js';
import type { Insert, Query, RowTest } from '../../model/query.js';
import { referencesTo } from '../../model/catalog-lookup.js';
import { withSetting } from '../../model/replica.js';
import { didYouMean } from '../analyze/refuse.js';
import type { Alteration, Command } from '../alter-table.js';
import { removeObject } from '../catalog/names.js';
import { NEW_ROW } from '../../model/trigger-program.js';
import { partitionRows } from '../catalog/partition-rows.js';
import { findRelation, requireTable, writtenRange } from '../catalog/resolve.js';
import { editTable, tableIn } from '../draft.js';
import { addParts, keyFor, partsWithin } from '../moved-partitions.js';
import { addPartition, warnLeftOut } from '../partition.js';
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

/** `ENABLE [REPLICA | ALWAYS] TRIGGER name`, `DISABLE TRIGGER {name | ALL | USER}` */
export function switchTriggers(setting: Parameters<typeof withSetting>[1]): Run {
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
      triggers: before.triggers.map((trigger) => (name === undefined || trigger.name === name ? withSetting(trigger, setting, draft.catalog) : trigger)),
    }));
  };
}

/** `DISABLE TRIGGER ALL` switches off the triggers that check foreign keys, too. */
export const disableAllTriggers: Run = (alteration, command) => {
  const { draft, table } = alteration;
  switchTriggers('off')(alteration, command);
  const { name, constraints } = tableIn(draft, table);
  if (!constraints.some(({ kind }) => kind === 'foreign-key') && referencesTo(draft.catalog, table).length === 0) return;
  warn(draft, 'lossy-session', `the foreign keys of table "${name}" are checked, and act, also after DISABLE TRIGGER ALL`, { help: 'Insert parents before their children; DISABLE TRIGGER USER says that only triggers are meant.' });
};

/** `ATTACH PARTITION child ..`: the child folds into its parent, with the rows that it has already. */
export function attachPartition({ draft, table, written: into }: Alteration, command: AlterTableCmd): void {
  const parent = tableIn(draft, table);
  const { name: part, bound } = command.def && 'PartitionCmd' in command.def ? command.def.PartitionCmd : {};
  const written = writtenRange(part);
  const child = requireTable(draft, written);
  if (child.id === parent.id) {
    refuse(draft, 'wrong-object-type', `"${written.name}" is already a partition`, { name: written.name, at: written.at });
  }
  const parts = partsWithin(draft, child, undefined, child.partitioned);
  removeObject(draft, child);
  const id = addPartition(draft, into, parent, { schema: child.schema, name: child.name, bound, key: keyFor(draft, parts, parent.id) });
  addParts(draft, parts, parent.id, id);
  const entry = findRelation(draft, written)?.entry;
  const rows = entry && partitionRows(entry, draft.catalog, NEW_ROW);
  const tests: readonly RowTest[] = rows && rows !== 'unknown' ? [{ of: 'partition', rows, message: `partition constraint of relation "${child.name}" is violated by some row` }] : [];
  draft.rowsBefore.push({ ...copyOf(child, parent), ...(tests.length > 0 && { tests }) });
  if (hasOwnRules(child, parent)) warnLeftOut(draft, 'a constraint or trigger', child.name, parent);
  warn(draft, 'partitioning-ignored', `"${child.name}" is folded into "${parent.name}", to which its rows move`, { name: written.name, at: written.at });
}

/** CHECKs under names that the parent does not have, and triggers. */
function hasOwnRules(child: Table, parent: Table): boolean {
  const known = new Set(parent.constraints.map(({ name }) => name));
  return child.triggers.length > 0 || child.constraints.some(({ kind, name }) => kind === 'check' && !known.has(name));
}

const [CHILD, PARENT] = [-42, -43];

/** `INSERT INTO parent (..) SELECT .. FROM child`, by the names of the columns. */
function copyOf(child: Table, parent: Table): Insert {
  const pairs = child.columns.flatMap((from) => parent.columns.filter(({ name, generated }) => name === from.name && !generated).map((to) => ({ from, to })));
  const targets = pairs.map(({ from: { id, name, type } }) => ({ name, expr: { kind: 'column' as const, source: CHILD, column: id, name, type } }));
  const from = [{ kind: 'table' as const, source: CHILD, relation: child.id }];
  const columns = pairs.map(({ from: { name, type } }) => ({ name, type }));
  const rows: Query = { with: [], recursive: false, orderBy: [], columns, body: { kind: 'select', distinct: false, targets, from, groupBy: [], windows: [] } };
  return { kind: 'insert', with: [], recursive: false, target: { kind: 'table', source: PARENT, relation: parent.id }, columns: pairs.map(({ to }) => to.id), rows, returning: [] };
}
