import { objectOf } from '../model/catalog-lookup.js';
import type { Catalog, CatalogObject, Column, ObjectId, Table, View } from '../model/catalog.js';
import type { Expr } from '../model/expression.js';
import { columnBelow, plainView } from '../model/updatable-view.js';
import { defaultOf } from './physical/guard.js';

/** A view that is a table under another name, or a part of its rows and columns. */
export interface TableInView {
  readonly table: Table;
  /** For each column of the view. */
  readonly columns: readonly ColumnInView[];
  /** A view on the way has a default for a column that is not shown. */
  readonly givesMore: boolean;
  readonly checked: boolean;
  /** The views on the way, and the table. */
  readonly through: readonly ObjectId[];
}

export interface ColumnInView {
  readonly column: Column;
  /** What a view on the way gives it where an INSERT gives nothing. */
  readonly default?: Expr;
}

/** Undefined where a column is more than a column of the table, or where triggers of the user's are on the way. */
export function tableInView(view: View, catalog: Catalog): TableInView | undefined {
  const plain = plainView(view, catalog);
  if (typeof plain === 'string' || (plain.base.kind === 'view' && (plain.base.rules || plain.base.triggers.some(({ enabled }) => enabled)))) return undefined;
  const below = plain.base.kind === 'table' ? wholeTable(plain.base) : tableInView(plain.base, catalog);
  if (!below) return undefined;
  const { base } = plain;
  const columns = view.columns.flatMap((own, i): readonly ColumnInView[] => {
    const target = plain.body.targets[i]?.expr;
    const reference = target && columnBelow(target, plain);
    const found = typeof reference === 'object' ? below.columns[base.columns.findIndex(({ id }) => id === reference.column)] : undefined;
    const value = defaultOf({ ...own, notNull: false }, catalog) ?? found?.default;
    return found ? [{ column: found.column, ...(value && { default: value }) }] : [];
  });
  const shown = new Set(columns.map(({ column }) => column.id));
  if (columns.length < view.columns.length || shown.size < columns.length) return undefined;
  const givesMore = below.givesMore || below.columns.some((other) => other.default && !shown.has(other.column.id));
  return { table: below.table, columns, givesMore, checked: below.checked || view.checkOption !== undefined, through: [...below.through, ...(base.kind === 'view' ? [base.id] : [])] };
}

/** The relations and domains on which that depends; none for a view that is more than a table, whatever is below it. */
export function objectsBelow(view: View, catalog: Catalog): readonly CatalogObject[] {
  const plain = plainView(view, catalog);
  if (typeof plain === 'string') return [];
  const domains = view.columns.flatMap(({ type }) => (type.kind === 'domain' ? [objectOf(catalog, type.id, 'domain')] : []));
  return [plain.base, ...domains, ...(plain.base.kind === 'view' ? objectsBelow(plain.base, catalog) : [])];
}

function wholeTable(table: Table): TableInView {
  return { table, columns: table.columns.map((column) => ({ column })), givesMore: false, checked: false, through: [table.id] };
}
