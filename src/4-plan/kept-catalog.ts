import type { Catalog, CatalogObject, Table, View } from '../model/catalog.js';
import type { Change } from '../model/change.js';
import { hasGenerated, keptTable } from './generated-by-trigger.js';
import { isSameTarget, type PlanContext } from './context.js';
import { hasRules, withRules } from './rules-by-triggers.js';
import { keptView } from './view-by-triggers.js';

type Target = Pick<PlanContext, 'dialect' | 'options'>;
type Objects = Catalog['objects'];

/**
 * The change as the target can keep it: a generated column whose expression needs a subquery there, as md5() and regexp_replace() do, is an ordinary
 * column that a trigger gives its value before each INSERT and UPDATE, after all other triggers (CREATE TABLE, "GENERATED ALWAYS AS"); and a view through
 * which Postgres changes a table has triggers that do it (CREATE VIEW, "Updatable Views").
 */
export function asKept(change: Change, target: Target): Change {
  const before = keptCatalog(change.before, target);
  const after = keptCatalog(change.after, target, change.before);
  const inner = change.effect.kind === 'sequence' ? change.effect.changes.map((each) => asKept(each, target)) : undefined;
  return before === change.before && after === change.after && !inner ? change : { ...change, before, after, ...(inner && { effect: { kind: 'sequence', changes: inner } }) };
}

/** @param earlier the version before, which is known already: the two go on sharing what they share */
export function keptCatalog(catalog: Catalog, target: Target, earlier?: Catalog): Catalog {
  const known = knownOf(catalog.objects, target);
  const objects = known ?? keptObjects(catalog, target, startOf(catalog.objects, target, earlier?.objects));
  if (!known) KEPT.set(catalog.objects, { ...target, objects });
  return objects === catalog.objects ? catalog : { ...catalog, objects };
}

/** What a target keeps of a version. */
const KEPT = new WeakMap<Objects, Target & { readonly objects: Objects }>();

function knownOf(objects: Objects, target: Target): Objects | undefined {
  const known = KEPT.get(objects);
  return known && isSameTarget(known, target) ? known.objects : undefined;
}

/** The earlier version with what has changed since. */
function startOf(objects: Objects, target: Target, earlier: Objects | undefined): Objects {
  const known = earlier && knownOf(earlier, target);
  if (!earlier || !known || known === earlier) return objects;
  return earlier.changedIds(objects).reduce((start, id) => withObject(start, id, objects.get(id)), known);
}

function withObject(objects: Objects, id: number, object: CatalogObject | undefined): Objects {
  return object ? objects.set(id, object) : objects.delete(id);
}

function keptObjects(catalog: Catalog, target: Target, start: Objects): Objects {
  let objects = start;
  const put = (object: CatalogObject): void => {
    if (objects.get(object.id) !== object) objects = objects.set(object.id, object);
  };
  for (const table of catalog.objects.where(isKeptOtherwise)) put(withRules(keptTable(table, catalog, target)));
  for (const view of catalog.objects.where(isView)) put(keptView(withRules(view), catalog, target));
  return objects;
}

function isKeptOtherwise(object: CatalogObject): object is Table {
  return object.kind === 'table' && (hasGenerated(object) || hasRules(object));
}

function isView(object: CatalogObject): object is View {
  return object.kind === 'view';
}
