import { sortsAsStored } from '../../dialects/sqlite/ordering.js';
import type { ColumnRef } from '../../model/expression.js';
import type { Query, Select, SortKey } from '../../model/query.js';
import { withUniqueNames } from '../../model/unique-columns.js';
import type { Printing } from './printing.js';

/** The subquery's source; no analysed statement has negative ones. */
const UNITED = -4;

/**
 * Below a set operation only its columns can be named, not what sorts as they do (https://www.sqlite.org/lang_select.html#the_order_by_clause):
 * `SELECT .. UNION SELECT .. ORDER BY mood`, where mood is an enum, is sorted by a query around it.
 */
export function sortedAbove(query: Query, p: Printing): Query | undefined {
  if (query.body.kind === 'select' || query.orderBy.every(({ expr }) => sortsAsStored(p.family(expr.type), p.options.mapping))) return undefined;
  const { columns, orderBy, limit, offset, ...rest } = query;
  const own = withUniqueNames(columns);
  const refs = own.map(({ name, type }): ColumnRef => ({ kind: 'column', source: UNITED, name, type }));
  const body: Select = {
    kind: 'select',
    distinct: false,
    targets: refs.map((expr) => ({ name: expr.name, expr })),
    from: [{ kind: 'derived', source: UNITED, query: { ...rest, with: [], recursive: false, columns, orderBy: [] }, alias: 'united', columns: own, lateral: false }],
    groupBy: [],
    windows: [],
  };
  const keys = orderBy.map(({ output, descending, nulls, expr }): SortKey => ({ expr: (output !== undefined && refs[output - 1]) || expr, descending, nulls }));
  return { with: [], recursive: false, body, columns, orderBy: keys, ...(limit && { limit }), ...(offset && { offset }) };
}
