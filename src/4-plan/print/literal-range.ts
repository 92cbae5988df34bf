import { dateText, momentText } from './literal-moment.js';
import { numericText } from './literal-number.js';

const RANGE = /^\s*([[(])\s*("(?:[^"]|"")*"|[^,"()[\]]*?)\s*,\s*("(?:[^"]|"")*"|[^,"()[\]]*?)\s*([\])])\s*$/u;
const DAY = 86_400_000;

/**
 * A range as Postgres prints it: `[1,5]` of whole numbers or days is `[1,6)`, moments stand in quotes, and what holds nothing is `empty`
 * (https://www.postgresql.org/docs/18/rangetypes.html#RANGETYPES-IO). Undefined for what cannot be read.
 */
export function rangeText(text: string, type: string): string | undefined {
  if (text.trim().toLowerCase() === 'empty') return 'empty';
  const [, open, first = '', last = '', close] = RANGE.exec(text) ?? [];
  if (open === undefined) return undefined;
  const [low, high] = [first, last].map((bound) => (bound === '' ? null : read(unquoted(bound), type)));
  if (low === undefined || high === undefined) return undefined;
  const discrete = type === 'int4range' || type === 'int8range' || type === 'daterange';
  const from = low !== null && discrete && open === '(' ? next(low, type) : low;
  const to = high !== null && discrete && close === ']' ? next(high, type) : high;
  const [left, right] = [low === null ? '(' : discrete ? '[' : open, high === null ? ')' : discrete ? ')' : (close ?? ')')];
  if (from !== null && to !== null && isEmpty(from, to, left === '[' && right === ']', type)) return 'empty';
  return `${left}${from === null ? '' : quoted(from)},${to === null ? '' : quoted(to)}${right}`;
}

function unquoted(bound: string): string {
  return bound.startsWith('"') ? bound.slice(1, -1).replaceAll('""', '"') : bound;
}

function quoted(bound: string): string {
  return bound.includes(' ') ? `"${bound}"` : bound;
}

function read(bound: string, type: string): string | undefined {
  switch (type) {
    case 'int4range':
    case 'int8range':
      return /^[+-]?\d+$/u.test(bound) ? String(BigInt(bound)) : undefined;
    case 'numrange':
      return numericText(bound, []);
    case 'daterange':
      return dateText(bound);
    case 'tsrange':
      return momentText(bound, false, 'classic')?.text;
    case 'tstzrange': {
      const moment = momentText(bound, true, 'classic')?.text;
      return moment === undefined || moment.endsWith('infinity') ? moment : `${moment}+00`;
    }
    default:
      return undefined;
  }
}

function next(bound: string, type: string): string {
  if (type !== 'daterange') return String(BigInt(bound) + 1n);
  return bound.endsWith('infinity') ? bound : new Date(Date.parse(`${bound}T00:00:00Z`) + DAY).toISOString().slice(0, 10);
}

function isEmpty(from: string, to: string, closed: boolean, type: string): boolean {
  if (from !== to) return false;
  return !(closed && (type === 'numrange' || type.startsWith('ts')));
}
