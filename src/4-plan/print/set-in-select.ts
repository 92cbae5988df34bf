import type { Call, Expr } from '../../model/expression.js';
import { fingerprint } from '../../model/fingerprint.js';
import type { FunctionSource, Query, Select } from '../../model/query.js';
import { childrenOf, mapExpression } from '../../model/walk.js';
import type { Printing } from './printing.js';

/** The set's source; no analysed statement has it. */
const SET = -5;

/** `SELECT id, unnest(tags) FROM t` -> `SELECT id, value FROM t, unnest(tags)`: rows without an element go, as in Postgres. */
export function withoutSetInSelect(query: Query, select: Select, p: Printing): Query | undefined {
  const calls = new Map(select.targets.flatMap(({ expr }) => setsIn(expr)).map((call) => [fingerprint(call), call]));
  const [call] = calls.values();
  if (!call) return undefined;
  const grouped = select.groupBy.length > 0 || select.having !== undefined || select.targets.some(({ expr }) => isAggregated(expr));
  const inGroups = select.groupBy.some((expr) => setsIn(expr).length > 0);
  const windowed = select.targets.some(({ expr }) => some(expr, (node) => node.kind === 'call' && node.over !== undefined));
  if (calls.size > 1 || call.args.some((arg) => setsIn(arg).length > 0)) return refuse(call, 'two sets in one select list run side by side in Postgres', p);
  if (p.family(call.type) === 'row') return refuse(call, 'a set of rows is no value in SQLite', p);
  if (windowed || (grouped && !inGroups)) return refuse(call, 'a set in the select list of a query with aggregates or window functions has no rendering', p);
  return lifted(query, select, call);
}

function lifted(query: Query, select: Select, call: Call): Query {
  const mark = fingerprint(call);
  const replace = <T extends Expr>(expr: T): Expr => mapExpression(expr, (node) => (isSet(node) && fingerprint(node) === mark ? { kind: 'column', source: SET, name: 'value', type: call.type } : node));
  const source: FunctionSource = { kind: 'function', source: SET, call, alias: 'set_of_rows', columns: [{ name: 'value', type: call.type }], ordinality: false, lateral: true };
  const body: Select = {
    ...select,
    targets: select.targets.map((target) => ({ ...target, expr: replace(target.expr) })),
    from: [...select.from, source],
    groupBy: select.groupBy.map(replace),
    distinct: typeof select.distinct === 'object' ? { on: select.distinct.on.map(replace) } : select.distinct,
  };
  return { ...query, body, orderBy: query.orderBy.map((key) => ({ ...key, expr: replace(key.expr) })) };
}

function refuse(call: Call, message: string, p: Printing): undefined {
  p.report({ code: 'unsupported-statement', message: `${call.name}(): ${message}`, help: 'Put the set into FROM, in a subquery if need be.', ...(call.at !== undefined && { at: call.at }) });
  return undefined;
}

function isSet(expr: Expr): expr is Call {
  return expr.kind === 'call' && expr.returnsSet === true;
}

/** The set-returning calls of an expression, outermost ones, but not those of its subqueries. */
function setsIn(expr: Expr): readonly Call[] {
  return isSet(expr) ? [expr] : childrenOf(expr).flatMap(setsIn);
}

function isAggregated(expr: Expr): boolean {
  return some(expr, (node) => node.kind === 'call' && node.aggregate === true && node.over === undefined);
}

function some(expr: Expr, test: (node: Expr) => boolean): boolean {
  return test(expr) || childrenOf(expr).some((child) => some(child, test));
}
