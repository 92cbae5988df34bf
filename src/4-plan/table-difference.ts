import type { ColumnId } from '../model/catalog.js';
import type { PhysicalColumn, PhysicalTable } from './physical/physical.js';

/** What brings one table from its stored form to the wanted one. */
export type TableDifference =
  | { readonly kind: 'none' }
  | { readonly kind: 'native'; readonly drop: readonly PhysicalColumn[]; readonly add: readonly PhysicalColumn[] }
  | { readonly kind: 'rebuild' };

/**
 * Native edits are chosen only where they work on filled tables and mean what Postgres means; everything else is a rebuild.
 * @param values for columns whose rows change: the printed value; a kept column is absent when its rows stay as they are
 * @see https://www.sqlite.org/lang_altertable.html
 */
export function compareTables(old: PhysicalTable, wanted: PhysicalTable, values: ReadonlyMap<ColumnId, string>): TableDifference {
  const before = new Map(old.columns.map((column) => [column.id, column]));
  const after = new Map(wanted.columns.map((column) => [column.id, column]));
  const drop = old.columns.filter(({ id }) => !after.has(id));
  const add = wanted.columns.filter(({ id }) => !before.has(id));
  const kept = wanted.columns.filter(({ id }) => before.has(id));

  const same =
    old.options === wanted.options &&
    old.constraints.join('\n') === wanted.constraints.join('\n') &&
    kept.every((column) => before.get(column.id)?.definition === column.definition && !values.has(column.id));
  if (!same) return { kind: 'rebuild' };
  if (drop.length === 0 && add.length === 0) return { kind: 'none' };
  const native = kept.length > 0 && drop.every(canDrop) && add.every((column) => canAdd(column, values.get(column.id)));
  return native ? { kind: 'native', drop, add } : { kind: 'rebuild' };
}

/** Indexes, views and table constraints that name the column are gone before it is dropped; only its being a key remains. */
function canDrop(column: PhysicalColumn): boolean {
  return !column.primaryKey;
}

function canAdd(column: PhysicalColumn, value: string | undefined): boolean {
  if (column.primaryKey || column.counted || column.generated === 'stored') return false;
  if (column.generated === 'virtual') return true;
  if (column.hasDefault && column.literalDefault === undefined) return false;
  // Existing rows take the default that ADD COLUMN states; Postgres may have filled them with another value, or with none.
  if ((column.literalDefault ?? 'NULL') !== (value ?? 'NULL')) return false;
  if (column.references && (column.literalDefault ?? 'NULL') !== 'NULL') return false;
  // NOT NULL without a default fails exactly where Postgres fails: when there are rows.
  return !(column.notNull && column.literalDefault === 'NULL');
}
