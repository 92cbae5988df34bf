import { findColumn } from '../model/catalog-lookup.js';
import type { Catalog, ColumnId, ObjectId, Table } from '../model/catalog.js';
import type { Expr } from '../model/expression.js';
import { printContext, type PlanContext } from './context.js';
import { relabelled } from './enum-labels.js';
import { countedColumns, isCounted } from '../model/counted.js';
import type { PhysicalTable } from './physical/physical.js';
import { physicalTable } from './physical/cache.js';
import type { PrintContext } from './print/context.js';
import { printExpression } from './print/expression.js';
import { quoteIdentifier } from './print/identifier.js';
import { isGivenLater } from './print/sequence-storage.js';
import type { RowValues } from './row-values.js';
import { compareTables, type TableDifference } from './table-difference.js';
import { tableIn } from './touched-objects.js';

/** One surviving table whose stored form differs. */
export interface TableEdit {
  readonly id: ObjectId;
  readonly old: PhysicalTable;
  readonly wanted: PhysicalTable;
  readonly difference: TableDifference;
  readonly values: ReadonlyMap<ColumnId, string>;
}

const NO_EXPRESSIONS: ReadonlyMap<ColumnId, Expr> = new Map();

/** How each surviving table gets from `current` (renames done) to `after`; `types` knows every type that a row value mentions. */
export function tableEdits(current: Catalog, after: Catalog, types: Catalog, touched: readonly ObjectId[], rows: RowValues, context: PlanContext): readonly TableEdit[] {
  const renamesLabels = touched.some((id) => current.objects.get(id)?.kind === 'enum');
  return touched.flatMap((id) => {
    const [before, now] = [tableIn(current, id), tableIn(after, id)];
    if (!before || !now) return [];
    const old = physicalTable(before, current, context);
    const wanted = physicalTable(now, after, context);
    const values = printValues(before, now, rows.get(id) ?? NO_EXPRESSIONS, printContext(context, types, before));
    if (renamesLabels) relabel(values, before, now, current, after);
    return [{ id, old, wanted, values, difference: compareTables(old, wanted, values) }];
  });
}

/** The printed values of columns whose rows change. A kept column whose value prints as the column itself does not change. */
function printValues(before: Table, now: Table, exprs: ReadonlyMap<ColumnId, Expr>, print: PrintContext): Map<ColumnId, string> {
  const values = new Map<ColumnId, string>();
  if (exprs.size === 0) return values;
  for (const column of now.columns) {
    const expr = exprs.get(column.id);
    if (!expr) continue;
    const kept = findColumn(before, column.id);
    // New numbered columns number the rows themselves.
    if (!kept && (isCounted(column) || isGivenLater(column))) continue;
    const text = printExpression(expr, print);
    if (!kept || text !== quoteIdentifier(kept.name)) values.set(column.id, text);
  }
  return values;
}

/** Renamed enum labels, on top of what else becomes of the values. */
function relabel(values: Map<ColumnId, string>, before: Table, now: Table, current: Catalog, after: Catalog): void {
  for (const column of now.columns) {
    if (column.type.kind === 'base') continue;
    const previous = findColumn(before, column.id);
    const text = previous && relabelled(column, previous, values.get(column.id) ?? quoteIdentifier(previous.name), current, after);
    if (text !== undefined) values.set(column.id, text);
  }
}

/** What each stored column is filled with: its own old value, the statement's value, or NULL. New numbered columns number the rows. */
export function copiedValues({ old, wanted, values }: TableEdit): ReadonlyMap<string, string> {
  const names = new Map(old.columns.map(({ id, name }) => [id, name]));
  const counted = new Set(countedColumns(wanted.source).map(({ id }) => id));
  const copied = new Map<string, string>();
  for (const { id, name } of wanted.columns) {
    const kept = names.get(id);
    if (kept !== undefined) copied.set(name, values.get(id) ?? quoteIdentifier(kept));
    else if (counted.has(id)) copied.set(name, 'row_number() OVER (ORDER BY rowid)');
    else copied.set(name, values.get(id) ?? 'NULL');
  }
  return copied;
}
