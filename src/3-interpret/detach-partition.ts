import type { AlterTableCmd, CreateStmt } from '@pgsql/types';
import type { Column, ColumnId, Table } from '../model/catalog.js';
import { columnOf, referencesTo } from '../model/catalog-lookup.js';
import type { ForeignKey } from '../model/constraint.js';
import type { Expr } from '../model/expression.js';
import type { Delete, Insert, Query, TableSource } from '../model/query.js';
import type { Alteration } from './alter-table.js';
import { addConstraint, removeName } from './catalog/names.js';
import { partitionRows } from './catalog/partition-rows.js';
import { findRelation, requireTable, writtenRange, type Relation, type WrittenName } from './catalog/resolve.js';
import { createTable } from './create-table.js';
import { CONSTRAINTS, DEFAULTS, GENERATED, INDEXES } from './like.js';
import { makePartitioned, partsWithin, removeParts, type Parts } from './moved-partitions.js';
import { newId, tableIn, type Draft } from './draft.js';
import { refuse } from './refuse.js';

/** No statement has these sources. */
const [PART, WHOLE] = [-44, -45];

/** `DROP TABLE events_2024`: its rows go, and with them its name. */
export function dropPartition(draft: Draft, written: WrittenName, found: Relation): void {
  const { whole, rows } = partOf(draft, written, found);
  draft.rowsBefore.push(deleteOf(whole, rows));
  forget(draft, whole, found);
}

/** `DETACH PARTITION events_2024`: a table of its own, as LIKE would make it, to which the rows move. */
export function detachPartition({ draft, table }: Alteration, command: AlterTableCmd): void {
  const written = writtenRange(command.def && 'PartitionCmd' in command.def ? command.def.PartitionCmd.name : undefined);
  const found = findRelation(draft, written);
  const parent = tableIn(draft, table);
  if (!found?.partition || found.object.id !== table) return refuse(draft, 'wrong-object-type', `relation "${written.name}" is not a partition of relation "${parent.name}"`, { name: written.name, at: written.at });
  const { whole, rows } = partOf(draft, written, found);
  const parts = forget(draft, whole, found);
  createTable(draft, likeOf(written, whole));
  const part = requireTable(draft, written);
  makePartitioned(draft, parts, part.id);
  for (const key of whole.constraints) if (key.kind === 'foreign-key') addConstraint(draft, part.id, foreignKeyOf(draft, key, whole, part));
  draft.rowsAfter.push(copyOf(whole, tableIn(draft, part.id), rows), deleteOf(whole, rows));
}

/** LIKE copies no foreign keys; a partition has had those of the whole table (CloneFkReferencing), also one to the table itself. */
function foreignKeyOf(draft: Draft, key: ForeignKey, whole: Table, part: Table): ForeignKey {
  const own = (id: ColumnId): ColumnId => part.columns.find(({ name }) => name === columnOf(whole, id).name)?.id ?? id;
  return { ...key, id: newId(draft), columns: key.columns.map(own), ...(key.onDeleteColumns && { onDeleteColumns: key.onDeleteColumns.map(own) }) };
}

function likeOf({ schema, name }: WrittenName, whole: Table): CreateStmt {
  const relation = { relname: whole.name, schemaname: whole.schema, inh: true, relpersistence: 'p' };
  return { relation: { relname: name, ...(schema !== undefined && { schemaname: schema }), inh: true, relpersistence: 'p' }, tableElts: [{ TableLikeClause: { relation, options: CONSTRAINTS | DEFAULTS | GENERATED | INDEXES } }], oncommit: 'ONCOMMIT_NOOP' };
}

/** Nothing but the rows themselves may hang on them: Postgres fires no triggers here, and refuses what foreign keys would hand on. */
function partOf(draft: Draft, written: WrittenName, { entry, object }: Relation): { readonly whole: Table; readonly rows: Expr } {
  const whole = tableIn(draft, object.id);
  const rows = partitionRows(entry, draft.catalog, WHOLE);
  const place = { name: written.name, at: written.at };
  if (!rows || rows === 'unknown') return refuse(draft, 'unsupported-statement', `"${written.name}" is a partition of "${whole.name}", into which partitions are folded, and its rows cannot be told from the others`, place);
  if (whole.triggers.some(({ enabled, events, level }) => enabled && level === 'row' && events.includes('delete'))) return refuse(draft, 'unsupported-statement', `"${written.name}" is a partition of "${whole.name}", whose triggers would see its rows deleted`, { ...place, help: `Disable the triggers of "${whole.name}" before.` });
  if (referencesTo(draft.catalog, whole.id).some(({ key }) => key.onDelete !== 'no action' && key.onDelete !== 'restrict')) return refuse(draft, 'unsupported-statement', `"${written.name}" is a partition of "${whole.name}", whose foreign keys would hand on that its rows are deleted`, place);
  return { whole, rows };
}

/** With the partitions that it has itself, which are given back. */
function forget(draft: Draft, whole: Table, { entry: { partition } }: Relation): Parts {
  const parts = partsWithin(draft, whole, partition?.id, partition?.key);
  removeParts(draft, parts);
  for (const [key, entry] of draft.catalog.names) {
    if (entry.id !== whole.id || !entry.partition || entry.partition.id !== partition?.id) continue;
    const [, schema = '', name = ''] = key.split('\0');
    removeName(draft, 'relation', schema, name);
  }
  return parts;
}

function deleteOf({ id }: Table, where: Expr): Delete {
  return { kind: 'delete', with: [], recursive: false, target: targetOf(id, WHOLE), using: [], where, returning: [] };
}

function targetOf(relation: number, source: number): TableSource {
  return { kind: 'table', source, relation };
}

function copyOf(whole: Table, part: Table, where: Expr): Insert {
  const pairs = part.columns.flatMap((to): readonly (readonly [Column, Column])[] => whole.columns.filter(({ name }) => name === to.name && !to.generated).map((from) => [from, to]));
  const targets = pairs.map(([{ id, name, type }]) => ({ name, expr: { kind: 'column' as const, source: WHOLE, column: id, name, type } }));
  const rows: Query = { with: [], recursive: false, orderBy: [], columns: pairs.map(([{ name, type }]) => ({ name, type })), body: { kind: 'select', distinct: false, targets, from: [targetOf(whole.id, WHOLE)], where, groupBy: [], windows: [] } };
  return { kind: 'insert', with: [], recursive: false, target: targetOf(part.id, PART), columns: pairs.map(([, to]) => to.id), rows, returning: [] };
}
