import type { Catalog, ObjectId, Table } from '../model/catalog.js';
import type { PlanContext } from './context.js';
import { physicalTable } from './physical/cache.js';
import { quoteIdentifier } from './print/identifier.js';
import type { RunStep } from './run-step.js';
import type { TableEdit } from './table-edit.js';
import { tableIn } from './touched-objects.js';

/** Indexes that must be gone before columns and tables move: those that no longer exist or read differently, and those whose names are needed. */
export function staleIndexes(before: Catalog, after: Catalog, touched: readonly ObjectId[], edits: readonly TableEdit[], late: readonly Table[], context: PlanContext): readonly RunStep[] {
  const rebuilt = new Set(edits.filter(({ difference }) => difference.kind === 'rebuild').map(({ id }) => id));
  const kept = new Map(edits.map(({ id, wanted }) => [id, new Map(wanted.indexes.map((index) => [index.name, index.sql]))]));
  const renamed = new Map(edits.map(({ id, old }) => [id, new Map(old.indexes.map((index) => [index.name, index.sql]))]));
  const taken = wantedIndexNames(after, touched, context);
  const doomed = new Set(late.map(({ id }) => id));
  return touched.flatMap((id) => {
    const table = tableIn(before, id);
    if (!table || (!kept.has(id) && !doomed.has(id))) return [];
    const stale = physicalTable(table, before, context).indexes.filter(({ name }) => {
      const unchanged = kept.get(id)?.get(name) !== undefined && kept.get(id)?.get(name) === renamed.get(id)?.get(name);
      return rebuilt.has(id) || doomed.has(id) ? taken.get(name.toLowerCase()) !== undefined && taken.get(name.toLowerCase()) !== id : !unchanged;
    });
    return stale.map(({ name }) => ({ sql: `DROP INDEX ${quoteIdentifier(name)}`, object: id }));
  });
}

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
