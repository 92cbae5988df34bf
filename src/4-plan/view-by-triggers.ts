import { codeEntry } from '../diagnostics/codes.js';
import { TEMPORARY_SCHEMA, viewAsTable } from '../model/catalog-lookup.js';
import type { Catalog, CatalogObject, Table, Trigger, View } from '../model/catalog.js';
import { sameItems } from '../model/same-items.js';
import { sameTree } from '../model/same-tree.js';
import { THROUGH_VIEW } from '../model/trigger-program.js';
import { isSameTarget, type PlanContext } from './context.js';
import { programTriggers } from './physical/program-trigger.js';
import { bodiesOf } from './view-bodies.js';
import { objectsBelow, tableInView, type TableInView } from './view-columns.js';

type Target = Pick<PlanContext, 'dialect' | 'options'>;

/**
 * A view that is a table under another name, or a part of its rows, with triggers that carry to the table what an application writes to the view, as
 * Postgres does: SQLite's views take no changes without. Statements of migrations have gone to the table already.
 */
export function keptView(view: View, catalog: Catalog, target: Target): View {
  if (view.materialized || view.schema === TEMPORARY_SCHEMA) return view;
  const last = KEPT.get(view);
  const known = last && isSameTarget(last, target) ? last : undefined;
  if (known?.below.every((object) => catalog.objects.get(object.id) === object)) return known.kept;
  const way = tableInView(view, catalog);
  const kept = known && isSameWay(known.way, way) ? known.kept : made(view, way, catalog, target, known?.kept);
  KEPT.set(view, { ...target, ...(way && { way }), below: objectsBelow(view, catalog), kept });
  return kept;
}

interface Known extends Target {
  readonly way?: TableInView;
  /** What has to be the same for all of it to be the same. */
  readonly below: readonly CatalogObject[];
  readonly kept: View;
}

/** Versions of a catalog mostly share their views. */
const KEPT = new WeakMap<View, Known>();

function made(view: View, way: TableInView | undefined, catalog: Catalog, target: Target, before: View | undefined): View {
  const kept = way ? withTriggers(view, way, catalog, target) : view;
  return before && sameTree(kept.triggers, before.triggers) ? before : kept;
}

/** Of the table it is its columns, its keys and its triggers that matter. */
function isSameWay(a: TableInView | undefined, b: TableInView | undefined): boolean {
  if (!a || !b) return a === b;
  return a.table.columns === b.table.columns && a.table.constraints === b.table.constraints && a.table.triggers === b.table.triggers && a.givesMore === b.givesMore && a.checked === b.checked
    && sameItems(a.through, b.through) && sameItems(a.columns.map((column) => column.default), b.columns.map((column) => column.default)) && sameItems(a.columns.map(({ column }) => column.id), b.columns.map(({ column }) => column.id));
}

function withTriggers(view: View, way: TableInView, catalog: Catalog, target: Target): View {
  const own = new Set(view.triggers.flatMap(({ enabled, events }) => (enabled ? events : [])));
  const bodies = bodiesOf(view, way, catalog, target).filter(({ event }) => !own.has(event));
  const [first, ...others] = bodies;
  if (!first) return view;
  const noted = { ...first, notes: [{ code: 'view-by-triggers', message: `what an application writes to the view ${view.name} goes to ${way.table.name} by triggers: NULL stands for the default there, RETURNING shows what the statement gave, and no row is counted as changed` }] };
  const trigger: Trigger = {
    id: -view.id, name: 'through', timing: 'instead of', events: bodies.map(({ event }) => event), columns: [], level: 'row', function: THROUGH_VIEW, args: [], enabled: true,
    program: { kind: 'lowered', bodies: [noted, ...others], reads: way.through },
  };
  const kept: View = { ...view, triggers: [...view.triggers, trigger] };
  return prints(viewAsTable({ ...view, triggers: [trigger] }), catalog, target) ? kept : view;
}

function prints(table: Table, catalog: Catalog, { dialect, options }: Target): boolean {
  let failed = false;
  programTriggers(table, catalog, { dialect, options, report: ({ code }) => void (failed ||= codeEntry(code)?.severity === 'error') });
  return !failed;
}

/** What a statement of a migration leaves out is given to the user's own triggers; what an application leaves out is not. */
export function noteDefaults(before: View | undefined, after: View, { report }: Pick<PlanContext, 'report'>): void {
  const unknown = defaultsForTriggers(after).filter((column) => !before || !defaultsForTriggers(before).includes(column));
  if (unknown.length === 0) return;
  const names = unknown.map(({ name }) => name).join(', ');
  report({ code: 'view-by-triggers', message: `the triggers of the view ${after.name} get NULL instead of its default for ${names} where an application leaves that out; statements of migrations give it` });
}

function defaultsForTriggers({ columns, triggers }: View): View['columns'] {
  const own = triggers.some(({ enabled, events, function: fn }) => enabled && fn !== THROUGH_VIEW && events.includes('insert'));
  return own ? columns.filter((column) => column.default) : [];
}
