import type { Render } from '../dialect.js';
import { isoFrom } from './iso-interval.js';
import { partsQuery } from './interval-parts.js';

const WHOLE = 'CAST(_seconds AS INTEGER)';

/** What is left of months, days and seconds. */
const LEFT: Readonly<Record<string, readonly [months: string, days: string, seconds: string]>> = {
  second: ['_months', '_days', WHOLE],
  minute: ['_months', '_days', `${WHOLE} / 60 * 60`],
  hour: ['_months', '_days', `${WHOLE} / 3600 * 3600`],
  day: ['_months', '_days', '0'],
  month: ['_months', '0', '0'],
  quarter: ['_months / 3 * 3', '0', '0'],
  year: ['_months / 12 * 12', '0', '0'],
};

/** `date_trunc('hour', interval)` */
export const truncateInterval: Render = ([field, value]) => {
  const name = field?.constant?.toLowerCase() ?? '';
  const left = Object.hasOwn(LEFT, name) ? LEFT[name] : undefined;
  return value && left && isoFrom(`SELECT ${left[0]} AS _months, ${left[1]} AS _days, ${left[2]} AS _seconds FROM ({1})`, [partsQuery(value)]);
};
