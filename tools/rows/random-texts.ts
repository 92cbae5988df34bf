import { columnOf, tablesOf } from '../../src/model/catalog-lookup.js';
import type { Catalog, Column, Table } from '../../src/model/catalog.js';
import { isVolatile } from '../../src/model/walk.js';
import type { Volatile } from '../../test/support/facts/compare-rows.js';

/** The columns whose texts are random, by their defaults or by what triggers give them: two databases can only agree on their lengths. */
export function randomTexts(catalog: Catalog): Readonly<Record<string, Volatile>> {
  return Object.fromEntries(tablesOf(catalog).flatMap((table) => [...randomColumns(table)].filter(isText).map(({ name }) => [`${table.name}.${name}`, 'text' as const])));
}

function randomColumns(table: Table): ReadonlySet<Column> {
  const found = new Set(table.columns.filter((column) => column.default && isVolatile(column.default)));
  for (const { program } of table.triggers) {
    if (program?.kind !== 'lowered') continue;
    for (const { assignments } of program.bodies) for (const { column, value } of assignments) if (isVolatile(value)) found.add(columnOf(table, column));
  }
  return found;
}

function isText({ type }: Column): boolean {
  return type.kind === 'base' && (type.name === 'text' || type.name === 'varchar');
}
