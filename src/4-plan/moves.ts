import { objectOf } from '../model/catalog-lookup.js';
import type { Catalog, ObjectId, Table } from '../model/catalog.js';
import { borrowedKeys, childrenOf, withoutKeysTo } from './children.js';
import type { PlanContext } from './context.js';
import { physicalTable } from './physical/cache.js';
import { quoteIdentifier, relationName } from './print/identifier.js';
import { rebuildTable, type Rebuild } from './rebuild.js';
import type { RunStep } from './run-step.js';
import { copiedValues, type TableEdit } from './table-edit.js';
import { inMoveOrder } from './table-order.js';

/**
 * Rebuilds, and the dropped tables that survivors reference until then.
 *
 * @param touched what is new among them is there before the first rebuild: types, and tables, which have no rows that a rebuild of their parents could lose
 */
export function planMoves(edits: readonly TableEdit[], dropped: readonly Table[], touched: readonly ObjectId[], current: Catalog, after: Catalog, context: PlanContext): { readonly rebuilds: readonly Rebuild[]; readonly steps: readonly RunStep[] } {
  const moves = inMoveOrder(edits.filter(({ difference }) => difference.kind === 'rebuild'), dropped);
  if (moves.length === 0) return { rebuilds: [], steps: [] };
  const created = touched.flatMap((id) => (current.objects.has(id) ? [] : (after.objects.get(id) ?? [])));
  let catalog = { ...current, objects: created.reduce((objects, object) => objects.set(object.id, object), current.objects) };
  const empty = new Set(created.map(({ id }) => id));
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
    for (const table of withoutKeysTo(edit.wanted.source, childrenOf(edit.id, catalog, context, empty))) {
      const early = freedFrom(table, catalog, context);
      rebuilds.push(early);
      steps.push(...rebuildTable(early).map((sql) => ({ sql, object: table.id })));
      catalog = { ...catalog, objects: catalog.objects.set(table.id, table) };
    }
    const children = childrenOf(edit.id, catalog, context, empty);
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

export function without(catalog: Catalog, tables: readonly Table[]): Catalog {
  return tables.length === 0 ? catalog : { ...catalog, objects: catalog.objects.deleteAll(tables.map(({ id }) => id)) };
}

export function dropTable(table: Table): RunStep {
  return { sql: `DROP TABLE ${quoteIdentifier(relationName(table.schema, table.name))}`, object: table.id };
}
