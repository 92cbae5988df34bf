import type { Catalog, CatalogObject, ObjectId, Table, Trigger } from '../../../model/catalog.js';
import { referencesTo, tableWithTriggers, withTriggers } from '../../../model/catalog-lookup.js';
import { changesOf, statementsIn, type RowChange, type TriggerEvent } from '../../../model/trigger-program.js';
import { asksDepth, mayAskDepth } from './depth.js';

const DEPTH = 'depth';
const CONCERNED: ReadonlySet<string> = new Set([DEPTH]);
const NOT_CONCERNED: ReadonlySet<string> = new Set();

/** Whether anything in the schema has to do with the depth of triggers: most schemas are done with after this one question. */
export function hasDepth({ objects }: Catalog): boolean {
  return objects.withKey(concerns, DEPTH).length > 0;
}

function concerns(object: CatalogObject): ReadonlySet<string> {
  const triggers = object.kind === 'table' || object.kind === 'view' ? object.triggers : [];
  const concerned = (object.kind === 'function' && object.returnsTrigger && mayAskDepth(object)) || triggers.some(({ nested, deepens, when }) => nested || deepens || asksDepth(when));
  return concerned ? CONCERNED : NOT_CONCERNED;
}

/** What a trigger is to the depth of others, and they to its own. */
export type Nesting = Pick<Trigger, 'nested' | 'deepens'>;

/**
 * How the triggers of a schema are nested: those that ask how deep they are and may be fired by what another one does, and those whose statements may
 * fire them. A trigger that fires itself is not nested: SQLite leaves that out.
 * @param rising whether those that are nested stay so, which is never wrong
 */
export function nestings(catalog: Catalog, rising: boolean): (trigger: Trigger, table: Table) => Nesting {
  const tables = withTriggers(catalog).flatMap(({ id }) => tableWithTriggers(catalog, id) ?? []);
  const works = tables.flatMap((table) => table.triggers.flatMap((trigger) => (trigger.enabled && typeof trigger.function === 'number' ? [{ trigger, changed: changesAlong(trigger, catalog) }] : [])));
  const nested = new Map<ObjectId, Table>();
  for (const table of tables) for (const trigger of table.triggers) if (asks(trigger, catalog) && ((rising && trigger.nested) || works.some((other) => other.trigger.id !== trigger.id && fires(other.changed, trigger, table)))) nested.set(trigger.id, table);
  return (trigger, table) => {
    const changed = works.find((work) => work.trigger.id === trigger.id)?.changed ?? [];
    const deepens = [...nested].some(([id, other]) => other.triggers.some((each) => each.id === id && fires(changed, each, other)));
    return { ...(nested.get(trigger.id) === table && { nested: true as const }), ...(deepens && { deepens: true as const }) };
  };
}

function asks({ enabled, deferred, when, function: id }: Trigger, { objects }: Catalog): boolean {
  if (!enabled || deferred) return false;
  const fn = typeof id === 'number' ? objects.get(id) : undefined;
  return asksDepth(when) || (fn?.kind === 'function' && mayAskDepth(fn));
}

function fires(changed: readonly RowChange[], { events }: Trigger, { id }: Table): boolean {
  return changed.some(({ relation, event }) => relation === id && events.includes(event));
}

/** The changes that the statements of a trigger make, and those that foreign keys make then. */
function changesAlong({ program }: Trigger, catalog: Catalog): readonly RowChange[] {
  if (program?.kind !== 'lowered') return [];
  const changes: RowChange[] = [];
  const add = (relation: ObjectId, event: TriggerEvent): void => {
    if (!changes.some((known) => known.relation === relation && known.event === event)) changes.push({ relation, event });
  };
  for (const { relation, event } of program.bodies.flatMap(({ actions }) => statementsIn(actions)).flatMap(changesOf)) add(relation, event);
  // Grows while it is gone through: what a key changes may fire others.
  for (const { relation, event } of changes) {
    if (event === 'insert') continue;
    for (const { table, key } of referencesTo(catalog, relation)) {
      const action = event === 'delete' ? key.onDelete : key.onUpdate;
      if (action === 'no action' || action === 'restrict') continue;
      add(table.id, event === 'delete' && action === 'cascade' ? 'delete' : 'update');
    }
  }
  return changes;
}
