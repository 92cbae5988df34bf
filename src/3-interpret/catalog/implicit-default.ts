import type { Catalog } from '../../model/catalog.js';
import type { DataType } from '../../model/data-type.js';
import type { Expr } from '../../model/expression.js';

/** What is stored when nothing is: the default of the column, or of its domain. */
export function implicitDefault(catalog: Catalog, column: { readonly default?: Expr; readonly type: DataType }): Expr | undefined {
  if (column.default) return column.default;
  const domain = column.type.kind === 'domain' ? catalog.objects.get(column.type.id) : undefined;
  return domain?.kind === 'domain' ? implicitDefault(catalog, { ...(domain.default && { default: domain.default }), type: domain.base }) : undefined;
}
