import { BOOL, FLOAT8, INT8, TEXT } from '../../model/base-types.js';
import type { DataType } from '../../model/data-type.js';
import type { Call, Expr } from '../../model/expression.js';
import type { Query, Select, SortKey } from '../../model/query.js';
import { mapExpression } from '../../model/walk.js';
import type { Printing } from './printing.js';

/** What is made of other aggregates over the same rows; undefined for an argument that it is not made for. */
type Made = (call: Call, argument: Expr, p: Printing) => Expr | undefined;

/** A function of the dialect's table that Postgres does not have. */
const own = (name: string, type: DataType, args: readonly Expr[]): Call => ({ kind: 'call', name, type, args });

/** The values are only put together. */
const ANY_ORDER: readonly SortKey[] = [];

const bits: Made = (call, argument, p) =>
  p.family(argument.type) === 'int' ? own(`bits of ${call.name}`, call.type, [{ ...call, orderBy: ANY_ORDER, name: 'array_agg', type: { kind: 'array', element: argument.type } }]) : undefined;

/** Of all values: the sum of their squares alone tells nothing of numbers that are large and close together. */
const spread: Made = (call, argument) => {
  const value: Expr = { kind: 'cast', operand: argument, type: FLOAT8, explicit: true };
  return own(`spread of ${call.name}`, call.type, [{ ...call, orderBy: ANY_ORDER, name: 'array_agg', type: { kind: 'array', element: FLOAT8 }, args: [value] }]);
};

/** Each part of an interval has a sum of its own. */
const intervals: Made = (call, argument, p) => {
  if (p.family(argument.type) !== 'interval' || call.distinct) return undefined;
  const sums = ['months', 'days', 'seconds'].map((part): Expr => ({ ...call, name: 'sum', type: FLOAT8, args: [own(`interval ${part}`, FLOAT8, [argument])] }));
  const sum = own('interval of parts', call.type, sums);
  if (call.name === 'sum') return sum;
  const count: Expr = { kind: 'conditional', op: 'nullif', type: INT8, args: [{ ...call, name: 'count', type: INT8 }, { kind: 'literal', type: INT8, value: '0' }] };
  return { kind: 'operator', name: '/', type: call.type, left: sum, right: { kind: 'cast', operand: count, type: FLOAT8, explicit: true } };
};

/** The first one in the order of their lengths. */
const longest: Made = (call, argument, p) =>
  p.family(argument.type) === 'interval' && !call.over ? { ...call, name: 'aggregate first', orderBy: [{ expr: argument, descending: call.name === 'max', nulls: 'last' }] } : undefined;

/** Without NULLs: of rows that have nothing else the list is empty, of no rows it is NULL. */
const strict: Made = (call, _first, p) => {
  const value = call.args.at(-1);
  if (!value) return undefined;
  const there: Expr = { kind: 'test', test: 'null', negated: true, operand: value, type: BOOL };
  const filter: Expr = { kind: 'logical', op: 'and', args: [...(call.filter ? [call.filter] : []), there, ...(call.name.startsWith('jsonb_object') ? notJsonNull(value, p) : [])], type: BOOL };
  const { orderBy: _order, distinct: _distinct, ...counted } = call;
  const some: Expr = { kind: 'operator', name: '>', left: { ...counted, name: 'count', args: [], star: true, type: INT8 }, right: { kind: 'literal', type: INT8, value: '0' }, type: BOOL };
  const empty: Expr = { kind: 'case', branches: [{ when: some, then: { kind: 'literal', value: call.name.includes('object') ? '{}' : '[]', type: call.type } }], type: call.type };
  return { kind: 'conditional', op: 'coalesce', args: [{ ...call, name: call.name.replace('_strict', ''), filter }, empty], type: call.type };
};

/** An object of jsonb leaves out JSON's null, too. */
function notJsonNull(value: Expr, p: Printing): readonly Expr[] {
  if (!['json', 'jsonb'].includes(p.family(value.type))) return [];
  return [{ kind: 'operator', name: '<>', left: { kind: 'call', name: 'jsonb_typeof', args: [value], type: TEXT }, right: { kind: 'literal', type: TEXT, value: 'null' }, type: BOOL }];
}

const MADE: Readonly<Record<string, Made>> = {
  bit_and: bits, bit_or: bits, bit_xor: bits,
  stddev: spread, stddev_pop: spread, stddev_samp: spread, variance: spread, var_pop: spread, var_samp: spread,
  sum: intervals, avg: intervals, min: longest, max: longest,
  json_agg_strict: strict, jsonb_agg_strict: strict, json_object_agg_strict: strict, jsonb_object_agg_strict: strict,
};

/** `bit_or(flags)`, `stddev(price)`, `sum(ended - began)`: aggregates that SQLite does not have, as what is made of those that it has. Undefined without any. */
export function withMadeAggregates(query: Query, select: Select, p: Printing): Query | undefined {
  let found = false;
  const replace = (node: Expr): Expr => {
    const made = node.kind === 'call' && node.function === undefined && (node.aggregate || node.over) && Object.hasOwn(MADE, node.name) ? MADE[node.name] : undefined;
    const [argument] = node.kind === 'call' ? node.args : [];
    const instead = made && argument && made(node as Call, argument, p);
    found ||= instead !== undefined;
    return instead ?? node;
  };
  const over = (expr: Expr): Expr => mapExpression(expr, replace);
  const body: Select = { ...select, targets: select.targets.map((target) => ({ ...target, expr: over(target.expr) })), ...(select.having && { having: over(select.having) }) };
  const orderBy = query.orderBy.map((key) => ({ ...key, expr: over(key.expr) }));
  return found ? { ...query, with: [], recursive: false, body, orderBy } : undefined;
}
