import { readInterval } from './interval.js';

/** The fields of `INTERVAL '5' DAY TO MINUTE`, as bits of the type's first modifier (INTERVAL_MASK in timestamp.h). */
const [MONTH, YEAR, DAY, HOUR, MINUTE, SECOND] = [1 << 1, 1 << 2, 1 << 3, 1 << 10, 1 << 11, 1 << 12];
const ALL_FIELDS = 0x7f_ff;

/** What a number without a unit counts: the last of the fields (DecodeInterval). */
function unitOf(fields: number): string {
  if (fields & SECOND || fields === ALL_FIELDS) return 'second';
  if (fields & MINUTE) return 'minute';
  if (fields & HOUR) return 'hour';
  if (fields & DAY) return 'day';
  return fields & MONTH ? 'month' : 'year';
}

/** The length in seconds of the last field of the clock, from which on nothing is kept; undefined where days are the last, or where all is kept. */
function clockStep(fields: number): number | undefined {
  if (fields & SECOND || fields === ALL_FIELDS) return undefined;
  if (fields & MINUTE) return 60;
  return fields & HOUR ? 3600 : Infinity;
}

/**
 * An interval as its fields and its precision leave it (AdjustIntervalForTypmod), in the form of ISO 8601; undefined for a text that is not read here.
 *
 * @param fields the first modifier of the type
 * @param precision how many digits of a second are kept
 * @see https://www.postgresql.org/docs/18/datatype-datetime.html#DATATYPE-INTERVAL-INPUT
 * @example
 * withFields('90', 1 << 11); // INTERVAL '90' MINUTE: 'P0M0DT5400S'
 */
export function withFields(text: string, fields: number, precision?: number): string | undefined {
  const read = readInterval(text, { unit: unitOf(fields), minutesFirst: fields === (MINUTE | SECOND) });
  if (!read) return undefined;
  const step = clockStep(fields);
  const seconds = step === undefined ? read.seconds : step === Infinity ? 0 : Math.trunc(read.seconds / step) * step;
  const onlyMonths = (fields & ~(YEAR | MONTH)) === 0;
  const months = fields === YEAR ? Math.trunc(read.months / 12) * 12 : read.months;
  const digits = precision ?? 6;
  return `P${months}M${onlyMonths ? 0 : read.days}DT${decimal(onlyMonths ? 0 : seconds, digits)}S`;
}

function decimal(value: number, digits: number): string {
  return value.toFixed(digits).replace(/(\.\d*?)0+$/u, '$1').replace(/\.$/u, '');
}
