import { INTERVAL_UNITS, type IntervalUnit } from './interval-units.js';

const UNITS: ReadonlyMap<string, IntervalUnit> = new Map(INTERVAL_UNITS.flatMap((unit) => unit.names.map((name) => [name, unit])));

/** Postgres' three parts of an interval (https://www.postgresql.org/docs/18/datatype-datetime.html#DATATYPE-INTERVAL-INPUT). */
export interface Interval {
  readonly months: number;
  readonly days: number;
  readonly seconds: number;
}

/** How a text is read that does not say all: `INTERVAL '5' DAY`. */
export interface IntervalReading {
  /** What a number without a unit at the end counts. */
  readonly unit: string;
  /** `2:03` are minutes and seconds. */
  readonly minutesFirst: boolean;
}

const PLAIN: IntervalReading = { unit: 'second', minutesFirst: false };

/** `1 day 02:30:00`, `1 month - 1 day`, `-3 months`, `P1DT2H`, `2 hours ago`; undefined for other forms. */
export function readInterval(text: string, reading: IntervalReading = PLAIN): Interval | undefined {
  const trimmed = text.trim();
  return text.startsWith('P') ? readIso(text) : readVerbose(trimmed.toLowerCase(), reading);
}

const ISO_UNITS = ['years', 'months', 'weeks', 'days', 'hours', 'minutes', 'seconds'];

function readIso(text: string): Interval | undefined {
  const number = String.raw`([+-]?(?:\d+(?:\.\d*)?|\.\d+))`;
  const match = new RegExp(`^P(?:${number}Y)?(?:${number}M)?(?:${number}W)?(?:${number}D)?(?:T(?:${number}H)?(?:${number}M)?(?:${number}S)?)?$`, 'u').exec(text);
  if (!match || text.length < 2) return undefined;
  const total = { months: 0, days: 0, seconds: 0 };
  match.slice(1).forEach((part, i) => {
    const amount = Number(part ?? 0);
    // Here Postgres takes the fraction of the number as it is kept, not of its text (ParseISO8601Number).
    addTo(total, UNITS.get(ISO_UNITS[i] ?? ''), Math.trunc(amount), amount - Math.trunc(amount));
  });
  return total;
}

/** A fraction of a month is counted in days of which it has 30, one of a day in its time; years have whole months (AdjustFractDays, AdjustFractYears). */
function addTo(total: { -readonly [part in keyof Interval]: number }, unit: IntervalUnit | undefined, whole: number, fraction: number): void {
  if (!unit) return;
  const { part, factor } = unit;
  total[part] += whole * factor;
  if (part === 'seconds') total.seconds += fraction * factor;
  else if (part === 'months' && factor > 1) total.months += halfEven(fraction * factor);
  else {
    const days = fraction * (part === 'months' ? 30 : factor);
    total.days += Math.trunc(days);
    total.seconds += Math.round((days - Math.trunc(days)) * 86_400e6) / 1e6;
  }
}

function halfEven(value: number): number {
  return Math.abs(value % 1) === 0.5 ? 2 * Math.round(value / 2) : Math.round(value);
}

function readVerbose(text: string, { unit: last, minutesFirst }: IntervalReading): Interval | undefined {
  const total = { months: 0, days: 0, seconds: 0 };
  const given = new Set<string>();
  // Postgres takes each field once (DecodeInterval).
  const isRepeated = (...fields: readonly string[]): boolean => fields.some((field) => given.has(field) || !given.add(field));
  const ago = /\bago$/u.test(text);
  const body = text.replace(/\s*\bago$/u, '').replaceAll(/[,@]/gu, ' ').trim();
  if (body === '' || GLUED.test(body)) return undefined;
  // A clock `4:05:06`, years and months `1-2`, or a number and its unit.
  const piece = /\s*(?:([+-]?)\s*(\d+):(\d+(?:\.\d+)?)(?::(\d+(?:\.\d+)?))?|([+-]?)(\d+)-(\d+)(?=\s|$)|([+-]?)\s*(\d*\.?\d+)\s*([a-z]+)?)/uy;
  while (piece.lastIndex < body.length) {
    const match = piece.exec(body);
    if (!match) return undefined;
    const [, sign, hours, minutes = '', seconds, before, years, months, minus, amount, written] = match;
    if (hours !== undefined) {
      if (isRepeated('seconds 3600', 'seconds 60', ...ALL_SECONDS)) return undefined;
      const inMinutes = seconds === undefined && (minutesFirst || minutes.includes('.'));
      total.seconds += (sign === '-' ? -1 : 1) * (inMinutes ? Number(hours) * 60 + Number(minutes) : Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds ?? 0));
      continue;
    }
    if (years !== undefined) {
      if (isRepeated('months 12', 'months 1')) return undefined;
      total.months += (before === '-' ? -1 : 1) * (Number(years) * 12 + Number(months));
      continue;
    }
    const unit = written ?? unitless(body.slice(piece.lastIndex), ago ? undefined : last);
    if (unit === undefined) return undefined;
    const row = UNITS.get(unit);
    if (!row || isRepeated(...fieldsOf(row, Number(amount)))) return undefined;
    const [whole = '', fraction = ''] = (amount ?? '').split('.');
    const factor = minus === '-' ? -1 : 1;
    addTo(total, row, factor * Number(whole), factor * Number(`0.${fraction}`));
  }
  return ago ? { months: -total.months, days: -total.days, seconds: -total.seconds } : total;
}

/** Only units with one letter may stand before a number, `1h30m`, no unit before a point or a sign, and no clock behind a number and its sign or with more than 59 minutes. */
const GLUED = /[a-z]{2}\d|[abcefgijklnopqrtuvwxz]\d|[a-z][-+.]|\d[-+]\d+:|:[6-9]\d|:\d+\.\d+:/u;

const ALL_SECONDS = ['seconds 1', 'seconds 0.001', 'seconds 0.000001'];

/** The fields that a unit takes: a second with a fraction those of its parts, too. */
function fieldsOf(row: IntervalUnit, amount: number): readonly string[] {
  return row.part === 'seconds' && row.factor === 1 && !Number.isInteger(amount) ? ALL_SECONDS : [`${row.part} ${row.factor}`];
}

/** A number without a unit is of days before a clock and of the last field at the end. */
function unitless(rest: string, last: string | undefined): string | undefined {
  if (rest.trim() === '') return last;
  return /^\s*[+-]?\d+:/u.test(rest) ? 'day' : undefined;
}
