import type { ColumnRef, SourceId } from '../../model/expression.js';
import type { Query, Select, SortKey } from '../../model/query.js';

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
  const refs = inner.columns.map(({ type }, i): ColumnRef => ({ kind: 'column', source, name: nameOf(inner, i), type }));
  const named: Query = { ...inner, columns: inner.columns.map(({ type }, i) => ({ name: nameOf(inner, i), type })) };
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

/** A column of a subquery has to be told from its neighbours. */
function nameOf({ columns }: Query, index: number): string {
  const name = columns[index]?.name ?? '';
  return columns.findIndex((column) => column.name === name) === index ? name : `${name}_${index + 1}`;
}
