import { findColumn, objectOf, tablesOf } from '../model/catalog-lookup.js';
import type { Catalog, ObjectId, Table } from '../model/catalog.js';
import { affectedViews } from './affected-views.js';
import { assertAll, assertRebuilds } from './assertion.js';
import { borrowedKeys, childrenOf, isKey, withoutKeysTo } from './children.js';
import { printContext, silent, type PlanContext } from './context.js';
import { physicalTable } from './physical/cache.js';
import type { PhysicalTable } from './physical/physical.js';
import { createTable } from './physical/table.js';
import { createView } from './physical/view.js';
import { printDataStatement } from './print/data-statement.js';
import { quoteIdentifier, relationName } from './print/identifier.js';
import { columnsGivenLater } from './print/sequence-storage.js';
import { isReferenced, rebuildTable, type Rebuild } from './rebuild.js';
import { keyTriggerSteps } from './key-triggers.js';
import { planRenames } from './renames.js';
import type { RowValues } from './row-values.js';
import type { RunStep } from './run-step.js';
import { freshIndexes, staleIndexes, tableTriggers } from './stale-indexes.js';
import { sequenceSteps } from './sequence-steps.js';
import { copiedValues, tableEdits, type TableEdit } from './table-edit.js';
import { afterNewKeys, hasCycle, inDropOrder, inMoveOrder, tablesToKeepUntilRebuilt } from './table-order.js';
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
  const edits = afterNewKeys(tableEdits(renames.catalog, after, types, touched, rows, quiet));
  const ahead = new Set(created.filter(({ source }) => needsRebuilt(source, edits)));
  const { rebuilds, steps: rebuildSteps } = planMoves(edits, late.map(({ id }) => renames.catalog.objects.get(id) as Table), renames.catalog, after, quiet);
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

function without(catalog: Catalog, tables: readonly Table[]): Catalog {
  return tables.length === 0 ? catalog : { ...catalog, objects: catalog.objects.deleteAll(tables.map(({ id }) => id)) };
}

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

function createTables(tables: readonly PhysicalTable[]): readonly RunStep[] {
  return [
    ...tables.map((table) => ({ sql: createTable(table), object: table.id })),
    ...tables.flatMap((table) => [...table.indexes, ...table.triggers].map(({ sql }) => ({ sql, object: table.id }))),
  ];
}

/** A new table that references what only a rebuild makes a key: SQLite touches no parent whose children name a key that it does not have. */
function needsRebuilt(table: Table, edits: readonly TableEdit[]): boolean {
  if (edits.some(({ wanted }) => referencesTable(wanted.source, table.id))) return false;
  return table.constraints.some((key) => {
    const parent = key.kind === 'foreign-key' && !key.notEnforced ? edits.find(({ id, difference }) => id === key.target && difference.kind === 'rebuild') : undefined;
    return key.kind === 'foreign-key' && parent !== undefined && !isKey(key.targetColumns, parent.old.source);
  });
}

function referencesTable({ constraints }: Table, target: ObjectId): boolean {
  return constraints.some((key) => key.kind === 'foreign-key' && key.target === target);
}

function dropTable(table: Table): RunStep {
  return { sql: `DROP TABLE ${quoteIdentifier(relationName(table.schema, table.name))}`, object: table.id };
}

/** Rebuilds, and the dropped tables that survivors reference until then. */
function planMoves(edits: readonly TableEdit[], dropped: readonly Table[], current: Catalog, after: Catalog, context: PlanContext): { readonly rebuilds: readonly Rebuild[]; readonly steps: readonly RunStep[] } {
  const moves = inMoveOrder(edits.filter(({ difference }) => difference.kind === 'rebuild'), dropped);
  if (moves.length === 0) return { rebuilds: [], steps: NO_STEPS };
  let catalog = current;
  for (const edit of edits) if (edit.difference.kind !== 'rebuild') catalog = settle(catalog, edit.id, after);
  const rebuilds: Rebuild[] = [];
  const steps: RunStep[] = [];
  for (const move of moves) {
    if ('dropped' in move) {
      steps.push(dropTable(move.dropped));
      catalog = without(catalog, [move.dropped]);
      continue;
    }
    const { edit } = move;
    for (const table of withoutKeysTo(edit.wanted.source, childrenOf(edit.id, catalog, context))) {
      const early = freedFrom(table, catalog, context);
      rebuilds.push(early);
      steps.push(...rebuildTable(early).map((sql) => ({ sql, object: table.id })));
      catalog = { ...catalog, objects: catalog.objects.set(table.id, table) };
    }
    const children = childrenOf(edit.id, catalog, context);
    const borrowed = borrowedKeys(children, edit.wanted.source).map((columns, i) => ({ index: `__tm_key_${rebuilds.length}_${i}`, columns }));
    const rebuild = { old: edit.old, wanted: edit.wanted, values: copiedValues(edit), children, borrowed };
    rebuilds.push(rebuild);
    steps.push(...rebuildTable(rebuild).map((sql) => ({ sql, object: edit.id })));
    catalog = settle(catalog, edit.id, after);
  }
  const returned = rebuilds.flatMap(({ borrowed }) => borrowed.map(({ index }): RunStep => ({ sql: `DROP INDEX ${quoteIdentifier(index)}` })));
  return { rebuilds, steps: [...steps, ...returned] };
}

/** A table written anew without the foreign keys that the next rebuild would break. */
function freedFrom(table: Table, catalog: Catalog, context: PlanContext): Rebuild {
  const old = physicalTable(objectOf(catalog, table.id, 'table'), catalog, context);
  const values = new Map(old.columns.map(({ name }) => [name, quoteIdentifier(name)]));
  return { old, wanted: physicalTable(table, catalog, context), values, children: childrenOf(table.id, catalog, context), borrowed: [] };
}

/** The catalog once this table has its final form. */
function settle(catalog: Catalog, id: ObjectId, after: Catalog): Catalog {
  return { ...catalog, objects: catalog.objects.set(id, after.objects.get(id) as Table) };
}

/** The rows that a table has already must meet the constraints which its new triggers hold. */
function verifyRows({ id, old, wanted, values }: TableEdit, columnLimit: number): readonly RunStep[] {
  if (wanted.triggers.length === 0) return [];
  const known = values.size > 0 ? undefined : new Set(old.triggers.map(({ sql }) => sql));
  const conditions = wanted.triggers.flatMap(({ sql, verify }) => (verify && !known?.has(sql) ? [verify] : []));
  return assertAll(conditions, columnLimit).map((sql) => ({ sql, object: id }));
}

/** Rows that a table has already take numbers of their own for a new column whose default does. */
function numberRows({ id, old, wanted }: TableEdit, after: Catalog, context: PlanContext): readonly RunStep[] {
  const fresh = columnsGivenLater(wanted.source).filter((column) => !findColumn(old.source, column.id));
  const set = fresh.flatMap(({ id: column, default: value }) => (value ? [{ column, value }] : []));
  if (set.length === 0) return [];
  const update = { kind: 'update' as const, with: [], recursive: false, target: { kind: 'table' as const, source: 1, relation: id }, set, from: [], returning: [] };
  return printDataStatement(update, printContext(context, after, wanted.source)).map((sql) => ({ sql, object: id }));
}

function dropColumns({ id, wanted, difference }: TableEdit): readonly RunStep[] {
  if (difference.kind !== 'native') return [];
  return difference.drop.map(({ name }) => ({ sql: `ALTER TABLE ${quoteIdentifier(wanted.name)} DROP COLUMN ${quoteIdentifier(name)}`, object: id }));
}

/** ADD COLUMN, and the indexes that a table gets which keeps its rows where they are. */
function addColumns(edit: TableEdit, before: Catalog, context: PlanContext): readonly RunStep[] {
  const { id, wanted, difference } = edit;
  if (difference.kind === 'rebuild') return [];
  const added = difference.kind === 'native' ? difference.add : [];
  const table = `ALTER TABLE ${quoteIdentifier(wanted.name)}`;
  const columns = added.map(({ name, definition }) => `${table} ADD COLUMN ${quoteIdentifier(name)} ${definition}`.trimEnd());
  return [...columns, ...freshIndexes(before, edit, context).map(({ sql }) => sql)].map((sql) => ({ sql, object: id }));
}
