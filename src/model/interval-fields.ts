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

/** What an interval's fields leave of it. */
export interface KeptFields {
  /** Months that make no whole year are not kept. */
  readonly wholeYears: boolean;
  /** Days and the clock are kept. */
  readonly days: boolean;
  /** The length in seconds of the last field of the clock, from which on nothing is kept; 0 where nothing of it is, 1e-6 where all is. */
  readonly step: number;
}

/** @param fields the first modifier of the type */
export function keptFields(fields: number): KeptFields {
  const days = (fields & ~(YEAR | MONTH)) !== 0;
  return { wholeYears: fields === YEAR, days, step: days ? clockStep(fields) : 0 };
}

function clockStep(fields: number): number {
  if (fields & SECOND || fields === ALL_FIELDS) return 1e-6;
  if (fields & MINUTE) return 60;
  return fields & HOUR ? 3600 : 0;
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
  const { wholeYears, days, step } = keptFields(fields);
  const seconds = step < 1 ? (step > 0 ? read.seconds : 0) : Math.trunc(read.seconds / step) * step;
  const months = wholeYears ? Math.trunc(read.months / 12) * 12 : read.months;
  return `P${months}M${days ? read.days : 0}DT${decimal(seconds, precision ?? 6)}S`;
}

function decimal(value: number, digits: number): string {
  return value.toFixed(digits).replace(/(\.\d*?)0+$/u, '$1').replace(/\.$/u, '');
}
