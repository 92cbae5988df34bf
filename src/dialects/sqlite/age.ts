import type { Render } from '../dialect.js';
import { fill } from '../sql.js';
import { isoFrom } from './iso-interval.js';

const time = (moment: string): string => `unixepoch(${moment}, 'subsec') - unixepoch(${moment}, 'start of day')`;
const monthsOf = (moment: string): string => `strftime('%Y', ${moment}) * 12 + strftime('%m', ${moment})`;

/**
 * What lies between two moments, field by field from the earlier one: where a time is the lesser one it takes a day, and where a day is, it takes the
 * days of the earlier moment's month (timestamp_age).
 */
const BETWEEN = [
  'SELECT _sign * (_m - (_d < 0)) AS _months, _sign * iif(_d < 0, _d + _length, _d) AS _days, _sign * _t AS _seconds',
  'FROM (SELECT _sign, _m, _d - (_t < 0) AS _d, iif(_t < 0, _t + 86400, _t) AS _t, _length',
  `FROM (SELECT _sign, ${monthsOf('_last')} - (${monthsOf('_first')}) AS _m, strftime('%d', _last) - strftime('%d', _first) AS _d, round(${time('_last')} - (${time('_first')}), 6) AS _t,`,
  "CAST(strftime('%d', _first, 'start of month', '+1 month', '-1 day') AS INTEGER) AS _length",
  'FROM (SELECT max({1}, {2}) AS _last, min({1}, {2}) AS _first, iif({1} < {2}, -1, 1) AS _sign)))',
].join(' ');

/** age(a, b) */
export const age: Render = ([to, from], { inTable }) => {
  if (!to || !from || inTable) return undefined;
  const part = (name: string) => fill(`(SELECT ${name} FROM (${BETWEEN}))`, [to.sql, from.sql]);
  return { ...isoFrom(BETWEEN, [to.sql, from.sql]), parts: { months: part('_months'), days: part('_days'), seconds: part('_seconds') } };
};
