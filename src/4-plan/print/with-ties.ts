import { BOOL, INT8 } from '../../model/base-types.js';
import type { ColumnRef, Expr, SourceId } from '../../model/expression.js';
import type { Query, Select, SortKey, Target } from '../../model/query.js';
import { withUniqueNames } from '../../model/unique-columns.js';

/** The subqueries' sources; no analysed statement has negative ones. */
const RANKED: SourceId = -47;
const WHOLE: SourceId = -48;

/**
 * `ORDER BY a FETCH FIRST 3 ROWS WITH TIES` as the rows whose rank is at most 3: those that sort as the last one do have its rank. Undefined where a sort
 * key is no column of what has to be made first: a DISTINCT, a set operation or several groupings.
 */
export function withoutTies(query: Query): Query | undefined {
  const { body, limit } = query;
  if (!limit) return undefined;
  const plain = body.kind === 'select' && body.distinct === false && !body.groupingSets ? body : overWhole(query);
  if (!plain) return undefined;
  const { select, keys } = 'select' in plain ? plain : { select: plain, keys: query.orderBy };
  const outputs = withUniqueNames(select.targets);
  const sorted = keys.map(({ expr }, i): Target => ({ name: `sort_key_${i + 1}`, expr }));
  const place = (name: 'rank' | 'row_number'): Target => ({ name: `${name}_of_all`, expr: { kind: 'call', name, args: [], type: INT8, over: { partitionBy: [], orderBy: keys } } });
  const [rank, number] = [place('rank'), place('row_number')];
  const targets = [...outputs, rank, number, ...sorted];
  const columns = targets.map(({ name, expr }) => ({ name, type: expr.type }));
  const offset: Expr = query.offset ?? { kind: 'literal', type: INT8, value: '0' };
  const tests = [
    compare('<=', reference(rank), { kind: 'operator', name: '+', left: offset, right: limit, type: INT8 }),
    compare('>', reference(number), offset),
    compare('>', limit, { kind: 'literal', type: INT8, value: '0' }),
  ];
  const counted: Query = { with: [], recursive: false, orderBy: [], columns, body: { ...select, targets } };
  const { limit: _limit, offset: _offset, withTies: _withTies, ...rest } = query;
  return {
    ...rest,
    with: [],
    recursive: false,
    orderBy: keys.map(({ descending, nulls }, i): SortKey => ({ expr: reference(sorted[i] ?? rank), descending, nulls })),
    body: {
      kind: 'select', distinct: false, groupBy: [], windows: [],
      targets: outputs.map((target, i) => ({ name: query.columns[i]?.name ?? target.name, expr: reference(target) })),
      from: [{ kind: 'derived', source: RANKED, query: counted, alias: 'counted', columns, lateral: false }],
      where: { kind: 'logical', op: 'and', args: tests, type: BOOL },
    },
  };
}

/** What is counted only when it is there: its columns, and the sort keys among them. */
function overWhole({ orderBy, limit: _limit, offset: _offset, withTies: _withTies, ...query }: Query): { readonly select: Select; readonly keys: readonly SortKey[] } | undefined {
  const columns = withUniqueNames(query.columns);
  const refs = columns.map(({ name, type }): ColumnRef => ({ kind: 'column', source: WHOLE, name, type }));
  const keys = orderBy.flatMap(({ output = 0, ...key }): readonly SortKey[] => (refs[output - 1] ? [{ ...key, expr: refs[output - 1] as ColumnRef }] : []));
  if (keys.length < orderBy.length) return undefined;
  const whole: Query = { ...query, with: [], recursive: false, orderBy: [], columns };
  const targets = columns.map(({ name }, i): Target => ({ name, expr: refs[i] as ColumnRef }));
  return { select: { kind: 'select', distinct: false, groupBy: [], windows: [], targets, from: [{ kind: 'derived', source: WHOLE, query: whole, alias: 'whole', columns, lateral: false }] }, keys };
}

function compare(name: string, left: Expr, right: Expr): Expr {
  return { kind: 'operator', name, left, right, type: BOOL };
}

function reference({ name, expr }: Target): ColumnRef {
  return { kind: 'column', source: RANKED, name, type: expr.type };
}
