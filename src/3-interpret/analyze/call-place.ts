import type { FuncCall } from '@pgsql/types';
import type { Expr } from '../../model/expression.js';
import { childrenOf } from '../../model/walk.js';
import type { PgFunction } from './pg-tables.js';
import { refuse } from './refuse.js';
import type { Place, Scope } from './scope.js';

/** How Postgres names a place in "... are not allowed in ...". Places that allow both are absent. */
export const NO_AGGREGATES: Partial<Readonly<Record<Place, string>>> = {
  where: 'WHERE', from: 'functions in FROM', 'join condition': 'JOIN conditions', 'group by': 'GROUP BY', limit: 'LIMIT', values: 'VALUES', filter: 'FILTER',
  insert: 'INSERT', update: 'UPDATE', returning: 'RETURNING', 'on conflict': 'ON CONFLICT', default: 'DEFAULT expressions', check: 'check constraints',
  'domain check': 'check constraints', generated: 'column generation expressions', index: 'index expressions', 'index predicate': 'index predicates',
  using: 'transform expressions',
};

const NO_WINDOWS: Partial<Readonly<Record<Place, string>>> = { ...NO_AGGREGATES, having: 'HAVING', window: 'window definitions' };

const { 'group by': _, ...OTHERS } = NO_AGGREGATES;
/** `GROUP BY unnest(tags)` is right (check_srf_call_placement). */
const NO_SETS: Partial<Readonly<Record<Place, string>>> = { ...OTHERS, having: 'HAVING', window: 'window definitions' };

/** The clauses after a call against what kind of function it is, and both against where the call stands. */
export function checkCall(fn: PgFunction, node: FuncCall, args: readonly Expr[], scope: Scope): void {
  const bad = (message: string): never => refuse(scope, 'invalid-expression', message, { at: node.location, length: fn.name.length });
  if (fn.kind === 'p') bad(`${fn.name}() is a procedure`);
  if (fn.kind === 'w' && !node.over) bad(`window function ${fn.name} requires an OVER clause`);
  if (fn.kind === 'f') checkPlain(fn, node, bad);
  if (fn.kind !== 'a' && node.agg_distinct) bad(`DISTINCT specified, but ${fn.name} is not an aggregate function`);
  if (fn.kind === 'a') checkAggregate(fn, node, bad);
  if (fn.kind === 'a' && !node.over) for (const arg of args) checkNesting(arg, bad);
  const windowed = node.over !== undefined;
  const forbidden = windowed ? NO_WINDOWS[scope.place] : fn.kind === 'a' ? NO_AGGREGATES[scope.place] : fn.returnsSet && scope.place !== 'from' && scope.place !== 'values' ? NO_SETS[scope.place] : undefined;
  const kind = windowed ? 'window' : fn.kind === 'a' ? 'aggregate' : 'set-returning';
  if (forbidden !== undefined) bad(`${kind} functions are not allowed in ${forbidden}`);
}

function checkPlain(fn: PgFunction, node: FuncCall, bad: (message: string) => never): void {
  if (node.over) bad(`OVER specified, but ${fn.name} is not a window function nor an aggregate function`);
  if (node.agg_star) bad(`${fn.name}(*) specified, but ${fn.name} is not an aggregate function`);
  if (node.agg_within_group) bad(`WITHIN GROUP specified, but ${fn.name} is not an aggregate function`);
  if (node.agg_order) bad(`ORDER BY specified, but ${fn.name} is not an aggregate function`);
  if (node.agg_filter) bad(`FILTER specified, but ${fn.name} is not an aggregate function`);
}

function checkAggregate(fn: PgFunction, node: FuncCall, bad: (message: string) => never): void {
  const ordered = fn.directArguments !== undefined;
  if (ordered && !node.agg_within_group) bad(`WITHIN GROUP is required for ordered-set aggregate ${fn.name}`);
  if (!ordered && node.agg_within_group) bad(`${fn.name} is not an ordered-set aggregate, so it cannot have WITHIN GROUP`);
  if (!node.agg_star && fn.name === 'count' && !node.args) bad('count(*) must be used to call a parameterless aggregate function');
}

function checkNesting(arg: Expr, bad: (message: string) => never): void {
  if (arg.kind === 'call' && arg.over) bad('aggregate function calls cannot contain window function calls');
  if (arg.kind === 'call' && arg.aggregate) bad('aggregate function calls cannot be nested');
  for (const child of childrenOf(arg)) checkNesting(child, bad);
}
