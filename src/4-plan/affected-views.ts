import type { Catalog, CatalogObject, ObjectId, View } from '../model/catalog.js';
import { viewsOf } from '../model/catalog-lookup.js';
import { mentionsOf } from '../model/mentions.js';
import { sameItems } from '../model/same-items.js';
import { relationsOf } from '../model/walk.js';
import { printContext, type PlanContext } from './context.js';
import { createView } from './physical/view.js';
import { replacedFunctions } from './touched-objects.js';

/** Views that change, that are printed otherwise, or that read a table which moves; in dependency order. */
export function affectedViews(before: Catalog, after: Catalog, touched: readonly ObjectId[], moving: ReadonlySet<ObjectId>, context: PlanContext): { readonly drop: readonly View[]; readonly create: readonly View[] } {
  if (viewsOf(before).length === 0 && viewsOf(after).length === 0) return NO_VIEWS;
  const stale = new Set([...touched.filter((id) => !isSameView(before.objects.get(id), after.objects.get(id))), ...orderedOtherwise(before, after, touched, context)]);
  const affected = (catalog: Catalog): readonly View[] => {
    const views = viewsOf(catalog);
    const hit = new Set<ObjectId>(moving);
    const found = new Set<View>();
    for (let grown = true; grown; ) {
      grown = false;
      for (const view of views) {
        if (found.has(view) || !(stale.has(view.id) || relationsOf(view.query).some((id) => hit.has(id)))) continue;
        found.add(view);
        hit.add(view.id);
        grown = true;
      }
    }
    return inViewOrder([...found]);
  };
  const drop = viewsOf(before).length > 0 ? affected(before) : [];
  const gone = new Set(drop.map(({ id }) => id));
  return { drop, create: inViewOrder(viewsOf(after).filter(({ id }) => gone.has(id) || !before.objects.has(id))) };
}

const NO_VIEWS = { drop: [], create: [] };

/** Views over an enum whose labels are others now, where the order of the labels is written into the view, and views that call a function which has been replaced. */
function orderedOtherwise(before: Catalog, after: Catalog, touched: readonly ObjectId[], context: PlanContext): readonly ObjectId[] {
  const enums = touched.filter((id) => before.objects.get(id)?.kind === 'enum' && after.objects.get(id)?.kind === 'enum');
  const printedIn = [...enums, ...replacedFunctions(before, after, touched)];
  if (printedIn.length === 0) return [];
  const printed = (id: ObjectId, catalog: Catalog): string | undefined => {
    const view = catalog.objects.get(id);
    return view?.kind === 'view' ? createView(view, printContext(context, catalog)) : undefined;
  };
  return viewsOf(after).flatMap((view) => (printedIn.some((id) => mentionsOf(view).has(id)) && printed(view.id, before) !== printed(view.id, after) ? [view.id] : []));
}

/** Nothing is different but triggers, comments, and what is known of changes only. */
function isSameView(before: CatalogObject | undefined, after: CatalogObject | undefined): boolean {
  if (before?.kind !== 'view' || after?.kind !== 'view') return false;
  return before.query === after.query && sameItems(before.columns.map(({ name }) => name), after.columns.map(({ name }) => name)) && before.name === after.name && before.schema === after.schema;
}

function inViewOrder(views: readonly View[]): readonly View[] {
  const waiting = views.toSorted((a, b) => a.id - b.id);
  const ordered: View[] = [];
  while (waiting.length > 0) {
    const free = waiting.findIndex((view) => !relationsOf(view.query).some((id) => waiting.some((other) => other !== view && other.id === id)));
    ordered.push(...waiting.splice(Math.max(free, 0), 1));
  }
  return ordered;
}
