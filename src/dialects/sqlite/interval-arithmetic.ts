import type { Operand, Render, RenderContext } from '../dialect.js';
import { TIME } from '../../model/base-types.js';
import { readInterval, type Interval } from '../../model/interval.js';
import { embed, fill, infix, PRECEDENCE, primary, type Sql } from '../sql.js';
import { counted, MONTH, partsOf } from './interval.js';
import { isoFrom, isoParts } from './iso-interval.js';
import { failure } from './moments.js';
import { shiftClock } from './clock.js';

/** `a + b`, `a - b`: part by part. */
export function combine(operator: '+' | '-'): Render {
  return ([left, right]) => {
    const [a, b] = [left && partsOf(left), right && partsOf(right)];
    const of = (part: keyof Interval): Sql => infix((a as Parts)[part], operator, (b as Parts)[part], PRECEDENCE.sum);
    return a && b && madeOf({ months: of('months'), days: of('days'), seconds: of('seconds') });
  };
}

type Parts = NonNullable<Sql['parts']>;

/** `-a` */
export const negateInterval: Render = ([value]) => {
  const parts = value && partsOf(value);
  return parts && timesOf(parts, -1);
};

/** A whole number of times each part; fractions of a month would be days. */
function timesOf({ months, days, seconds }: Parts, factor: number): Sql {
  const of = (amount: Sql): Sql => infix(amount, '*', primary(factor < 0 ? `(${factor})` : String(factor)), PRECEDENCE.product);
  return madeOf({ months: of(months), days: of(days), seconds: of(seconds) });
}

export function madeOf(parts: Parts): Sql {
  const seconds: Sql = { ...fill(`{1} * ${MONTH} + {2} * 86400 + {3}`, [parts.months, parts.days, parts.seconds]), precedence: PRECEDENCE.sum };
  return { ...isoParts(parts), parts, seconds };
}

/** `interval::time`: what is left of its time without whole days, from midnight. */
export const intervalClock: Render = ([interval], context) => interval && shiftClock(1)([{ sql: primary("'00:00:00'"), family: 'time', type: TIME }, interval], context);

/** `n * interval '1 day'`: one unit, taken n times; of other intervals only a whole number of times. */
export const multiply: Render = (args, context) => {
  const factor = args.find(({ family }) => family !== 'interval');
  const unit = args.find(({ family }) => family === 'interval');
  const whole = typeof factor?.constant === 'string' && Number.isSafeInteger(Number(factor.constant)) ? Number(factor.constant) : undefined;
  const stored = unit && whole !== undefined && typeof unit.constant !== 'string' ? partsOf(unit) : undefined;
  if (stored) return timesOf(stored, whole as number);
  const interval = typeof unit?.constant === 'string' ? readInterval(unit.constant) : undefined;
  if (!factor || !interval) return scaled(unit, factor?.sql, '*') ?? shared(unit, factor?.sql, '*', context);
  const parts = Object.entries(interval).filter(([, amount]) => amount !== 0);
  const [part] = parts;
  if (!part || parts.length > 1) return scaled(unit, factor.sql, '*') ?? shared(unit, factor.sql, '*', context);
  const amount = typeof factor.constant === 'string' ? product(Number(factor.constant), part[1]) : part[1] === 1 ? factor.sql : infix(factor.sql, '*', primary(String(part[1])), PRECEDENCE.product);
  return counted(amount, part[0] as keyof Interval);
};

/** Of two constants, without what binary fractions add. */
function product(a: number, b: number): Sql {
  const value = Number((a * b).toPrecision(15));
  return { text: String(value), precedence: value < 0 ? PRECEDENCE.unary : PRECEDENCE.primary };
}

/** `interval / n`: what is divided by zero fails. */
export const divideInterval: Render = ([unit, divisor], context) => {
  if (typeof divisor?.constant !== 'string') return divisor && shared(unit, fill(`iif({1} = 0, ${failure('division by zero')}, {1})`, [divisor.sql]), '/', context);
  return Number(divisor.constant) === 0 ? undefined : (scaled(unit, divisor.sql, '/') ?? shared(unit, divisor.sql, '/', context));
};

const whole = (amount: string): string => `CAST(${amount} AS INTEGER)`;

/** Parts of a month become days of which it has 30, and parts of a day its time (interval_mul, interval_div). */
function shared(unit: Operand | undefined, factor: Sql | undefined, operator: '*' | '/', { inTable }: RenderContext): Sql | undefined {
  const parts = unit && partsOf(unit);
  if (!parts || !factor || inTable) return undefined;
  const scale = (place: number, name: string): string => `{${place}} * 1.0 ${operator} {4} AS ${name}`;
  const first = `SELECT ${scale(1, '_a')}, ${scale(2, '_b')}, ${scale(3, '_c')}`;
  const second = `SELECT *, round((_a - ${whole('_a')}) * 30, 6) AS _d FROM (${first})`;
  const third = `SELECT *, round((_b - ${whole('_b')} + _d - ${whole('_d')}) * 86400, 6) AS _e FROM (${second})`;
  return isoFrom(`SELECT ${whole('_a')} AS _months, ${whole('_b')} + ${whole('_d')} + ${whole('_e / 86400')} AS _days, round(_c + _e - ${whole('_e / 86400')} * 86400, 6) AS _seconds FROM (${third})`, [parts.months, parts.days, parts.seconds, factor]);
}

/** A part of a day becomes hours; months, whose parts would become days of thirty a month, must not be there. */
function scaled(unit: Operand | undefined, factor: Sql | undefined, operator: '*' | '/'): Sql | undefined {
  const parts = unit && partsOf(unit);
  if (!parts || !factor || !(parts.months.text === '0' || (!unit.sql.parts && !unit.column && unit.sql.seconds && unit.sql.interval?.unit !== 'months'))) return undefined;
  const of = (amount: Sql): Sql => fill(`({1} * 1.0 ${operator} {2})`, [{ ...amount, text: embed(amount, PRECEDENCE.product), precedence: PRECEDENCE.primary }, { ...factor, text: embed(factor, PRECEDENCE.unary), precedence: PRECEDENCE.primary }]);
  if (parts.days.text === '0') return madeOf({ months: primary('0'), days: primary('0'), seconds: fill('round({1}, 6)', [of(parts.seconds)]) });
  const days = of(parts.days);
  const seconds = fill('round({1} + round(({2} - CAST({2} AS INTEGER)) * 86400, 6), 6)', [of(parts.seconds), days]);
  return madeOf({ months: primary('0'), days: fill('CAST({1} AS INTEGER)', [days]), seconds });
}
