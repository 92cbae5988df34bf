import { age } from './age.js';
import { atZone } from './at-zone.js';
import { dateBin } from './date-bin.js';
import type { FunctionRow, Operand, Render, RenderContext } from '../dialect.js';
import { fill, primary, type Sql } from '../sql.js';
import { CLOCK_SECONDS } from './clock.js';
import { fieldOfInterval } from './interval.js';
import { justifyDays, justifyHours, justifyInterval } from './justify.js';
import { intervalToChar } from './interval-to-char.js';
import { makeInterval } from './make-interval.js';
import { moment, wholeMoment } from './moments.js';
import { shift } from './moved-moment.js';
import { isReadByFormat, toDate, toTimestamp } from './read-format.js';
import { DAY, readMoment } from './read-text.js';
import { emulated, exact, hiding, refused } from './row.js';
import { numberToChar } from './number-to-char.js';
import { momentToChar } from './to-char.js';
import { toNumber } from './to-number.js';
import { truncateInterval } from './truncate-interval.js';

const now: Render = (_args, context) => moment(primary("'now'"), [], context.mapping);

const truncate: Render = ([field, value], context) => {
  if (!value || typeof field?.constant !== 'string') return undefined;
  const clock = (format: string): Sql => {
    const [day, time] = format.split(' ');
    return fill(context.mapping === 'exact' ? `strftime('${day}T${time}.000Z', {1})` : `strftime('${format}', {1})`, [value.sql]);
  };
  const modifiers = startOf(field.constant.toLowerCase(), value.sql);
  if (modifiers) return wholeMoment(value.sql, modifiers, context.mapping);
  switch (field.constant.toLowerCase()) {
    case 'hour':
      return clock('%Y-%m-%d %H:00:00');
    case 'minute':
      return clock('%Y-%m-%d %H:%M:00');
    case 'second':
      return clock('%Y-%m-%d %H:%M:%S');
    // No moment is kept with more than milliseconds.
    case 'milliseconds':
    case 'microseconds':
      return value.sql;
    default:
      return undefined;
  }
};

/** The start of a day or more; weeks begin on Monday. */
function startOf(field: string, value: Sql): readonly string[] | undefined {
  const quarter = fill("'-' || ((strftime('%m', {1}) - 1) % 3) || ' months'", [value]).text;
  const since = (first: number, years: number): string => fill(`'-' || ((strftime('%Y', {1})${first === 0 ? '' : ` - ${first}`}) % ${years}) || ' years'`, [value]).text;
  const found: Readonly<Record<string, readonly string[]>> = {
    day: ["'start of day'"],
    week: ["'start of day'", "'weekday 0'", "'-6 days'"],
    month: ["'start of month'"],
    quarter: ["'start of month'", quarter],
    year: ["'start of year'"],
    decade: ["'start of year'", since(0, 10)],
    // The first year of a century ends in 01.
    century: ["'start of year'", since(1, 100)],
    millennium: ["'start of year'", since(1, 1000)],
  };
  return Object.hasOwn(found, field) ? found[field] : undefined;
}

const FIELDS: Readonly<Record<string, string>> = {
  year: "strftime('%Y', {1})",
  month: "strftime('%m', {1})",
  day: "strftime('%d', {1})",
  hour: "strftime('%H', {1})",
  minute: "strftime('%M', {1})",
  second: "strftime('%f', {1})",
  dow: "strftime('%w', {1})",
  isodow: "strftime('%u', {1})",
  doy: "strftime('%j', {1})",
  week: "strftime('%V', {1})",
  isoyear: "strftime('%G', {1})",
  epoch: "unixepoch({1}, 'subsec')",
  quarter: "(strftime('%m', {1}) + 2) / 3",
  century: "(strftime('%Y', {1}) + 99) / 100",
  millennium: "(strftime('%Y', {1}) + 999) / 1000",
  julian: "julianday({1}) + 0.5",
  decade: "strftime('%Y', {1}) / 10",
  milliseconds: "strftime('%f', {1}) * 1000",
  microseconds: "strftime('%f', {1}) * 1000000",
};

/** EXTRACT and date_part: numeric or double precision, so REAL. */
const extract: Render = ([field, value], context) => {
  if (!value || typeof field?.constant !== 'string') return undefined;
  const name = field.constant.toLowerCase();
  if (value.family === 'interval') return number(fieldOfInterval(value, name), context);
  // Timestamps with a zone are kept in UTC.
  const template = value.family === 'timestamptz' && /^timezone(?:_hour|_minute)?$/u.test(name) ? 'iif({1} IS NULL, NULL, 0)' : Object.hasOwn(FIELDS, name) ? FIELDS[name] : undefined;
  return template === undefined ? undefined : number(fill(template, [untruncated(value.sql)]), context);
};

/** Of a time of day: its seconds are counted from midnight. */
const CLOCK_FIELDS: Readonly<Record<string, string | undefined>> = {
  hour: FIELDS['hour'],
  minute: FIELDS['minute'],
  second: 'CAST(substr({1}, 7) AS REAL)',
  milliseconds: 'round(CAST(substr({1}, 7) AS REAL) * 1000, 3)',
  microseconds: 'round(CAST(substr({1}, 7) AS REAL) * 1000000)',
  epoch: `round(${CLOCK_SECONDS()}, 6)`,
};

const extractOfClock: Render = ([field, value], context) => {
  const name = field?.constant?.toLowerCase() ?? '';
  const template = Object.hasOwn(CLOCK_FIELDS, name) ? CLOCK_FIELDS[name] : undefined;
  return value && template !== undefined ? number(fill(template, [value.sql]), context) : undefined;
};

/** The classic form of the current time has whole seconds; its parts need not lose the milliseconds for that. */
function untruncated(value: Sql): Sql {
  return value.text === "datetime('now')" ? primary("'now'") : value;
}

const DAY_AND_TIME = (moment: string): string => `strftime('%d %H:%M:%f', ${moment})`;

/** Whole months from one moment to a later one. */
const monthsTo = (later: string, earlier: string): string => `strftime('%Y', ${later}) * 12 + strftime('%m', ${later}) - strftime('%Y', ${earlier}) * 12 - strftime('%m', ${earlier}) - (${DAY_AND_TIME(later)} < ${DAY_AND_TIME(earlier)})`;

/** The years or months in age(later, earlier), which counts backwards where the first moment is the earlier one. */
const ageField = (part: string): Render => ([later, earlier], context) => later && earlier && number(fill(`iif({1} < {2}, -(${monthsTo('{2}', '{1}')}), ${monthsTo('{1}', '{2}')}) ${part}`, [later.sql, earlier.sql]), context);

const NO_PARTS = refused('this part cannot be taken of an interval that is neither a column, a constant, a multiple nor the difference of two timestamps', 'Keep the interval in a column first, or subtract the timestamps themselves.');

function number(sql: Sql | undefined, context: RenderContext): Sql | undefined {
  const real = context.result.family === 'numeric' && context.mapping === 'exact';
  if (!sql) return undefined;
  return { ...(sql.unrounded ? sql : fill('CAST({1} AS REAL)', [sql])), ...(real && { real }) };
}

/** The first and the last moment of a period, whichever is written first. Without one of the two it is the other one, and has no end. */
const FIRST = (a: number, b: number): string => `coalesce(min({${a}}, {${b}}), {${a}}, {${b}})`;
const LAST = (a: number, b: number): string => `max({${a}}, {${b}})`;

/** `(a, b) OVERLAPS (c, d)`, as overlaps_timestamp() has it where something is NULL. */
const OVERLAPS = ((): string => {
  const [first, last, other, end] = [FIRST(1, 2), LAST(1, 2), FIRST(3, 4), LAST(3, 4)];
  const known = (value: number): string => `iif(${last} IS NULL OR ${end} IS NULL, NULL, ${value})`;
  return `iif(${first} > ${other}, iif(${first} < ${end}, 1, ${known(0)}), iif(${first} < ${other}, iif(${other} < ${last}, 1, ${known(0)}), iif(${first} IS NULL OR ${other} IS NULL, NULL, ${known(1)})))`;
})();

/** A period may be said by its length. */
const overlaps: Render = ([first, last, other, end], context) => {
  const until = (start: Operand | undefined, stop: Operand | undefined): Sql | undefined => (stop?.family !== 'interval' ? stop?.sql : start && shift(1)([start, stop], context));
  const [a, b] = [until(first, last), until(other, end)];
  return first && other && a && b && fill(OVERLAPS, [first.sql, a, other.sql, b]);
};

const finite: Render = ([value]) => value && fill("{1} NOT IN ('infinity', '-infinity')", [value.sql]);

const makeDate: Render = (args) => fill(DAY, [fill("printf('%04d-%02d-%02d', {*})", args.map(({ sql }) => sql))]);

const makeTimestamp: Render = (args, context) => readMoment([{ sql: fill("printf('%04d-%02d-%02d %02d:%02d:%06.3f', {*})", args.map(({ sql }) => sql)) }], context);

const makeTime: Render = (args) => fill("rtrim(rtrim(printf('%02d:%02d:%06.3f', {*}), '0'), '.')", args.map(({ sql }) => sql));

const fromEpoch: Render = ([value], context) => value && moment(value.sql, ["'unixepoch'"], context.mapping);

/** `timestamptz + interval`, in a zone where days have 24 hours. */
const moved = (sign: 1 | -1): Render => ([value, interval, zone], context) => (value && interval && (!zone || /^(utc|gmt|etc\/utc)$/iu.test(zone.constant ?? '')) ? shift(sign)([value, interval], context) : undefined);
const noZone = refused('date_add() and date_subtract() are worked out in UTC', 'Write AT TIME ZONE around the timestamps that are computed with.');

const clock = [exact([], now)];

/** Dates and times (https://www.postgresql.org/docs/18/functions-datetime.html); the session's time zone is UTC. */
export const TIME_FUNCTIONS: Readonly<Record<string, readonly FunctionRow[]>> = {
  now: clock,
  transaction_timestamp: clock,
  statement_timestamp: clock,
  clock_timestamp: clock,
  current_timestamp: clock,
  localtimestamp: clock,
  current_date: [exact([], "date('now')")],
  current_time: [exact([], "time('now') || '+00'")],
  localtime: [exact([], "time('now')")],
  date_trunc: [emulated(['any', 'moment'], truncate), emulated(['any', 'interval'], truncateInterval)],
  date_bin: [emulated(['interval', 'moment', 'moment'], dateBin)],
  date_part: [emulated(['any', 'moment'], extract), emulated(['any', 'interval'], extract), emulated(['any', 'time'], extractOfClock), ...NO_PARTS],
  extract: [emulated(['any', 'moment'], extract), emulated(['any', 'interval'], extract), emulated(['any', 'time'], extractOfClock), ...NO_PARTS],
  to_char: [emulated(['moment', 'any'], momentToChar), emulated(['interval', 'any'], intervalToChar), emulated(['number', 'any'], numberToChar)],
  to_number: [emulated(['string', 'string'], toNumber), ...refused('this format of to_number() has no rendering on SQLite', 'These have one: digits with commas, decimals and a sign, as in 9,999.99 and S999D99, in queries and statements.')],
  /** Not Postgres': whether to_date() would read the text. */
  is_read_by_format: [emulated(['string', 'string'], isReadByFormat)],
  to_date: [emulated(['any', 'any'], toDate)],
  to_timestamp: [emulated(['number'], fromEpoch), emulated(['string', 'any'], toTimestamp)],
  overlaps: [...(['moment', 'interval'] as const).flatMap((last) => (['moment', 'interval'] as const).map((end) => emulated(['moment', last, 'moment', end], overlaps))), emulated(['time', 'time', 'time', 'time'], OVERLAPS)],
  date_add: [emulated(['timestamptz', 'interval'], moved(1)), emulated(['timestamptz', 'interval', 'string'], moved(1)), ...noZone],
  date_subtract: [emulated(['timestamptz', 'interval'], moved(-1)), emulated(['timestamptz', 'interval', 'string'], moved(-1)), ...noZone],
  isfinite: [exact(['moment'], finite)],
  make_timestamp: [hiding([1, 2, 3, 4, 5, 6], emulated(['int', 'int', 'int', 'int', 'int', 'float'], makeTimestamp))],
  make_timestamptz: [hiding([1, 2, 3, 4, 5, 6], emulated(['int', 'int', 'int', 'int', 'int', 'float'], makeTimestamp))],
  make_time: [hiding([1, 2, 3], emulated(['int', 'int', 'float'], makeTime))],
  timezone: [exact(['moment'], ([value]) => value?.sql), emulated(['any', 'moment'], atZone), ...refused('only constant names of time zones are known, and not those whose summer time follows no rule', "Write AT TIME ZONE 'UTC', with + INTERVAL '2 hours' behind it for a fixed offset; convert to local times in the application.")],
  make_date: [hiding([1, 2, 3], exact(['int', 'int', 'int'], makeDate))],
  justify_hours: [emulated(['interval'], justifyHours)],
  justify_days: [emulated(['interval'], justifyDays)],
  justify_interval: [emulated(['interval'], justifyInterval)],
  make_interval: [emulated(['number', '...'], makeInterval)],
  date: [exact(['moment'], 'date({1})')],
  age: [emulated(['moment', 'moment'], age), ...refused('age() takes a query, which has no place here', 'Take its years or months only: extract(year FROM age(a, b)); or subtract the timestamps.')],
  /** Not Postgres': what extract() takes of age(). */
  age_year: [emulated(['moment', 'moment'], ageField('/ 12'))],
  age_month: [emulated(['moment', 'moment'], ageField('% 12'))],
};

