import type { FuncCall, Node } from '@pgsql/types';
import { stringOf } from '../../catalog/resolve.js';
import type { Environment } from './environment.js';
import { momentArithmetic, readInterval, readMoment } from './moment.js';
import { compareValues, isArray, isInterval, isMoment, numberOf, Unknowable, type Value } from './value.js';

/** No migration makes more rows than this while it is read. */
const MOST = 10_000;

/** The values of `unnest(array)`, `generate_series(a, b, step)`; undefined for a function of one value. */
export function setOf({ funcname, args = [] }: FuncCall, environment: Environment): readonly Value[] | undefined {
  const name = stringOf(funcname?.at(-1));
  if (name !== 'unnest' && name !== 'generate_series') return undefined;
  const values = args.map((arg) => environment.expression(arg, environment));
  if (name === 'generate_series') return series(values);
  const [array = null, ...others] = values;
  if (others.length > 0) throw new Unknowable('unnest() of several arrays is not worked out while the migration is read');
  if (array !== null && !isArray(array)) throw new Unknowable('unnest() of this value is not worked out here');
  return array ?? [];
}

/** The values of an expression with a set in it, one for each of the set's: `generate_series(..)::date`. Undefined for one without. */
export function setIn(node: Node | undefined, environment: Environment): readonly Value[] | undefined {
  const own = node && 'FuncCall' in node ? setOf(node.FuncCall, environment) : undefined;
  if (own || !node) return own;
  for (const { part, around } of partsOf(node)) {
    const values = setIn(part, environment);
    if (values) return values.map((value) => environment.expression(around, { ...environment, lookup: (parts) => (parts[0] === PLACE ? value : environment.lookup(parts)) }));
  }
  return undefined;
}

/** No name in SQL holds NUL. */
const PLACE = '\0value';
const HELD: Node = { ColumnRef: { fields: [{ String: { sval: PLACE } }] } };

/** What an expression is worked out from, and the expression with a value in its place. */
function partsOf(node: Node): readonly { readonly part: Node; readonly around: Node }[] {
  if ('TypeCast' in node && node.TypeCast.arg) return [{ part: node.TypeCast.arg, around: { TypeCast: { ...node.TypeCast, arg: HELD } } }];
  if ('FuncCall' in node) {
    const { args = [] } = node.FuncCall;
    return args.map((part, i) => ({ part, around: { FuncCall: { ...node.FuncCall, args: args.with(i, HELD) } } }));
  }
  if (!('A_Expr' in node)) return [];
  const { lexpr, rexpr } = node.A_Expr;
  return [
    ...(lexpr ? [{ part: lexpr, around: { A_Expr: { ...node.A_Expr, lexpr: HELD } } }] : []),
    ...(rexpr ? [{ part: rexpr, around: { A_Expr: { ...node.A_Expr, rexpr: HELD } } }] : []),
  ];
}

function series([start = null, written = null, by = 1]: readonly Value[]): readonly Value[] {
  if (start === null || written === null || by === null) return [];
  // `generate_series('2024-01-01'::date, '2024-03-01', '1 month')`: the others are read as what goes with the first.
  const end = isMoment(start) && typeof written === 'string' ? readMoment(written, start.moment) : written;
  const step = isMoment(start) && typeof by === 'string' ? readInterval(by) : by;
  const forward = isInterval(step) ? step.months + step.days + step.milliseconds : numberOf(step);
  if (forward === 0) throw new Unknowable('step size cannot equal zero');
  const found: Value[] = [];
  for (let next: Value = asTimestamp(start); (compareValues(next, asTimestamp(end)) ?? 1) * Math.sign(forward) <= 0; next = after(next, step)) {
    if (found.push(next) > MOST) throw new Unknowable('this series is too long to be worked out here');
  }
  return found;
}

/** A series of dates is one of timestamps. */
function asTimestamp(value: Value): Value {
  return isMoment(value) && value.moment === 'date' ? { moment: 'timestamptz', time: value.time } : value;
}

function after(value: Value, step: Value): Value {
  return isMoment(value) ? (momentArithmetic('+', value, step) ?? null) : numberOf(value) + numberOf(step);
}
