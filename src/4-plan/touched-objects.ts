import { tablesOf } from '../model/catalog-lookup.js';
import type { Catalog, CatalogObject, ObjectId, Table } from '../model/catalog.js';
import type { DataType } from '../model/data-type.js';

/** Objects that differ, and tables whose printed form depends on one that does: columns of a changed enum or domain, foreign keys to a renamed column. */
export function touchedObjects(before: Catalog, after: Catalog): readonly ObjectId[] {
  if (before.objects === after.objects) return [];
  const changed = before.objects.changedIds(after.objects);
  if (!changed.some((id) => before.objects.has(id) && isPrintedType(after.objects.get(id)))) return changed;
  const touched = new Set(changed);
  for (const table of tablesOf(after)) if (table.columns.some(({ type }) => dependsOn(type, touched, after))) touched.add(table.id);
  return [...touched].toSorted((a, b) => a - b);
}

function isPrintedType(object: CatalogObject | undefined): boolean {
  return object?.kind === 'enum' || object?.kind === 'domain';
}

function dependsOn(type: DataType, touched: ReadonlySet<ObjectId>, catalog: Catalog): boolean {
  if (type.kind === 'array') return dependsOn(type.element, touched, catalog);
  if (type.kind === 'base') return false;
  if (touched.has(type.id)) return true;
  const object = catalog.objects.get(type.id);
  return object?.kind === 'domain' && dependsOn(object.base, touched, catalog);
}

/** The table with this id, if it exists there. */
export function tableIn(catalog: Catalog, id: ObjectId): Table | undefined {
  const object = catalog.objects.get(id);
  return object?.kind === 'table' ? object : undefined;
}

