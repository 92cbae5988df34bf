import { BOOL, INT8 } from '../../model/base-types.js';
import type { Call, Expr, Literal } from '../../model/expression.js';
import { fingerprint } from '../../model/fingerprint.js';
import { mapOutermost } from '../../model/map-outermost.js';
import type { OutputColumn, Query, Select, SortKey, Target } from '../../model/query.js';
import { childrenOf, isGrouping } from '../../model/walk.js';
import { queryAbove } from './query-above.js';
import type { Printing } from './printing.js';

/** The source of the groups; no analysed statement has negative ones. */
const GROUPED = -7;

/**
 * `GROUP BY ROLLUP (a, b)`: one SELECT for each of `(a, b)`, `(a)` and `()`, put together by UNION ALL. What a SELECT does not group by is NULL in it,
 * except within aggregates (https://www.postgresql.org/docs/18/queries-table-expressions.html#QUERIES-GROUPING-SETS).
 */
export function withoutGroupingSets(query: Query, select: Select, sets: readonly (readonly Expr[])[], p: Printing): Query {
  const written = [...select.targets.map(({ expr }) => expr), ...query.orderBy.map(({ expr }) => expr), ...(select.having ? [select.having] : [])];
  const windowed = written.map(windowIn).find((call) => call !== undefined);
  if (windowed) p.report({ code: 'unsupported-statement', message: 'a window function over GROUPING SETS, CUBE or ROLLUP has no rendering', help: 'Put the grouping into a subquery.', ...(windowed.at !== undefined && { at: windowed.at }) });
  const hidden = query.orderBy.flatMap(({ expr, output }, i): Target[] => (output === undefined ? [{ name: `sort_key_${i + 1}`, expr }] : []));
  const targets = [...select.targets, ...hidden];
  const columns = targets.map(({ name, expr }, i): OutputColumn => ({ name: query.columns[i]?.name ?? name, type: expr.type }));
  const grouped = sets.map((set): Query => ({ with: [], recursive: false, orderBy: [], columns, body: groupedBy(set, { ...select, targets }) }));
  const united = grouped.slice(1).reduce<Query>((left, right) => ({ with: [], recursive: false, orderBy: [], columns, body: { kind: 'set-operation', op: 'union', all: true, left, right } }), grouped[0] as Query);
  const orderBy = query.orderBy.map((key): SortKey => (key.output === undefined ? { ...key, output: select.targets.length + hidden.findIndex(({ expr }) => expr === key.expr) + 1 } : key));
  const { with: _with, ...rest } = query;
  if (hidden.length === 0 && select.distinct === false) return { ...rest, with: [], recursive: false, orderBy, body: united.body };
  return queryAbove({ ...query, orderBy }, united, { source: GROUPED, alias: 'grouped', distinct: select.distinct === true });
}

/** One grouping: the empty one is one row even where there are no rows. */
function groupedBy(set: readonly Expr[], { groupingSets = [], ...select }: Select): Select {
  const keys = new Set(set.map(fingerprint));
  const absent = new Set(groupingSets.flat().map(fingerprint).filter((key) => !keys.has(key)));
  const over = (expr: Expr): Expr => mapOutermost(expr, (node) => inGrouping(node, keys, absent));
  const targets = select.targets.map((target) => ({ ...target, expr: isConstantKey(target.expr, absent) ? { ...target.expr, value: null } : over(target.expr) }));
  const having = select.having && over(select.having);
  const grouped: Select = { ...select, distinct: false, targets, groupBy: set, ...(having && { having }) };
  return set.length === 0 ? (asOneGroup(grouped) ?? grouped) : grouped;
}

/** `SELECT 1 AS one .. GROUP BY ROLLUP (one)`: a constant is a key where it is a whole column; elsewhere it stays what it is. */
function isConstantKey(expr: Expr, absent: ReadonlySet<string>): expr is Literal {
  return expr.kind === 'literal' && absent.has(fingerprint(expr));
}

/** What a part of an expression is in one grouping; undefined where its own parts decide. */
function inGrouping(node: Expr, keys: ReadonlySet<string>, absent: ReadonlySet<string>): Expr | undefined {
  if (isGrouping(node)) {
    const bits = node.args.map((arg) => (keys.has(fingerprint(arg)) ? '0' : '1')).join('');
    return { kind: 'literal', type: node.type, value: String(Number.parseInt(bits, 2)) };
  }
  if (node.kind === 'literal' || (node.kind === 'call' && node.aggregate)) return node;
  const own = fingerprint(node);
  if (keys.has(own)) return node;
  return absent.has(own) ? { kind: 'literal', type: node.type, value: null } : undefined;
}

/**
 * Without GROUP BY only an aggregate in the select list makes one group of all rows, where Postgres is content with HAVING. Undefined where there is one.
 * @see https://www.sqlite.org/lang_select.html#resultset
 */
export function asOneGroup(select: Select): Select | undefined {
  const [first, ...others] = select.targets;
  if (!first || select.groupBy.length > 0 || select.targets.some(({ expr }) => hasAggregate(expr))) return undefined;
  const count: Call = { kind: 'call', name: 'count', args: [], star: true, aggregate: true, type: INT8 };
  const when: Expr = { kind: 'operator', name: '>=', type: BOOL, left: count, right: { kind: 'literal', type: INT8, value: '0' } };
  // oxlint-disable-next-line unicorn/no-thenable -- a branch is no promise
  return { ...select, targets: [{ ...first, expr: { kind: 'case', type: first.expr.type, branches: [{ when, then: first.expr }] } }, ...others] };
}

function hasAggregate(expr: Expr): boolean {
  return (expr.kind === 'call' && expr.aggregate === true && !expr.over) || childrenOf(expr).some(hasAggregate);
}

function windowIn(expr: Expr): Call | undefined {
  if (expr.kind === 'call' && expr.over) return expr;
  for (const child of childrenOf(expr)) {
    const found = windowIn(child);
    if (found) return found;
  }
  return undefined;
}
