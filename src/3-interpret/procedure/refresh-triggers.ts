import type { Catalog, ObjectId, Table, Trigger } from '../../model/catalog.js';
import { tablesOf } from '../../model/catalog-lookup.js';
import { relationsOf } from '../../model/walk.js';
import { lowerFunction } from './trigger/lower-function.js';
import { lowerTrigger } from './trigger/lower-trigger.js';

/**
 * Makes the programs of triggers again that depend on something that has changed: their function, their own table, a table that they name;
 * and those that could not be made before.
 */
export function refreshTriggers(catalog: Catalog, changed: ReadonlySet<ObjectId>): Catalog {
  let { objects } = catalog;
  for (const table of tablesOf(catalog)) {
    if (table.triggers.length === 0) continue;
    const triggers = table.triggers.map((trigger) => (isAffected(trigger, table, changed) ? refreshed(trigger, table, catalog) : trigger));
    if (triggers.some((trigger, i) => trigger !== table.triggers[i])) objects = objects.set(table.id, { ...table, triggers });
  }
  return objects === catalog.objects ? catalog : { ...catalog, objects };
}

function isAffected({ program, function: id }: Trigger, table: Table, changed: ReadonlySet<ObjectId>): boolean {
  if (!program || program.kind === 'failed') return true;
  return changed.has(id) || changed.has(table.id) || program.reads.some((relation) => changed.has(relation));
}

/** The old trigger when nothing about it has changed, so that the table stays the same object. */
function refreshed(trigger: Trigger, table: Table, catalog: Catalog): Trigger {
  const program = lowerTrigger(trigger, table, catalog);
  return JSON.stringify(program) === JSON.stringify(trigger.program) ? trigger : { ...trigger, program };
}

/** Objects that one catalog has otherwise than another, or not at all. */
export function changedObjects(before: Catalog, after: Catalog): ReadonlySet<ObjectId> {
  return new Set(before.objects.changedIds(after.objects));
}

/** The catalog after a statement, with the triggers that it concerns as they are now. */
export function withFreshTriggers(before: Catalog, after: Catalog): Catalog {
  if (before.objects === after.objects || !hasBodies(after)) return after;
  const changed = changedObjects(before, after);
  const functions = refreshFunctions(after, changed);
  return refreshTriggers(functions, functions === after ? changed : changedObjects(before, functions));
}

/** Functions whose value is worked out by a body: what they read may have changed, or be there only now. */
function refreshFunctions(catalog: Catalog, changed: ReadonlySet<ObjectId>): Catalog {
  let { objects } = catalog;
  for (const object of catalog.objects.values()) {
    if (object.kind !== 'function' || !object.procedure || object.returnsTrigger) continue;
    if (object.inline && !changed.has(object.id) && !relationsOf(object.inline).some((id) => changed.has(id))) continue;
    const inline = lowerFunction(object, catalog);
    if (JSON.stringify(inline) === JSON.stringify(object.inline)) continue;
    const { inline: _old, ...rest } = object;
    objects = objects.set(object.id, inline ? { ...rest, inline } : rest);
  }
  return objects === catalog.objects ? catalog : { ...catalog, objects };
}

function hasBodies(catalog: Catalog): boolean {
  for (const object of catalog.objects.values()) if (object.kind === 'function') return true;
  return false;
}
