import { objectOf, referencesTo } from '../../model/catalog-lookup.js';
import type { Catalog, ObjectId, Table } from '../../model/catalog.js';
import type { Truncate } from '../../model/query.js';
import { quoteIdentifier, quoteLiteral, relationName } from './identifier.js';
import type { Printing } from './printing.js';
import { numberedBySqlite } from '../counted.js';

/** `TRUNCATE a, b` becomes a DELETE for each table, those that refer to others first; RESTART IDENTITY forgets the last number. */
export function printTruncate(statement: Truncate, p: Printing): readonly string[] {
  const tables = childrenFirst(truncatedTables(statement, p.catalog), p.catalog);
  return tables.flatMap((table) => {
    const name = relationName(table.schema, table.name);
    const restart = statement.restartIdentity && numberedBySqlite(table) ? [`DELETE FROM sqlite_sequence WHERE name = ${quoteLiteral(name)}`] : [];
    return [`DELETE FROM ${quoteIdentifier(name)}`, ...restart];
  });
}

export function truncatedTables({ cascade, relations }: Truncate, catalog: Catalog): readonly ObjectId[] {
  return cascade ? withReferrers(relations, catalog) : relations;
}

function withReferrers(relations: readonly ObjectId[], catalog: Catalog): readonly ObjectId[] {
  const found = new Set(relations);
  for (const id of found) for (const { table } of referencesTo(catalog, id)) found.add(table.id);
  return [...found];
}

function childrenFirst(relations: readonly ObjectId[], catalog: Catalog): readonly Table[] {
  const done = new Set<ObjectId>();
  const sorted: Table[] = [];
  const visit = (id: ObjectId): void => {
    if (done.has(id) || !relations.includes(id)) return;
    done.add(id);
    for (const { table } of referencesTo(catalog, id)) visit(table.id);
    sorted.push(objectOf(catalog, id, 'table'));
  };
  relations.forEach(visit);
  return sorted;
}
