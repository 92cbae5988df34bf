import { columnOf, referencesTo } from '../model/catalog-lookup.js';
import type { Catalog, ForeignKey, ObjectId, Table } from '../model/catalog.js';
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

export function childrenOf(target: ObjectId, catalog: Catalog, context: PlanContext): readonly Child[] {
  return referencesTo(catalog, target)
    .filter(({ key }) => !key.notEnforced)
    .map(({ table, key }) => {
      const columns = key.columns.map((id) => columnOf(table, id).name);
      return { table, key, name: relationName(table.schema, table.name), columns, indexed: isIndexed(table, columns, catalog, context) };
    });
}

function isIndexed(table: Table, columns: readonly string[], catalog: Catalog, context: PlanContext): boolean {
  const primary = table.constraints.find((constraint) => constraint.kind === 'primary-key');
  const keys = [
    ...(primary?.kind === 'primary-key' ? [primary.columns.map((id) => columnOf(table, id).name)] : []),
    ...physicalTable(table, catalog, context).indexes.map((index) => index.columns),
  ];
  return keys.some((key) => columns.every((name) => key.slice(0, columns.length).includes(name)));
}
