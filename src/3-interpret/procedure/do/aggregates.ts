import type { FuncCall, Node } from '@pgsql/types';
import { stringOf } from '../../catalog/resolve.js';
import type { Environment } from './environment.js';
import { over, type Combination } from './from-rows.js';
import { sortedBy } from './query-order.js';
import { booleanOf, compareValues, textOfValue, type Value } from './value.js';

/** What an aggregate makes of the values that are not NULL. */
const AGGREGATES: Readonly<Record<string, (present: readonly Value[], all: readonly Value[], separator: () => string) => Value>> = {
  count: (present) => present.length,
  array_agg: (_present, all) => (all.length > 0 ? all : null),
  string_agg: (present, _all, separator) => (present.length > 0 ? present.map(textOfValue).join(separator()) : null),
  max: (present) => extreme(present, 1),
  min: (present) => extreme(present, -1),
  bool_or: (present) => (present.length > 0 ? present.some((value) => booleanOf(value) === true) : null),
  bool_and: (present) => (present.length > 0 ? present.every((value) => booleanOf(value) === true) : null),
  every: (present) => (present.length > 0 ? present.every((value) => booleanOf(value) === true) : null),
};

function extreme(values: readonly Value[], sign: 1 | -1): Value {
  return values.reduce<Value>((best, value) => (best === null || (compareValues(value, best) ?? 0) * sign > 0 ? value : best), null);
}

/** Whether an aggregate stands in an expression; those in subqueries are the subqueries' own. */
export function hasAggregate(node: unknown): boolean {
  if (Array.isArray(node)) return node.some(hasAggregate);
  if (typeof node !== 'object' || node === null || 'SubLink' in node) return false;
  return aggregateIn(node) !== undefined || Object.values(node).some(hasAggregate);
}

function aggregateIn(node: object): FuncCall | undefined {
  const called = 'FuncCall' in node ? (node.FuncCall as FuncCall) : undefined;
  return called && !called.over && Object.hasOwn(AGGREGATES, stringOf(called.funcname?.at(-1)) ?? '') ? called : undefined;
}

/** Where expressions are worked out for a group of rows: aggregates over all of them, anything else as for the first. */
export function overGroup(rows: readonly Combination[], environment: Environment): Environment {
  const [first] = rows;
  return {
    ...(first ? over(first, environment) : environment),
    expression: (node, inner) => {
      const called = aggregateIn(node);
      return called ? aggregate(called, rows, environment) : environment.expression(node, inner);
    },
  };
}

/** Where expressions are worked out for one of several rows: `count(*) OVER ()` is over all of them, `OVER (PARTITION BY a)` over those like it. */
export function overWindow(row: Combination, rows: readonly Combination[], environment: Environment): Environment {
  return {
    ...over(row, environment),
    expression: (node, inner) => {
      const called = windowIn(node);
      return called ? aggregate(called, alike(row, rows, called.over?.partitionClause ?? [], environment), environment) : environment.expression(node, inner);
    },
  };
}

/** An aggregate over a window that has no order: what an order makes of it is not worked out. */
function windowIn(node: object): FuncCall | undefined {
  const called = 'FuncCall' in node ? (node.FuncCall as FuncCall) : undefined;
  return called?.over && !called.over.name && !called.over.orderClause && Object.hasOwn(AGGREGATES, stringOf(called.funcname?.at(-1)) ?? '') ? called : undefined;
}

function alike(row: Combination, rows: readonly Combination[], keys: readonly Node[], environment: Environment): readonly Combination[] {
  const keyOf = (of: Combination): string => JSON.stringify(keys.map((key) => environment.expression(key, over(of, environment))));
  return keys.length === 0 ? rows : rows.filter((other) => keyOf(other) === keyOf(row));
}

/** `count(*)`, `array_agg(DISTINCT a ORDER BY a)`, `count(*) FILTER (WHERE a)` */
function aggregate(call: FuncCall, rows: readonly Combination[], environment: Environment): Value {
  const { funcname, args = [], agg_star: star, agg_order: order, agg_filter: filter, agg_distinct: distinct } = call;
  const filtered = filter ? rows.filter((row) => booleanOf(environment.expression(filter, over(row, environment))) === true) : rows;
  const [first, separator] = args;
  if (star || !first) return filtered.length;
  const ordered = sortedBy(order ?? [], filtered, (row) => over(row, environment));
  const given = ordered.map((row) => environment.expression(first, over(row, environment)));
  const all = distinct ? [...new Map(given.map((value) => [JSON.stringify(value), value])).values()] : given;
  // Postgres sorts to find what is distinct.
  if (distinct && !order) (all as Value[]).sort((a, b) => compareValues(a, b) ?? (a === null ? 1 : 0) - (b === null ? 1 : 0));
  const make = AGGREGATES[stringOf(funcname?.at(-1)) ?? ''];
  return make ? make(all.filter((value) => value !== null), all, () => String(separator ? textOfValue(environment.expression(separator, environment)) : '')) : null;
}
