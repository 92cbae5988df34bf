import { objectOf, referencesTo } from '../../model/catalog-lookup.js';
import type { Catalog, ObjectId, Table } from '../../model/catalog.js';
import { countedColumns } from '../../model/counted.js';
import type { Truncate } from '../../model/query.js';
import { soleKey } from '../physical/own-constraints.js';
import { quoteIdentifier, quoteLiteral, relationName } from './identifier.js';
import type { Printing } from './printing.js';

/**
 * `TRUNCATE a, b` becomes a DELETE for each table, those that refer to others first; RESTART IDENTITY forgets the last number.
 * Tables that refer to each other in a circle have no such order: their keys wait for the end.
 */
export function printTruncate(statement: Truncate, p: Printing): readonly string[] {
  const { tables, circle } = childrenFirst(truncatedTables(statement, p.catalog), p.catalog);
  const deletes = tables.flatMap((table) => {
    const name = relationName(table.schema, table.name);
    const restart = statement.restartIdentity && numberedBySqlite(table) ? [`DELETE FROM sqlite_sequence WHERE name = ${quoteLiteral(name)}`] : [];
    return [`DELETE FROM ${quoteIdentifier(name)}`, ...restart];
  });
  return circle ? ['PRAGMA defer_foreign_keys = ON', ...deletes] : deletes;
}

/** A table whose primary key is `INTEGER PRIMARY KEY AUTOINCREMENT`, so that sqlite_sequence holds its last number. */
function numberedBySqlite(table: Table): boolean {
  const key = soleKey(table);
  return countedColumns(table).some(({ id }) => id === key);
}

export function truncatedTables({ cascade, relations }: Truncate, catalog: Catalog): readonly ObjectId[] {
  return cascade ? withReferrers(relations, catalog) : relations;
}

function withReferrers(relations: readonly ObjectId[], catalog: Catalog): readonly ObjectId[] {
  const found = new Set(relations);
  for (const id of found) for (const { table } of referencesTo(catalog, id)) found.add(table.id);
  return [...found];
}

function childrenFirst(relations: readonly ObjectId[], catalog: Catalog): { readonly tables: readonly Table[]; readonly circle: boolean } {
  const begun = new Set<ObjectId>();
  const tables = new Map<ObjectId, Table>();
  let circle = false;
  const visit = (id: ObjectId): void => {
    if (begun.has(id) || !relations.includes(id)) return;
    begun.add(id);
    for (const { table } of referencesTo(catalog, id)) {
      visit(table.id);
      // It has been begun and not ended: `id` is among the tables that refer to it.
      if (table.id !== id && begun.has(table.id) && !tables.has(table.id)) circle = true;
    }
    tables.set(id, objectOf(catalog, id, 'table'));
  };
  relations.forEach(visit);
  return { tables: [...tables.values()], circle };
}
