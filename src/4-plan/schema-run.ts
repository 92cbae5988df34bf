import { objectOf, tablesOf } from '../model/catalog-lookup.js';
import type { Catalog, ObjectId, Table } from '../model/catalog.js';
import { affectedViews } from './affected-views.js';
import { assertRebuilds } from './assertion.js';
import { printContext, silent, type PlanContext } from './context.js';
import { physicalTable } from './physical/cache.js';
import { createView } from './physical/view.js';
import { quoteIdentifier, relationName } from './print/identifier.js';
import { keyTriggerSteps } from './key-triggers.js';
import { dropTable, planMoves, without } from './moves.js';
import { isReferenced } from './rebuild.js';
import { planRenames } from './renames.js';
import type { RowValues } from './row-values.js';
import type { RunStep } from './run-step.js';
import { staleIndexes, tableTriggers } from './stale-indexes.js';
import { sequenceSteps } from './sequence-steps.js';
import { tableEdits } from './table-edit.js';
import { afterNewKeys, hasCycle, inDropOrder, lendingLostKeys, needsRebuilt, tablesToKeepUntilRebuilt } from './table-order.js';
import { addColumns, createTables, dropColumns, numberRows, verifyRows } from './table-steps.js';
import { tableIn, type RunDifference } from './touched-objects.js';
import { triggerSteps } from './trigger-steps.js';

/**
 * The statements that bring a database from one catalog to another. The order is what keeps every statement valid on filled tables:
 * views away, tables that nobody references away, renames, new tables, columns in place, rebuilds with the other dropped tables, indexes, views.
 */
export function planRun({ before, after, touched }: RunDifference, rows: RowValues, types: Catalog, context: PlanContext): readonly RunStep[] {
  if (touched.length === 0) return [];
  const quiet = silent(context);
  const dropped = touched.flatMap((id) => tableIn(before, id) && !tableIn(after, id) ? [tableIn(before, id) as Table] : []);
  const referenced = referencedBySurvivors(dropped, before, after);
  const early = inDropOrder(dropped.filter(({ id }) => !referenced.has(id)));
  const late = dropped.filter(({ id }) => referenced.has(id));
  const renames = planRenames(without(before, early), after, touched);
  const created = touched.flatMap((id) => tableIn(after, id) && !tableIn(before, id) ? [physicalTable(tableIn(after, id) as Table, after, quiet)] : []);
  const edits = lendingLostKeys(afterNewKeys(tableEdits(renames.catalog, after, types, touched, rows, quiet)));
  const ahead = new Set(created.filter(({ source }) => needsRebuilt(source, edits)));
  const { rebuilds, steps: rebuildSteps } = planMoves(edits, late.map(({ id }) => renames.catalog.objects.get(id) as Table), touched, renames.catalog, after, quiet);
  const moving = new Set([...renames.statements.map(({ object }) => object), ...dropped.map(({ id }) => id), ...edits.filter(({ difference }) => difference.kind !== 'none').map(({ id }) => id)]);
  const views = affectedViews(before, after, touched, moving, quiet);
  const assertion = assertRebuilds(rebuilds, after, context.dialect.limits.columns);
  const viewsGone = views.drop.map(({ id }) => id);
  const triggers = triggerSteps(before, after, touched, new Set([...moving, ...viewsGone]), new Set([...early.map(({ id }) => id), ...viewsGone]), quiet);
  const keys = keyTriggerSteps(before, after, moving, new Set(early.map(({ id }) => id)), quiet);
  const own = tableTriggers(before, edits, quiet);
  const stale = staleIndexes(before, after, touched, edits, late, quiet);
  const waiting = tablesToKeepUntilRebuilt(edits);
  const waits = ({ object }: RunStep): boolean => object !== undefined && waiting.has(object);
  const sequences = sequenceSteps(before, after, touched);
  const deferred = rebuilds.some(isReferenced) || hasCycle(early) || late.length > 0;

  return NO_STEPS.concat(
    deferred ? [{ sql: 'PRAGMA defer_foreign_keys = ON' }] : [],
    views.drop.toReversed().map((view) => ({ sql: `DROP VIEW ${quoteIdentifier(relationName(view.schema, view.name))}`, object: view.id })),
    sequences.early,
    early.map((table) => dropTable(table)),
    triggers.drop,
    keys.drop,
    own.drop,
    stale.filter((step) => !waits(step)),
    renames.statements,
    createTables(created.filter((table) => !ahead.has(table))),
    edits.filter(({ id }) => !waiting.has(id)).flatMap(dropColumns),
    edits.flatMap((edit) => addColumns(edit, before, quiet)),
    own.create,
    assertion.before.map((sql) => ({ sql })),
    rebuildSteps,
    createTables([...ahead]),
    stale.filter(waits),
    edits.filter(({ id }) => waiting.has(id)).flatMap(dropColumns),
    assertion.after.map((sql) => ({ sql })),
    edits.flatMap((edit) => verifyRows(edit, context.dialect.limits.columns)),
    sequences.late,
    edits.flatMap((edit) => numberRows(edit, after, quiet)),
    views.create.map((view) => ({ sql: createView(view, printContext(context, after)), object: view.id })),
    triggers.create,
    keys.create,
  );
}

const NO_STEPS: readonly RunStep[] = [];

/** Dropped tables that must wait until surviving tables have lost their foreign keys to them, and the tables that those reference in turn. */
function referencedBySurvivors(dropped: readonly Table[], before: Catalog, after: Catalog): ReadonlySet<ObjectId> {
  if (dropped.length === 0) return new Set();
  const waiting = new Set<ObjectId>();
  const doomed = new Set(dropped.map(({ id }) => id));
  const markTargets = (table: Table): void => {
    for (const key of table.constraints) {
      if (key.kind !== 'foreign-key' || !doomed.has(key.target) || waiting.has(key.target)) continue;
      waiting.add(key.target);
      markTargets(objectOf(before, key.target, 'table'));
    }
  };
  for (const table of tablesOf(before)) if (!doomed.has(table.id) && after.objects.has(table.id)) markTargets(table);
  return waiting;
}
