/** One unit that an interval's text may name. */
export interface IntervalUnit {
  readonly part: 'months' | 'days' | 'seconds';
  readonly factor: number;
  /** Its field, of which Postgres takes each but once (DecodeInterval), and all that it is called (deltatktbl in datetime.c; a name is cut after ten characters). */
  readonly names: readonly string[];
}

/** The units of an interval, the shortest first. */
export const INTERVAL_UNITS: readonly IntervalUnit[] = [
  { part: 'seconds', factor: 1e-6, names: ['us', 'usec', 'usecs', 'useconds', 'microsecon', 'microsecond', 'microseconds'] },
  { part: 'seconds', factor: 1e-3, names: ['ms', 'msec', 'msecs', 'mseconds', 'millisecon', 'millisecond', 'milliseconds'] },
  { part: 'seconds', factor: 1, names: ['s', 'sec', 'secs', 'second', 'seconds'] },
  { part: 'seconds', factor: 60, names: ['m', 'min', 'mins', 'minute', 'minutes'] },
  { part: 'seconds', factor: 3600, names: ['h', 'hr', 'hrs', 'hour', 'hours'] },
  { part: 'days', factor: 1, names: ['d', 'day', 'days'] },
  { part: 'days', factor: 7, names: ['w', 'week', 'weeks'] },
  { part: 'months', factor: 1, names: ['mon', 'mons', 'month', 'months'] },
  { part: 'months', factor: 12, names: ['y', 'yr', 'yrs', 'year', 'years'] },
  { part: 'months', factor: 120, names: ['dec', 'decs', 'decade', 'decades'] },
  { part: 'months', factor: 1200, names: ['c', 'cent', 'century', 'centuries'] },
  { part: 'months', factor: 12_000, names: ['mil', 'mils', 'millennium', 'millennia'] },
];
