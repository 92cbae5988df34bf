import { BOOL, INT8 } from '../../model/base-types.js';
import type { ColumnRef, Expr } from '../../model/expression.js';
import type { OutputColumn, Query, Select, SortKey, Target } from '../../model/query.js';
import { withUniqueNames } from '../../model/unique-columns.js';

/** The subquery's source; no analysed statement has negative ones. */
const RANKED = -3;

/**
 * `SELECT DISTINCT ON (a) a, b FROM t ORDER BY a, c` as a query that SQLite has: the rows with the number 1 in their group,
 * of a subquery that also carries the sort keys for the order of the result.
 */
export function withoutDistinctOn(query: Query, select: Select, on: readonly Expr[]): Query {
  const outputs = withUniqueNames(select.targets);
  const rank: Target = { name: 'rank_in_group', expr: { kind: 'call', name: 'row_number', args: [], type: INT8, over: { partitionBy: on, orderBy: query.orderBy } } };
  const keys = query.orderBy.map(({ expr }, i): Target => ({ name: `sort_key_${i + 1}`, expr }));
  const targets = [...outputs, rank, ...keys];
  const columns = targets.map(({ name, expr }): OutputColumn => ({ name, type: expr.type }));
  const inner: Query = { with: [], recursive: false, body: { ...select, distinct: false, targets }, orderBy: [], columns };
  const body: Select = {
    kind: 'select',
    distinct: false,
    targets: outputs.map((target, i) => ({ name: query.columns[i]?.name ?? target.name, expr: reference(target) })),
    from: [{ kind: 'derived', source: RANKED, query: inner, alias: 'ranked', columns, lateral: false }],
    where: { kind: 'operator', name: '=', type: BOOL, left: reference(rank), right: { kind: 'literal', type: INT8, value: '1' } },
    groupBy: [],
    windows: [],
  };
  const orderBy = query.orderBy.map(({ descending, nulls }, i): SortKey => ({ expr: reference(keys[i] ?? rank), descending, nulls }));
  return { ...query, with: [], recursive: false, body, orderBy };
}

function reference({ name, expr }: Target): ColumnRef {
  return { kind: 'column', source: RANKED, name, type: expr.type };
}
