import type { Render } from '../dialect.js';
import { isoFrom } from './iso-interval.js';
import { partsQuery } from './interval-parts.js';

/** A query over the months, days and seconds of the one before it. */
type Step = (from: string) => string;

const DAY = 86_400;

/** What is more than a day becomes days: `_seconds` keeps its sign. */
const hoursToDays: Step = (from) => `SELECT _months, _days + CAST(_seconds / ${DAY} AS INTEGER) AS _days, round(_seconds - CAST(_seconds / ${DAY} AS INTEGER) * ${DAY}, 6) AS _seconds FROM ${from}`;
const daysToMonths: Step = (from) => `SELECT _months + _days / 30 AS _months, _days % 30 AS _days, _seconds FROM ${from}`;

/** Days and their time get one sign. */
const oneSignOfDays: Step = (from) => `SELECT _months, _days - _less AS _days, _seconds + _less * ${DAY} AS _seconds FROM (SELECT *, iif(_days > 0 AND _seconds < 0, 1, iif(_days < 0 AND _seconds > 0, -1, 0)) AS _less FROM ${from})`;

/** Months and what is less get one sign. */
const oneSignOfMonths = (below: string, above: string): Step => (from) => `SELECT _months - _less AS _months, _days + _less * 30 AS _days, _seconds FROM (SELECT *, iif(_months > 0 AND ${below}, 1, iif(_months < 0 AND ${above}, -1, 0)) AS _less FROM ${from})`;

/** Each step is worked out before the next: written into one another they would grow with each. */
function justified(...steps: readonly Step[]): Render {
  const entries = ['_step0 AS MATERIALIZED ({1})', ...steps.map((step, i) => `_step${i + 1} AS MATERIALIZED (${step(`_step${i}`)})`)];
  return ([value]) => value && isoFrom(`WITH ${entries.join(', ')} SELECT * FROM _step${steps.length}`, [partsQuery(value)]);
}

/** justify_hours() */
export const justifyHours = justified(hoursToDays, oneSignOfDays);

/** justify_days() */
export const justifyDays = justified(daysToMonths, oneSignOfMonths('_days < 0', '_days > 0'));

/** justify_interval() */
export const justifyInterval = justified(hoursToDays, daysToMonths, oneSignOfMonths('(_days < 0 OR (_days = 0 AND _seconds < 0))', '(_days > 0 OR (_days = 0 AND _seconds > 0))'), oneSignOfDays);
