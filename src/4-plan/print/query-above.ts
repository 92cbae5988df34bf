import type { ColumnRef, SourceId } from '../../model/expression.js';
import type { Query, Select, SortKey } from '../../model/query.js';
import { withUniqueNames } from '../../model/unique-columns.js';

interface Above {
  /** The subquery's source; no analysed statement has negative ones. */
  readonly source: SourceId;
  readonly alias: string;
  readonly distinct: boolean;
}

/**
 * `SELECT a, b FROM (inner) AS alias ORDER BY .. LIMIT ..`: the columns of a query, of another one that gives them first and what it is sorted by behind them.
 * Every sort key names its place among the columns of the inner query.
 */
export function queryAbove({ with: _with, orderBy, columns, ...query }: Query, inner: Query, { source, alias, distinct }: Above): Query {
  const own = withUniqueNames(inner.columns);
  const refs = own.map(({ name, type }): ColumnRef => ({ kind: 'column', source, name, type }));
  const named: Query = { ...inner, columns: own };
  const body: Select = {
    kind: 'select',
    distinct,
    targets: columns.flatMap(({ name }, i) => (refs[i] ? [{ name, expr: refs[i] }] : [])),
    from: [{ kind: 'derived', source, query: named, alias, columns: named.columns, lateral: false }],
    groupBy: [],
    windows: [],
  };
  const keys = orderBy.flatMap(({ output = 0, ...key }): readonly SortKey[] => {
    const ref = refs[output - 1];
    return ref ? [{ ...key, expr: ref, ...(output <= columns.length && { output }) }] : [];
  });
  return { ...query, with: [], recursive: false, columns, orderBy: keys, body };
}
