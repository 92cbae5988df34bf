import type { ColumnId } from '../model/catalog.js';
import type { PhysicalColumn, PhysicalTable } from './physical/physical.js';
import { sameItems } from '../model/same-items.js';

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
  if (old.options !== wanted.options || !sameItems(old.constraints, wanted.constraints)) return REBUILD;
  if (values.size === 0 && sameItems(old.columns, wanted.columns)) return NONE;
  const common = values.size === 0 ? commonStart(old.columns, wanted.columns) : 0;
  const before = new Map<ColumnId, PhysicalColumn>();
  for (const column of old.columns.slice(common)) before.set(column.id, column);
  const add: PhysicalColumn[] = [];
  for (const column of wanted.columns.slice(common)) {
    const kept = before.get(column.id);
    if (!kept) add.push(column);
    else if (kept.definition !== column.definition || values.has(column.id)) return REBUILD;
    else before.delete(column.id);
  }
  // A generated column goes before those that it reads.
  const drop = [...before.values()].toSorted((a, b) => Number(b.generated !== undefined) - Number(a.generated !== undefined));
  if (drop.length === 0 && add.length === 0) return NONE;
  const someKept = add.length < wanted.columns.length;
  const native = someKept && drop.every(canDrop) && add.every((column) => canAdd(column, values.get(column.id)));
  return native ? { kind: 'native', drop, add } : REBUILD;
}

/** How many items two lists begin with in common. */
function commonStart(a: readonly unknown[], b: readonly unknown[]): number {
  let common = 0;
  while (common < a.length && common < b.length && a[common] === b[common]) common++;
  return common;
}

const NONE: TableDifference = { kind: 'none' };
const REBUILD: TableDifference = { kind: 'rebuild' };

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
