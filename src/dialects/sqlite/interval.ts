import type { Operand, Render } from '../dialect.js';
import { readInterval, type Interval } from '../../model/interval.js';
import { embed, fill, infix, PRECEDENCE, primary, type Sql } from '../sql.js';
import { isoDifference, isoInterval } from './iso-interval.js';
import { decimal } from './numbers.js';

/** The seconds of a month of 30 days. */
export const MONTH = 30 * 86_400;
/** A moment is so many seconds that a REAL keeps no more digits of them: what is behind those in the difference of two is noise. */
const MICROSECONDS = 6;

/** Two minus signs in a row would begin a comment. */
export function negated(amount: Sql): string {
  const text = embed(amount, PRECEDENCE.unary);
  return text.startsWith('-') ? `-(${text})` : `-${text}`;
}

/**
 * A column, and what is chosen or made of columns, is ISO 8601 as Postgres prints it: `P1Y2M3DT4H5M6S`. CAST takes the number at the beginning of a text, and what follows a unit's
 * letter is the text of the next unit.
 */
function storedParts(text: string): Readonly<Record<keyof Interval, string>> {
  const date = `substr(${text}, 2, instr(${text} || 'T', 'T') - 2)`;
  const time = `substr(${text}, instr(${text} || 'T', 'T') + 1)`;
  const [months, days] = [afterUnit(date, 'Y'), afterUnit(afterUnit(date, 'Y'), 'M')];
  const [minutes, seconds] = [afterUnit(time, 'H'), afterUnit(afterUnit(time, 'H'), 'M')];
  return {
    months: `${readUnit(date, 'Y', 'INTEGER')} * 12 + ${readUnit(months, 'M', 'INTEGER')}`,
    days: readUnit(days, 'D', 'INTEGER'),
    seconds: `${readUnit(time, 'H', 'INTEGER')} * 3600 + ${readUnit(minutes, 'M', 'INTEGER')} * 60 + ${readUnit(seconds, 'S', 'REAL')}`,
  };
}

/** The number before a unit's letter, 0 without it; NULL of NULL. */
function readUnit(text: string, letter: string, type: 'INTEGER' | 'REAL'): string {
  return `iif(instr(${text}, '${letter}') = 0, 0, CAST(${text} AS ${type}))`;
}

function afterUnit(text: string, letter: string): string {
  return `substr(${text}, instr(${text}, '${letter}') + 1)`;
}

/** An interval's seconds, counting a month as 30 days, as Postgres does to compare intervals. */
export function secondsOf(operand: Operand): Sql {
  if (operand.sql.seconds) return operand.sql.seconds;
  if (operand.constant === null) return primary('NULL');
  const interval = typeof operand.constant === 'string' ? readInterval(operand.constant) : undefined;
  if (interval) return primary(String(interval.months * MONTH + interval.days * 86_400 + interval.seconds));
  if (operand.sql.partsFrom) return primary(`(SELECT ${lengthOf('_months', '_days', '_seconds')} FROM (${operand.sql.partsFrom.text}))`);
  const parts = partsOf(operand);
  return fill(lengthOf('{1}', '{2}', '{3}'), [parts.months, parts.days, parts.seconds]);
}

const lengthOf = (months: string, days: string, seconds: string): string => `round(${months} * ${MONTH} + ${days} * 86400 + ${seconds}, ${MICROSECONDS})`;

/** What Postgres keeps of an interval: months, days and seconds, none of which makes up for another. */
export function partsOf({ sql, constant, column }: Operand): Readonly<Record<keyof Interval, Sql>> {
  if (sql.parts) return sql.parts;
  const interval = typeof constant === 'string' ? readInterval(constant) : undefined;
  if (interval) return { months: primary(String(interval.months)), days: primary(String(interval.days)), seconds: primary(String(interval.seconds)) };
  if (sql.interval?.unit === 'seconds') return { months: zero(sql.interval.amount), days: zero(sql.interval.amount), seconds: sql.interval.amount };
  if (sql.interval?.unit === 'months') return { months: fill(WHOLE, [sql.interval.amount]), ...daysAndSeconds(fill(`(({1} - ${WHOLE}) * ${MONTH})`, [sql.interval.amount])) };
  if (sql.seconds) return { months: zero(sql.seconds), ...daysAndSeconds(sql.seconds) };
  return column ? partsOfText(sql.text) : partsOnce(sql);
}

/** The parts of ISO 8601 text. */
export function partsOfText(text: string): Readonly<Record<keyof Interval, Sql>> {
  const { months, days, seconds } = storedParts(text);
  return { months: primary(`(${months})`), days: primary(days), seconds: primary(`(${seconds})`) };
}

/** What is made of columns is worked out once, not each time that its text is looked at. */
function partsOnce(sql: Sql): Readonly<Record<keyof Interval, Sql>> {
  const { months, days, seconds } = partsOfText('_interval');
  const once = (part: Sql): Sql => fill(`(SELECT ${part.text} FROM (SELECT {1} AS _interval))`, [sql]);
  return { months: once(months), days: once(days), seconds: once(seconds) };
}

/** Nothing of an interval that is there. */
const zero = (amount: Sql): Sql => fill('iif({1} IS NULL, NULL, 0)', [amount]);

const WHOLE = 'CAST({1} AS INTEGER)';

/** Of a difference, and of units with a fraction, what makes no whole day is hours. */
function daysAndSeconds(seconds: Sql): { readonly days: Sql; readonly seconds: Sql } {
  return { days: fill('CAST({1} / 86400 AS INTEGER)', [seconds]), seconds: fill('({1} - CAST({1} / 86400 AS INTEGER) * 86400)', [seconds]) };
}

const FIELDS: Readonly<Record<string, string>> = {
  millennium: '{1} / 12000',
  century: '{1} / 1200',
  decade: '{1} / 120',
  year: '{1} / 12',
  month: '{1} % 12',
  day: '{2}',
  hour: 'CAST({3} / 3600 AS INTEGER)',
  minute: 'CAST({3} / 60 AS INTEGER) % 60',
  second: 'round({3} - CAST({3} / 60 AS INTEGER) * 60, 6)',
  milliseconds: 'round(({3} - CAST({3} / 60 AS INTEGER) * 60) * 1000, 3)',
  microseconds: 'round(({3} - CAST({3} / 60 AS INTEGER) * 60) * 1000000)',
  /** A year of 365.25 days, a month of 30. */
  epoch: '{1} / 12 * 31557600 + {1} % 12 * 2592000 + {2} * 86400 + {3}',
};

/** `extract(day FROM a - b)`: one part of an interval, with the interval's sign. */
export function fieldOfInterval(operand: Operand, field: string): Sql | undefined {
  if (field === 'epoch' && operand.sql.seconds && !operand.sql.parts && operand.sql.interval?.unit !== 'months') return operand.sql.interval ? operand.sql.seconds : decimal(operand.sql.seconds, MICROSECONDS);
  const template = Object.hasOwn(FIELDS, field) ? FIELDS[field] : undefined;
  if (template === undefined) return undefined;
  const { months, days, seconds } = partsOf(operand);
  return fill(template, [months, days, seconds]);
}

/** An interval of so many months, days or seconds. */
export function counted(amount: Sql, unit: keyof Interval): Sql {
  const length = { months: MONTH, days: 86_400, seconds: 1 }[unit];
  return {
    ...isoInterval(amount, unit),
    interval: { amount, unit },
    seconds: infix(amount, '*', primary(String(length)), PRECEDENCE.product),
  };
}

/** `timestamp - timestamp`: its seconds can be compared and extracted. */
export const subtractMoments: Render = ([left, right]) => {
  if (!left || !right) return undefined;
  const seconds = fill("unixepoch({1}, 'subsec') - unixepoch({2}, 'subsec')", [left.sql, right.sql]);
  const total: Sql = { ...seconds, precedence: PRECEDENCE.sum };
  return { ...isoDifference(total), seconds: total };
};

/** `date - date`: days. */
export const subtractDates: Render = ([left, right]) =>
  left && right && fill('CAST(julianday({1}) - julianday({2}) AS INTEGER)', [left.sql, right.sql]);

/** Intervals compare by their length. */
export function compareIntervals(left: Operand, right: Operand, operator: string, precedence: number): Sql {
  return infix(secondsOf(left), operator, secondsOf(right), precedence);
}
