import { findColumn } from '../../model/catalog-lookup.js';
import type { Catalog, CatalogObject, Column, ColumnId, ObjectId, Table, View } from '../../model/catalog.js';
import { quoteIdentifier, relationName } from './identifier.js';
import { rowNumberOf } from './row-number.js';

/** The name that a table or view has on the target. */
export function printedName(relation: ObjectId, catalog: Catalog): string {
  return catalog.objects.pick(relation, nameOf, undefined);
}

/** The name that a column has today. */
export function columnName(relation: ObjectId, column: ColumnId | undefined, catalog: Catalog): string | undefined {
  return catalog.objects.pick(relation, columnNameOf, column);
}

/** Undefined for columns of views. */
export function tableColumn(relation: ObjectId, column: ColumnId | undefined, catalog: Catalog): Column | undefined {
  return catalog.objects.pick(relation, columnOf, column);
}

export function isView(relation: ObjectId, catalog: Catalog): boolean {
  return catalog.objects.pick(relation, isViewObject, undefined);
}

/** Undefined for views. */
export function rowNumberIn(relation: ObjectId, catalog: Catalog): string | undefined {
  return catalog.objects.pick(relation, rowNumber, undefined);
}

/** The first column of a view, quoted. */
export function firstColumn(view: ObjectId, catalog: Catalog): string | undefined {
  return catalog.objects.pick(view, firstOf, undefined);
}

function nameOf(object: CatalogObject | undefined): string {
  const { schema, name } = relationIn(object);
  return relationName(schema, name);
}

function columnNameOf(object: CatalogObject | undefined, column: ColumnId | undefined): string | undefined {
  return relationIn(object).columns.find(({ id }) => id === column)?.name;
}

function columnOf(object: CatalogObject | undefined, column: ColumnId | undefined): Column | undefined {
  return object?.kind === 'table' ? findColumn(object, column) : undefined;
}

function isViewObject(object: CatalogObject | undefined): boolean {
  return object?.kind === 'view';
}

function rowNumber(object: CatalogObject | undefined): string | undefined {
  return object?.kind === 'table' ? rowNumberOf(object) : undefined;
}

function firstOf(object: CatalogObject | undefined): string | undefined {
  const name = object?.kind === 'view' ? object.columns[0]?.name : undefined;
  return name === undefined ? undefined : quoteIdentifier(name);
}

function relationIn(object: CatalogObject | undefined): Table | View {
  if (object?.kind !== 'table' && object?.kind !== 'view') throw new Error(`a relation was looked for, and ${object?.kind ?? 'nothing'} was found`);
  return object;
}
