import type { Catalog, CatalogObject, Column, ObjectId, Table } from '../../model/catalog.js';
import { mapExpression } from '../../model/walk.js';
import { asksTables } from '../catalog/asks-tables.js';

/** Defaults that call a function say what it is by now: it may have been replaced, or read what is there only now. */
export function refreshDefaults(before: Catalog, catalog: Catalog, changed: ReadonlySet<ObjectId>): Catalog {
  const functions = new Set([...changed].filter((id) => catalog.objects.get(id)?.kind === 'function' && asksTables(catalog.objects.get(id)) !== asksTables(before.objects.get(id))));
  if (functions.size === 0) return catalog;
  let { objects } = catalog;
  for (const table of objects.where(isTable)) {
    const columns = table.columns.map((column) => withFlags(column, functions, catalog));
    if (columns.some((column, i) => column !== table.columns[i])) objects = objects.set(table.id, { ...table, columns });
  }
  return objects === catalog.objects ? catalog : { ...catalog, objects };
}

function withFlags(column: Column, functions: ReadonlySet<ObjectId>, catalog: Catalog): Column {
  if (column.default === undefined) return column;
  const value = mapExpression(column.default, (node) => {
    if (node.kind !== 'call' || node.function === undefined || !functions.has(node.function)) return node;
    const { asks: _asks, ...rest } = node;
    return asksTables(catalog.objects.get(node.function)) ? { ...rest, asks: true } : rest;
  });
  return value === column.default ? column : { ...column, default: value };
}

function isTable(object: CatalogObject): object is Table {
  return object.kind === 'table';
}
