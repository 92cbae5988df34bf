import { columnOf, findColumn, referencesTo } from '../model/catalog-lookup.js';
import type { Catalog, ColumnId, ObjectId, Table } from '../model/catalog.js';
import type { ForeignKey } from '../model/constraint.js';
import { relationName } from './print/identifier.js';
import type { PlanContext } from './context.js';
import { physicalTable } from './physical/cache.js';

/** A foreign key of some table that points at the table in question, as the database holds it now. */
export interface Child {
  readonly table: Table;
  readonly key: ForeignKey;
  /** Printed name of the table. */
  readonly name: string;
  /** Names of the key's columns. */
  readonly columns: readonly string[];
  /** An index or key of the child begins with these columns. */
  readonly indexed: boolean;
}

/** @param empty tables that are new, so that nothing can happen to their rows */
export function childrenOf(target: ObjectId, catalog: Catalog, context: PlanContext, empty: ReadonlySet<ObjectId> = NONE): readonly Child[] {
  return referencesTo(catalog, target)
    .filter(({ key, table }) => !key.notEnforced && !empty.has(table.id))
    .map(({ table, key }) => {
      const columns = key.columns.map((id) => columnOf(table, id).name);
      return { table, key, name: relationName(table.schema, table.name), columns, indexed: isIndexed(table, columns, catalog, context) };
    });
}

const NONE: ReadonlySet<ObjectId> = new Set();

/** The columns that children reference and that are no key of the table in its new form: SQLite refuses to touch a parent without the key. */
export function borrowedKeys(children: readonly Child[], wanted: Table): readonly (readonly string[])[] {
  const found = new Map<string, readonly string[]>();
  for (const { key, table } of children) {
    const columns = key.targetColumns.flatMap((id) => findColumn(wanted, id) ?? []);
    if (table.id === wanted.id || columns.length < key.targetColumns.length || isKey(key.targetColumns, wanted)) continue;
    found.set(key.targetColumns.join(), columns.map(({ name }) => name));
  }
  return [...found.values()];
}

/** Children without their foreign keys to columns that the table no longer has. */
export function withoutKeysTo(wanted: Table, children: readonly Child[]): readonly Table[] {
  const lost = children.filter(({ key, table }) => table.id !== wanted.id && !key.targetColumns.every((id) => findColumn(wanted, id)));
  return [...new Set(lost.map(({ table }) => table))].map((table) => ({ ...table, constraints: table.constraints.filter((constraint) => !lost.some(({ key }) => key === constraint)) }));
}

export function isKey(columns: readonly ColumnId[], { constraints, indexes }: Table): boolean {
  const same = (others: readonly (ColumnId | undefined)[]): boolean => others.length === columns.length && columns.every((id) => others.includes(id));
  if (constraints.some((constraint) => (constraint.kind === 'primary-key' || constraint.kind === 'unique') && same(constraint.columns))) return true;
  return indexes.some(({ unique, where, keys }) => unique && !where && same(keys.map(({ expr }) => (expr.kind === 'column' ? expr.column : undefined))));
}

function isIndexed(table: Table, columns: readonly string[], catalog: Catalog, context: PlanContext): boolean {
  const primary = table.constraints.find((constraint) => constraint.kind === 'primary-key');
  const keys = [
    ...(primary?.kind === 'primary-key' ? [primary.columns.map((id) => columnOf(table, id).name)] : []),
    ...physicalTable(table, catalog, context).indexes.map((index) => index.columns),
  ];
  return keys.some((key) => columns.every((name) => key.slice(0, columns.length).includes(name)));
}
