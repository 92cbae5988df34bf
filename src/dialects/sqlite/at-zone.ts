import type { Operand, Render, RenderContext } from '../dialect.js';
import { readInterval } from '../../model/interval.js';
import { fill, type Sql } from '../sql.js';
import { moment } from './moments.js';
import { STEADY_ZONES, SUMMER_ZONES } from './zones.js';

/** What a zone adds to UTC, in minutes; in summer too, and when that begins and ends. */
interface Zone {
  readonly since: number;
  readonly minutes: number;
  readonly summer?: { readonly minutes: number; readonly begins: Day; readonly ends: Day };
}

/** The first Sunday of a year from a day on, and the minute in UTC. */
interface Day {
  readonly from: string;
  readonly minute: number;
}

/** The clocks change at a time of UTC in Europe, and elsewhere at two in the morning of the time that they show. */
const RULES: Readonly<Record<(typeof SUMMER_ZONES)[number][0], (winter: number, summer: number) => readonly [begins: Day, ends: Day]>> = {
  us: (winter, summer) => [{ from: '03-08', minute: 120 - winter }, { from: '11-01', minute: 120 - summer }],
  eu: () => [{ from: '03-25', minute: 60 }, { from: '10-25', minute: 60 }],
  au: (winter) => [{ from: '10-01', minute: 120 - winter }, { from: '04-01', minute: 120 - winter }],
  nz: (winter) => [{ from: '09-24', minute: 120 - winter }, { from: '04-01', minute: 120 - winter }],
};

/** An offset in the place of a name is POSIX', which counts westwards: '+02:00' is two hours behind UTC. */
function westOfGreenwich([, sign, hours, minutes = '0']: RegExpExecArray): number {
  return (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? 1 : -1);
}

/** An interval counts eastwards: interval '02:00' is two hours ahead of UTC. It has no days. */
function eastOfGreenwich(text: string): Zone | undefined {
  const interval = readInterval(text);
  return interval && interval.months === 0 && interval.days === 0 && interval.seconds % 60 === 0 ? { minutes: interval.seconds / 60, since: 1970 } : undefined;
}

/** Names are read in any case. */
function zoneOf(name: string): Zone | undefined {
  const isNamed = (zones: string): boolean => zones.toLowerCase().split(' ').includes(name.toLowerCase());
  if (/^(utc|gmt|z|etc\/utc|zulu)$/iu.test(name)) return { minutes: 0, since: 1970 };
  const offset = /^(?:utc|gmt|etc\/gmt)?([+-]?)(\d{1,2})(?::([0-5]\d))?$/iu.exec(name);
  if (offset) return { minutes: westOfGreenwich(offset), since: 1970 };
  const steady = STEADY_ZONES.find(([, , zones]) => isNamed(zones));
  if (steady) return { minutes: steady[0], since: steady[1] };
  const found = SUMMER_ZONES.find(([, , , , zones]) => isNamed(zones));
  if (!found) return undefined;
  const [rule, minutes, inSummer, since] = found;
  const [begins, ends] = RULES[rule](minutes, inSummer);
  return { minutes, since, summer: { minutes: inSummer, begins, ends } };
}

/**
 * AT TIME ZONE: timestamps with a zone are kept in UTC. One that has a zone becomes what the clocks there show; one that has none was read from them.
 * An hour that the clocks show twice is that of winter, and so is one that they leave out, as in Postgres.
 */
export const atZone: Render = ([zone, value], context) => {
  const found = zone && typeof zone.constant === 'string' ? (zone.family === 'interval' ? eastOfGreenwich(zone.constant) : zoneOf(zone.constant)) : undefined;
  if (!found || !value) return undefined;
  if (found.minutes === 0 && !found.summer) return value.sql;
  if (found.since > 1970) context.note({ code: 'lossy-time-zone', message: `the time zone ${zone?.constant ?? ''} is that of today's rules, which hold since ${found.since}` });
  return shifted(value, found, context);
};

function shifted(value: Operand, { minutes, summer }: Zone, { mapping }: RenderContext): Sql {
  const back = value.family === 'timestamptz' ? 1 : -1;
  if (!summer) return moment(value.sql, [`'${modifier(back * minutes)}'`], mapping);
  // What the clocks show is compared with what they show when they change.
  const shownAt = (day: Day, shown: number): string => boundary(back === 1 ? day : { ...day, minute: day.minute + shown });
  const [begins, ends] = [shownAt(summer.begins, summer.minutes), shownAt(summer.ends, minutes)];
  const isSummer = `datetime({1}) >= ${begins} ${summer.begins.from < summer.ends.from ? 'AND' : 'OR'} datetime({1}) < ${ends}`;
  const offset = fill(`iif(${isSummer}, '${modifier(back * summer.minutes)}', '${modifier(back * minutes)}')`, [value.sql]);
  return moment(value.sql, [offset.text], mapping);
}

function boundary({ from, minute }: Day): string {
  return `datetime(strftime('%Y', {1}) || '-${from}', 'weekday 0', '${modifier(minute)}')`;
}

function modifier(minutes: number): string {
  const sign = minutes < 0 ? '-' : '+';
  return minutes % 60 === 0 ? `${sign}${Math.abs(minutes) / 60} hours` : `${sign}${Math.abs(minutes)} minutes`;
}
