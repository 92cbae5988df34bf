import type { Render } from '../dialect.js';
import { overParts } from './interval-parts.js';
import { tokensOf, type Token } from './to-char.js';

const HOUR = 'CAST(_seconds AS INTEGER) / 3600';
const MINUTE = 'CAST(_seconds AS INTEGER) / 60 % 60';
const SECOND = 'CAST(_seconds AS INTEGER) % 60';
const DAY_OF_YEAR = '(_months * 30 + _days)';
const MICROSECONDS = 'CAST(round((_seconds - CAST(_seconds AS INTEGER)) * 1000000) AS INTEGER)';
const YEAR = '_months / 12';
const HALF_DAY = `iif((${HOUR}) % 12 = 0, 12, (${HOUR}) % 12)`;

/** A number over `_months`, `_days` and `_seconds` and how wide it is: a place more where what has its sign is less than zero. FM does not shorten a fixed one. */
interface Number {
  readonly sql: string;
  readonly width: number;
  readonly sign?: string;
  readonly fixed?: true;
}

/** How interval_to_char() writes the parts; calendars' patterns mean nothing of an interval, and the others are not worked out. */
const NUMBERS: Readonly<Record<string, Number>> = {
  HH24: { sql: HOUR, width: 2, sign: HOUR },
  HH12: { sql: HALF_DAY, width: 2, sign: HOUR },
  HH: { sql: HALF_DAY, width: 2, sign: HOUR },
  MI: { sql: MINUTE, width: 2, sign: MINUTE },
  SS: { sql: SECOND, width: 2, sign: SECOND },
  MS: { sql: `${MICROSECONDS} / 1000`, width: 3, fixed: true },
  US: { sql: MICROSECONDS, width: 6, fixed: true },
  FF3: { sql: `${MICROSECONDS} / 1000`, width: 3, fixed: true },
  FF6: { sql: MICROSECONDS, width: 6, fixed: true },
  SSSS: { sql: 'CAST(_seconds AS INTEGER)', width: 0 },
  SSSSS: { sql: 'CAST(_seconds AS INTEGER)', width: 0 },
  DD: { sql: '_days', width: 2 },
  DDD: { sql: DAY_OF_YEAR, width: 3 },
  MM: { sql: '_months % 12', width: 2, sign: '_months % 12' },
  YYYY: { sql: YEAR, width: 4, sign: YEAR },
  YYY: { sql: `${YEAR} % 1000`, width: 3, sign: YEAR },
  YY: { sql: `${YEAR} % 100`, width: 2, sign: YEAR },
  Y: { sql: `${YEAR} % 10`, width: 1, sign: YEAR },
};

/** `AM`, `a.m.`: with the letter of the half of the day. */
function half(letter: string, name: string): string {
  return (/[A-Z]/u.test(name) ? letter.toUpperCase() : letter) + name.slice(1);
}

function pieceOf(token: Token): string | undefined {
  if ('literal' in token) return `'${token.literal.replaceAll("'", "''")}'`;
  const { form, suffix } = token;
  const name = form.name.toUpperCase();
  if (/^[AP](?:M|\.M\.)$/u.test(name)) return `iif((${HOUR}) % 24 >= 12, '${half('p', form.name)}', '${half('a', form.name)}')`;
  const number = Object.hasOwn(NUMBERS, name) ? NUMBERS[name] : undefined;
  if (!number || suffix !== '') return undefined;
  const { sql, width, sign, fixed } = number;
  if (width === 0 || (form.shortened && !fixed)) return `CAST(${sql} AS TEXT)`;
  const format = `'%0${width}d'`;
  return `printf(${sign ? `iif(${sign} < 0, '%0${width + 1}d', ${format})` : format}, ${sql})`;
}

/** to_char(interval, 'HH24:MI:SS') */
export const intervalToChar: Render = ([value, format]) => {
  const pieces = typeof format?.constant === 'string' && format.constant !== '' ? tokensOf(format.constant)?.map(pieceOf) : undefined;
  if (!value || !pieces || !pieces.every((piece) => piece !== undefined)) return undefined;
  return overParts(value, pieces.join(' || ').replaceAll("' || '", ''));
};
