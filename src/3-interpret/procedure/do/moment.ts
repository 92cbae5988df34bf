import { readInterval as intervalOf } from '../../../model/interval.js';
import { isInterval, isMoment, numberOf, textOfValue, Unknowable, type IntervalValue, type MomentValue, type Value } from './value.js';

/** Dates, timestamps and intervals that a block works out: names and bounds of partitions, rows of a calendar. Zoned ones are in UTC. */
const ISO = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3}))?)?)?(?:Z|[+]00(?::?00)?)?$/;

/** `'2024-01-31'::date` */
export function readMoment(text: string, kind: MomentValue['moment']): MomentValue {
  const match = ISO.exec(text.trim());
  if (!match) throw new Unknowable(`"${text}" is no date in ISO form`);
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map((part) => Number(part ?? 0));
  const time = Date.UTC(year, month - 1, day, hour, minute, second, Number((match[7] ?? '').padEnd(3, '0')));
  if (new Date(time).getUTCDate() !== day) throw new Unknowable(`date/time field value out of range: "${text}"`);
  return asMoment({ moment: 'timestamp', time }, kind);
}

const DAY = 86_400_000;

/** Functions without arguments that give the moment. */
export const NOW: ReadonlySet<string> = new Set(['now', 'transaction_timestamp', 'statement_timestamp', 'clock_timestamp']);

const KINDS_OF_NOW: Readonly<Record<string, MomentValue['moment']>> = { SVFOP_CURRENT_DATE: 'date', SVFOP_CURRENT_TIMESTAMP: 'timestamptz', SVFOP_LOCALTIMESTAMP: 'timestamp' };

/** CURRENT_DATE, CURRENT_TIMESTAMP, LOCALTIMESTAMP; undefined for what is no moment. */
export function nowAs(op: string, clock: MomentValue): MomentValue | undefined {
  const kind = KINDS_OF_NOW[op];
  return kind && asMoment(clock, kind);
}

/** A cast between the kinds; a date has no time of day. */
export function asMoment({ time }: MomentValue, kind: MomentValue['moment']): MomentValue {
  return { moment: kind, time: kind === 'date' ? Math.floor(time / DAY) * DAY : time };
}

/** make_date(), make_timestamp() and make_timestamptz(), by position. */
export function madeMoment(kind: MomentValue['moment'], args: readonly Value[]): Value {
  if (args.includes(null)) return null;
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = args.map(numberOf);
  const time = Date.UTC(year, month - 1, day, hour, minute) + Math.round(second * 1000);
  if (new Date(Date.UTC(year, month - 1, day)).getUTCDate() !== day || hour > 23 || minute > 59 || second >= 60) throw new Unknowable('date field value out of range');
  return { moment: kind, time };
}

/** A moment with its zone, where that is the one in which blocks are carried out. */
export function inUtc(zone: Value, moment: Value): Value {
  if (zone === null) return null;
  if (!['utc', 'gmt', 'z', '+00', 'etc/utc'].includes(String(textOfValue(zone)).toLowerCase())) throw new Unknowable(`the time zone ${String(textOfValue(zone))} is not worked out here`);
  return moment;
}

/** `'1 month 2 days'::interval` */
export function readInterval(text: string): IntervalValue {
  const { months, days, seconds } = intervalOf(text) ?? notRead(text);
  return { months, days, milliseconds: Math.round(seconds * 1000) };
}

const PARTS_OF_INTERVAL = ['years', 'months', 'weeks', 'days', 'hours', 'mins', 'secs'] as const;

/** `make_interval(months => 1, days => 2)`, or by position. */
export function madeInterval(given: readonly { readonly name?: string | undefined; readonly value: Value }[]): Value {
  if (given.some(({ value }) => value === null)) return null;
  const part = (wanted: (typeof PARTS_OF_INTERVAL)[number]): number => {
    const found = given.find(({ name }, i) => (name ?? PARTS_OF_INTERVAL[i]) === wanted);
    return found ? numberOf(found.value) : 0;
  };
  return { months: part('years') * 12 + part('months'), days: part('weeks') * 7 + part('days'), milliseconds: Math.round((part('hours') * 3600 + part('mins') * 60 + part('secs')) * 1000) };
}

function notRead(text: string): never {
  throw new Unknowable(`the interval "${text}" is not worked out here`);
}

/** A month later is the same day, or the last one of a shorter month. */
function later({ time }: MomentValue, { months, days, milliseconds }: IntervalValue, sign: 1 | -1): number {
  const from = new Date(time);
  const [year, month] = [from.getUTCFullYear(), from.getUTCMonth() + sign * months];
  const day = Math.min(from.getUTCDate(), new Date(Date.UTC(year, month + 1, 0)).getUTCDate());
  const timeOfDay = time - Math.floor(time / DAY) * DAY;
  return Date.UTC(year, month, day + sign * days) + timeOfDay + sign * milliseconds;
}

/** `+` and `-` where a date, a timestamp or an interval stands on one side; undefined for other operands. */
export function momentArithmetic(name: string, left: Value, right: Value): Value | undefined {
  if (isInterval(left) && typeof right === 'number' && name === '*') return { months: left.months * right, days: left.days * right, milliseconds: left.milliseconds * right };
  if (typeof left === 'number' && isInterval(right) && name === '*') return momentArithmetic(name, right, left);
  if (name === '+' && isMoment(right) && !isMoment(left)) return momentArithmetic(name, right, left);
  if (!isMoment(left) || (name !== '+' && name !== '-')) return undefined;
  const sign = name === '+' ? 1 : -1;
  if (isInterval(right)) return { moment: left.moment === 'date' ? 'timestamp' : left.moment, time: later(left, right, sign) };
  if (left.moment !== 'date') return undefined;
  if (typeof right === 'number') return { moment: 'date', time: left.time + sign * right * DAY };
  return isMoment(right) && right.moment === 'date' && name === '-' ? (left.time - right.time) / DAY : undefined;
}

/** The parts of a moment that format patterns and date_trunc() ask for. */
function partsOf({ time }: MomentValue): readonly [year: number, month: number, day: number, hour: number, minute: number, second: number] {
  const at = new Date(time);
  return [at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate(), at.getUTCHours(), at.getUTCMinutes(), at.getUTCSeconds()];
}

const TRUNCATED: Readonly<Record<string, number>> = { year: 1, month: 2, day: 3, hour: 4, minute: 5, second: 6 };

/** date_trunc() */
export function truncated(unit: string, value: MomentValue): MomentValue {
  const [year, month, day, ...rest] = partsOf(value);
  const moment = value.moment === 'date' ? 'timestamptz' : value.moment;
  const kept = TRUNCATED[unit];
  if (unit === 'week') return { moment, time: Date.UTC(year, month, day - ((new Date(value.time).getUTCDay() + 6) % 7)) };
  if (unit === 'quarter') return { moment, time: Date.UTC(year, month - (month % 3)) };
  if (kept === undefined) throw new Unknowable(`date_trunc('${unit}', ..) is not worked out here`);
  const [y = 0, m = 0, d = 1, h = 0, min = 0, s = 0] = [year, month, day, ...rest].slice(0, kept);
  return { moment, time: Date.UTC(y, m, d, h, min, s) };
}

/** extract() and date_part() */
export function fieldOf(field: string, value: MomentValue): number {
  const [year, month, day, hour, minute, second] = partsOf(value);
  const fields: Readonly<Record<string, number>> = { year, month: month + 1, day, hour, minute, second, quarter: Math.floor(month / 3) + 1, dow: new Date(value.time).getUTCDay(), isodow: new Date(value.time).getUTCDay() || 7, epoch: value.time / 1000 };
  return fields[field.toLowerCase()] ?? unknownField(field);
}

function unknownField(field: string): never {
  throw new Unknowable(`the field ${field} of a date is not worked out here`);
}

function two(text: string): string {
  return text.padStart(2, '0');
}

/** to_char() with patterns of numbers only. */
export function formatted(value: MomentValue, pattern: string): string {
  const [year, month, day, hour, minute, second] = partsOf(value).map(String) as [string, string, string, string, string, string];
  const codes: Readonly<Record<string, string>> = { YYYY: year.padStart(4, '0'), YY: year.slice(-2), MM: two(String(Number(month) + 1)), DD: two(day), HH24: two(hour), MI: two(minute), SS: two(second), Q: String(Math.floor(Number(month) / 3) + 1) };
  return pattern.replaceAll(/"([^"]*)"|YYYY|YY|MM|DD|HH24|MI|SSSS|SS|Q|[A-Za-z]+/g, (code, quoted: string | undefined) => quoted ?? codes[code] ?? unknownField(`${code} in to_char()`));
}
