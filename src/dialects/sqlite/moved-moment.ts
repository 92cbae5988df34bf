import type { Operand, Render } from '../dialect.js';
import { readInterval, type Interval } from '../../model/interval.js';
import { embed, PRECEDENCE, primary, type Sql } from '../sql.js';
import { overParts } from './interval-parts.js';
import { negated, partsOf } from './interval.js';
import { moment, wholeMoment } from './moments.js';

/** `moment + interval` and `moment - interval`, by modifiers of SQLite's date functions; a month that is too short ends at its last day, as in Postgres. */
export function shift(sign: 1 | -1): Exclude<Render, string> {
  return (args, context) => {
    const value = args.find(({ family }) => family !== 'interval');
    const interval = args.find(({ family }) => family === 'interval');
    if (!value || !interval) return undefined;
    const base = nowOf(value.sql) ?? value.sql;
    if (interval.sql.partsFrom) return overParts(interval, moment(base, partModifiers(NAMED, sign), context.mapping, true).text);
    const modifiers = modifiersOf(interval, sign);
    if (hasMicroseconds(interval)) context.note({ code: 'lossy-timestamp', message: 'SQLite counts milliseconds: the microseconds of the interval are rounded' });
    const unit = interval.sql.interval?.unit;
    const whole = (unit !== undefined && unit !== 'seconds') || (typeof interval.constant === 'string' && !interval.constant.includes('.'));
    return value.family === 'date' && whole ? wholeMoment(base, modifiers, context.mapping) : moment(base, modifiers, context.mapping, !whole);
  };
}

function hasMicroseconds({ constant }: Operand): boolean {
  const seconds = (typeof constant === 'string' ? readInterval(constant)?.seconds : undefined) ?? 0;
  return Math.abs(seconds * 1000 - Math.round(seconds * 1000)) > 1e-6;
}

/** `datetime('now')` shifted is `datetime('now', ..)`. */
function nowOf(sql: Sql): Sql | undefined {
  return /^(datetime\('now'\)|strftime\('%Y-%m-%dT%H:%M:%fZ', 'now'\))$/u.test(sql.text) ? primary("'now'") : undefined;
}

function modifiersOf(operand: Operand, sign: 1 | -1): readonly string[] {
  const { interval: counted } = operand.sql;
  if (counted) {
    const amount = sign === 1 ? embed(counted.amount, PRECEDENCE.concat) : negated(counted.amount);
    return [`${amount} || ' ${counted.unit}'`, ...(counted.unit === 'months' ? ["'floor'"] : [])];
  }
  const interval = typeof operand.constant === 'string' ? readInterval(operand.constant) : undefined;
  if (interval) return constantModifiers(interval, sign);
  return partModifiers(partsOf(operand), sign);
}

/** What a query of an interval's parts calls them. */
const NAMED = { months: primary('_months'), days: primary('_days'), seconds: primary('_seconds') };

function partModifiers({ months, days, seconds }: NonNullable<Sql['parts']>, sign: 1 | -1): readonly string[] {
  const of = (amount: Sql): string => (sign === -1 ? negated(amount) : embed(amount, PRECEDENCE.concat));
  return [`${of(months)} || ' months'`, "'floor'", `${of(days)} || ' days'`, `${of(seconds)} || ' seconds'`];
}

function constantModifiers({ months, days, seconds }: Interval, sign: 1 | -1): readonly string[] {
  const found: string[] = [];
  const add = (amount: number, unit: string): void => {
    if (amount !== 0) found.push(`'${amount * sign > 0 ? '+' : ''}${amount * sign} ${unit}${Math.abs(amount) === 1 ? '' : 's'}'`);
  };
  if (months % 12 === 0) add(months / 12, 'year');
  else add(months, 'month');
  if (months !== 0) found.push("'floor'");
  add(days, 'day');
  if (seconds % 3600 === 0) add(seconds / 3600, 'hour');
  else if (seconds % 60 === 0) add(seconds / 60, 'minute');
  else add(seconds, 'second');
  return found;
}
