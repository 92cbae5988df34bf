import type { Catalog, ObjectId, Table } from '../model/catalog.js';
import { sameItems } from '../model/same-items.js';
import type { PlanContext } from './context.js';
import { physicalTable } from './physical/cache.js';
import type { PhysicalIndex } from './physical/physical.js';
import { quoteIdentifier } from './print/identifier.js';
import type { RunStep } from './run-step.js';
import type { TableEdit } from './table-edit.js';
import { tableIn } from './touched-objects.js';

/** Indexes that must be gone before columns and tables move: those that no longer exist or read differently, and those whose names are needed. */
export function staleIndexes(before: Catalog, after: Catalog, touched: readonly ObjectId[], edits: readonly TableEdit[], late: readonly Table[], context: PlanContext): readonly RunStep[] {
  const edited = new Map(edits.map((edit) => [edit.id, edit]));
  const moving = late.length > 0 || edits.some(({ difference }) => difference.kind === 'rebuild');
  const taken = moving ? wantedIndexNames(after, touched, context) : NO_NAMES;
  const doomed = new Set(late.map(({ id }) => id));
  const steps: RunStep[] = [];
  for (const id of touched) {
    const [table, edit] = [tableIn(before, id), edited.get(id)];
    if (!table || (!edit && !doomed.has(id))) continue;
    const present = physicalTable(table, before, context).indexes;
    const stale = edit && edit.difference.kind !== 'rebuild' ? difference(present, edit).gone : present.filter(({ name }) => (taken.get(name.toLowerCase()) ?? id) !== id);
    for (const { name } of stale) steps.push({ sql: `DROP INDEX ${quoteIdentifier(name)}`, object: id });
  }
  return steps;
}

const NO_NAMES: ReadonlyMap<string, ObjectId> = new Map();

/** The indexes that a table gets which keeps its rows where they are. */
export function freshIndexes(before: Catalog, edit: TableEdit, context: PlanContext): readonly PhysicalIndex[] {
  const table = tableIn(before, edit.id);
  return difference(table ? physicalTable(table, before, context).indexes : [], edit).fresh;
}

/**
 * An index stays that has its name and its text; renames rewrite the text of one that is present, but not its name, which holds that of its schema.
 * One of a column that is dropped goes even where a column of that name comes, with an index of the same text.
 */
function difference(present: readonly PhysicalIndex[], { old, wanted, difference: edit }: TableEdit): { readonly gone: readonly PhysicalIndex[]; readonly fresh: readonly PhysicalIndex[] } {
  if (sameItems(present, old.indexes) && sameItems(old.indexes, wanted.indexes)) return NO_DIFFERENCE;
  const names = new Set(present.map(({ name }) => name));
  const lost = new Set<unknown>(edit.kind === 'native' ? edit.drop.map(({ id }) => id) : []);
  const kept = lost.size === 0 ? old.indexes : old.indexes.filter(({ mentions }) => !mentions.some((id) => lost.has(id)));
  const renamed = new Map(kept.map((index) => [index.name, index.sql]));
  const staying = new Set(wanted.indexes.flatMap(({ name, sql }) => (names.has(name) && renamed.get(name) === sql ? [name] : [])));
  return { gone: present.filter(({ name }) => !staying.has(name)), fresh: wanted.indexes.filter(({ name }) => !staying.has(name)) };
}

const NO_DIFFERENCE = { gone: [], fresh: [] };

function wantedIndexNames(after: Catalog, touched: readonly ObjectId[], context: PlanContext): ReadonlyMap<string, ObjectId> {
  const names = new Map<string, ObjectId>();
  for (const id of touched) {
    const table = tableIn(after, id);
    if (table) for (const { name } of physicalTable(table, after, context).indexes) names.set(name.toLowerCase(), id);
  }
  return names;
}

/** What becomes of the triggers of tables that stay where they are; a rebuild drops and creates its own. */
export function tableTriggers(before: Catalog, edits: readonly TableEdit[], context: PlanContext): { readonly drop: readonly RunStep[]; readonly create: readonly RunStep[] } {
  const [drop, create]: [RunStep[], RunStep[]] = [[], []];
  for (const { id, old, wanted, difference } of edits) {
    const table = tableIn(before, id);
    if (!table || difference.kind === 'rebuild') continue;
    // Their names hold the names of table and column: a rename makes others of them.
    const present = physicalTable(table, before, context).triggers;
    const stay = present.length === wanted.triggers.length && wanted.triggers.every(({ name, sql }, i) => name === present[i]?.name && name === old.triggers[i]?.name && sql === old.triggers[i]?.sql);
    if (stay) continue;
    drop.push(...present.map(({ name }) => ({ sql: `DROP TRIGGER ${quoteIdentifier(name)}`, object: id })));
    create.push(...wanted.triggers.map(({ sql }) => ({ sql, object: id })));
  }
  return { drop, create };
}
