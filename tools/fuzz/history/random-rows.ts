import type { Catalog, Column, Table } from '../../../src/model/catalog.js';
import type { Random } from '../random.js';
import { COUNTER, isCounted, keyColumn, nameOf, relationOf, value } from './vocabulary.js';

export function update(table: Table, catalog: Catalog, random: Random): string {
  const column = random.pick(table.columns.filter(({ name }) => name !== COUNTER));
  const where = random.pick(table.columns);
  return column ? `UPDATE ${relationOf(table)} SET ${nameOf(column)} = ${random.chance(0.2) ? 'DEFAULT' : value(column, catalog, random)} WHERE ${nameOf(where)} IS NOT NULL` : deleteRows(table, catalog, random);
}

export function deleteRows(table: Table, catalog: Catalog, random: Random): string {
  const column = random.pick(table.columns);
  return `DELETE FROM ${relationOf(table)} WHERE ${nameOf(column)} IS NOT DISTINCT FROM ${value(column, catalog, random)}`;
}

export function truncate(tables: readonly Table[], random: Random): string {
  return `TRUNCATE ${random.some(tables, 0.3).map(relationOf).join(', ') || relationOf(random.pick(tables))}${random.pick(['', ' CASCADE', ' RESTART IDENTITY'])}`;
}

export function insertRows(table: Table, catalog: Catalog, random: Random): string {
  const columns = table.columns.filter((column) => column.name !== COUNTER && column.generated === undefined && (isCounted(column) || (column.notNull ? column.default === undefined || random.chance(0.5) : random.chance(0.7))));
  const counts = table.columns.some(({ name }) => name === COUNTER);
  if (columns.length === 0) return `INSERT INTO ${relationOf(table)} DEFAULT VALUES;`;
  const rows = Array.from({ length: 1 + random.below(3) }, () => `(${columns.map((column) => valueFor(column, table, catalog, random)).join(', ')})`);
  const overriding = columns.some(({ identity }) => identity?.mode === 'always') ? ' OVERRIDING SYSTEM VALUE' : '';
  return `INSERT INTO ${relationOf(table)} (${columns.map(nameOf).join(', ')})${overriding} VALUES ${rows.join(', ')}${counts ? '' : onConflict(table, columns, random)};`;
}

function onConflict(table: Table, columns: readonly Column[], random: Random): string {
  const key = keyColumn(table);
  const other = columns.find(({ id }) => id !== key?.id);
  if (!key || !other || random.chance(0.7) || !columns.includes(key)) return ' ON CONFLICT DO NOTHING';
  return ` ON CONFLICT (${nameOf(key)}) DO UPDATE SET ${nameOf(other)} = excluded.${nameOf(other)}`;
}

/** Foreign keys are left NULL now and then, because their parents may have no rows. */
function valueFor(column: Column, table: Table, catalog: Catalog, random: Random): string {
  const isChild = table.constraints.some((constraint) => constraint.kind === 'foreign-key' && constraint.columns.includes(column.id));
  // A trigger fills it where it is NULL.
  if (column.default?.kind === 'call') return value(column, catalog, random);
  if (!column.notNull && random.chance(isChild ? 0.5 : 0.15)) return 'NULL';
  return value(column, catalog, random);
}
