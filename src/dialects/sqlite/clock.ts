import type { Render } from '../dialect.js';
import { readInterval } from '../../model/interval.js';
import { embed, fill, PRECEDENCE, type Sql } from '../sql.js';
import { counted, negated, partsOf } from './interval.js';

/** The seconds of a time, with all digits that it has: SQLite's date functions count milliseconds. */
export const CLOCK_SECONDS = (index = 1): string => `(unixepoch(substr({${index}}, 1, 8)) - unixepoch('00:00:00') + CAST('0' || substr({${index}}, 9) AS REAL))`;

const DAY = 86_400_000_000;

/** So many microseconds after midnight, and round the clock. */
const SHOWN = "time(_us / 1000000, 'unixepoch') || rtrim(rtrim(printf('.%06d', _us % 1000000), '0'), '.')";
const AROUND = `(CAST(round((${CLOCK_SECONDS()} + {2}) * 1000000) AS INTEGER) % ${DAY} + ${DAY}) % ${DAY}`;

/** `time + interval`: round the clock; days and months do not count. Whole seconds leave the time's fraction as it is. */
export function shiftClock(sign: 1 | -1): Exclude<Render, string> {
  return (args, context) => {
    const time = args.find(({ family }) => family === 'time');
    const interval = args.find(({ family }) => family === 'interval');
    if (!time || !interval) return undefined;
    const constant = typeof interval.constant === 'string' ? readInterval(interval.constant) : undefined;
    if (constant?.seconds !== undefined && Number.isInteger(constant.seconds)) return withWholeSeconds(time.sql, constant.seconds * sign);
    const { seconds } = partsOf(interval);
    const text = sign === -1 ? negated(seconds) : embed(seconds, PRECEDENCE.concat);
    if (!context.inTable) return fill(`(SELECT ${SHOWN} FROM (SELECT ${AROUND} AS _us) WHERE _us IS NOT NULL)`, [time.sql, { text, precedence: PRECEDENCE.primary }]);
    context.note({ code: 'lossy-timestamp', message: 'what is added to a time in the definition of a table is rounded to milliseconds' });
    return fill(`rtrim(rtrim(strftime('%H:%M:%f', {1}, ${text} || ' seconds'), '0'), '.')`, [time.sql]);
  };
}

function withWholeSeconds(time: Sql, seconds: number): Sql {
  const [amount, unit] = seconds % 3600 === 0 ? [seconds / 3600, 'hour'] : seconds % 60 === 0 ? [seconds / 60, 'minute'] : [seconds, 'second'];
  return { ...fill(`time(substr({1}, 1, 8), '${amount < 0 ? '' : '+'}${amount} ${unit}s') || substr({1}, 9)`, [time]), precedence: PRECEDENCE.concat };
}

/** `time - time` */
export const subtractTimes: Render = ([left, right]) => {
  if (!left || !right) return undefined;
  const total: Sql = { ...fill(`${CLOCK_SECONDS()} - ${CLOCK_SECONDS(2)}`, [left.sql, right.sql]), precedence: PRECEDENCE.sum };
  return counted(total, 'seconds');
};

/** `time::interval` */
export const clockInterval: Render = ([time]) => time && counted(fill(CLOCK_SECONDS(), [time.sql]), 'seconds');
