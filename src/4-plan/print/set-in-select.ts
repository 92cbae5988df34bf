import type { Call, Expr } from '../../model/expression.js';
import type { Query, Select } from '../../model/query.js';
import { setInFrom, setsIn, setsInFrom, setsOfSelect } from '../../model/set-in-select.js';
import { childrenOf } from '../../model/walk.js';
import type { Printing } from './printing.js';

/** The set's source; no analysed statement has it, nor those before it, which sets that run side by side have. */
const SET = -5;
const SETS = -80;

/** A select list gives no set of rows in SQLite: the set goes to FROM. */
export function withoutSetInSelect(query: Query, select: Select, p: Printing): Query | undefined {
  const calls = setsOfSelect(select);
  const [call] = calls;
  if (!call) return undefined;
  const grouped = select.groupBy.length > 0 || select.having !== undefined || select.targets.some(({ expr }) => isAggregated(expr));
  const inGroups = select.groupBy.some((expr) => setsIn(expr).length > 0);
  const windowed = select.targets.some(({ expr }) => some(expr, (node) => node.kind === 'call' && node.over !== undefined));
  if (calls.some(({ args }) => args.some((arg) => setsIn(arg).length > 0))) return refuse(call, 'a set of a set runs for each of its rows in Postgres', p);
  if (calls.some(({ type }) => p.family(type) === 'row')) return refuse(call, 'a set of rows is no value in SQLite', p);
  if (windowed || (grouped && !inGroups)) return refuse(call, 'a set in the select list of a query with aggregates or window functions has no rendering', p);
  return calls.length === 1 ? setInFrom(query, select, call, SET) : setsInFrom(query, select, calls, SETS);
}

function refuse(call: Call, message: string, p: Printing): undefined {
  p.report({ code: 'unsupported-statement', message: `${call.name}(): ${message}`, help: 'Put the set into FROM, in a subquery if need be.', ...(call.at !== undefined && { at: call.at }) });
  return undefined;
}

function isAggregated(expr: Expr): boolean {
  return some(expr, (node) => node.kind === 'call' && node.aggregate === true && node.over === undefined);
}

function some(expr: Expr, test: (node: Expr) => boolean): boolean {
  return test(expr) || childrenOf(expr).some((child) => some(child, test));
}
