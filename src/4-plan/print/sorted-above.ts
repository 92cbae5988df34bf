import { sortsAsStored } from '../../dialects/sqlite/ordering.js';
import type { Query } from '../../model/query.js';
import type { Printing } from './printing.js';
import { queryAbove } from './query-above.js';

/** The subquery's source; no analysed statement has negative ones. */
const UNITED = -4;

/**
 * Below a set operation only its columns can be named, not what sorts as they do (https://www.sqlite.org/lang_select.html#the_order_by_clause):
 * `SELECT .. UNION SELECT .. ORDER BY mood`, where mood is an enum, is sorted by a query around it.
 */
export function sortedAbove(query: Query, p: Printing): Query | undefined {
  if (query.body.kind === 'select' || query.orderBy.every(({ expr }) => sortsAsStored(p.family(expr.type), p.options.mapping))) return undefined;
  const { limit: _limit, offset: _offset, ...united } = query;
  return queryAbove(query, { ...united, with: [], recursive: false, orderBy: [] }, { source: UNITED, alias: 'united', distinct: false });
}
