import type { Operand, Render } from '../dialect.js';
import { fill, type Sql } from '../sql.js';

/** The patterns that strftime() has. */
const STRFTIME: readonly (readonly [string, string])[] = [
  ['YYYY', '%Y'],
  ['IYYY', '%G'],
  ['HH24', '%H'],
  ['HH12', '%I'],
  ['DDD', '%j'],
  ['MM', '%m'],
  ['DD', '%d'],
  ['HH', '%I'],
  ['MI', '%M'],
  ['SS', '%S'],
  ['IW', '%V'],
  ['ID', '%u'],
];

const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];
const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

/** One name out of many by substr(), each filled up to one width. */
function named(names: readonly string[], index: string, width: number, trimmed: boolean): string {
  const filled = names.map((name) => name.slice(0, width).padEnd(width)).join('');
  const name = `substr('${filled}', ${width} * ${index} + 1, ${width})`;
  return trimmed && width > 3 ? `rtrim(${name})` : name;
}

const month = (width: number) => (trimmed: boolean): string => named(MONTHS, "(strftime('%m', {1}) - 1)", width, trimmed);
const day = (width: number) => (trimmed: boolean): string => named(DAYS, "strftime('%w', {1})", width, trimmed);
const half = "iif(strftime('%H', {1}) < '12', 'AM', 'PM')";

/** The others, as SQL over the moment `{1}`. Names are written as the pattern is: MONTH, Month, month. */
const PIECES: readonly (readonly [string, (trimmed: boolean) => string])[] = [
  ['MONTH', month(9)],
  ['MON', month(3)],
  ['DAY', day(9)],
  ['DY', day(3)],
  ['AM', () => half],
  ['PM', () => half],
  ['MS', () => "substr(strftime('%f', {1}), 4)"],
  ['US', () => "substr(strftime('%f', {1}), 4) || '000'"],
  ['YY', () => "substr(strftime('%Y', {1}), 3)"],
  ['Q', () => "CAST((strftime('%m', {1}) + 2) / 3 AS TEXT)"],
  ['D', () => "CAST(strftime('%w', {1}) + 1 AS TEXT)"],
];

const CASED: ReadonlySet<string> = new Set(['MONTH', 'MON', 'DAY', 'DY', 'AM', 'PM']);

/** The format as pieces of SQL, with what strftime() has gathered into one call; undefined when it has a pattern that is in neither table. */
function readFormat(format: string): readonly string[] | undefined {
  const parts: string[] = [];
  let gathered = '';
  const flush = (): void => {
    if (gathered !== '') parts.push(gathered.includes('%') ? `strftime('${gathered}', {1})` : `'${gathered}'`);
    gathered = '';
  };
  for (let rest = format; rest !== ''; ) {
    const trimmed = /^FM/iu.test(rest);
    if (trimmed) rest = rest.slice(2);
    const quoted = /^"([^"]*)"/u.exec(rest);
    const simple = quoted ? undefined : longest(STRFTIME, rest);
    const found = quoted ? undefined : longest(PIECES, rest);
    const piece = found && found[0].length > (simple?.[0].length ?? 0) ? found : undefined;
    const other = /^[^A-Za-z0-9"%\\{}]/u.exec(rest) ?? /^T(?=HH)/u.exec(rest);
    const taken = quoted?.[0] ?? (piece ?? simple)?.[0] ?? other?.[0];
    if (taken === undefined || quoted?.[1]?.includes('{')) return undefined;
    if (piece || (simple && trimmed)) flush();
    if (piece) parts.push(cased(piece[1](trimmed), piece[0], rest.slice(0, taken.length)));
    else if (simple && trimmed) parts.push(`ltrim(strftime('${simple[1]}', {1}), '0')`);
    else gathered += (quoted ? (quoted[1] ?? '').replaceAll('%', '%%') : (simple?.[1] ?? taken)).replaceAll("'", "''");
    rest = rest.slice(taken.length);
  }
  flush();
  return parts;
}

function longest<T extends readonly [string, unknown]>(patterns: readonly T[], rest: string): T | undefined {
  const fitting = patterns.filter(([name]) => rest.toUpperCase().startsWith(name));
  return fitting.toSorted(([a], [b]) => b.length - a.length)[0];
}

function cased(sql: string, name: string, written: string): string {
  if (!CASED.has(name)) return sql;
  if (written === written.toLowerCase()) return `lower(${sql})`;
  return written === written.toUpperCase() ? `upper(${sql})` : sql;
}

/** to_char(timestamp, 'DD Mon YYYY') */
export const momentToChar: Render = ([value, format]) => {
  const read = typeof format?.constant === 'string' ? readFormat(format.constant) : undefined;
  if (!value || !read || read.length === 0) return undefined;
  return fill(read.length === 1 ? (read[0] ?? '') : `(${read.join(' || ')})`, [value.sql]);
};

/** to_char(n, 'FM0000'), '000', '9990.99', 'FM999,990.00': digits, filled up to the width of the format where FM does not say otherwise. */
export const numberToChar: Render = ([value, format], context) => {
  // G and D are what the locale has for them, here the one of C.
  const match = /^(FM)?([09,]+)(?:\.([09]+))?$/iu.exec(format?.constant?.replaceAll('G', ',').replaceAll('D', '.') ?? '');
  if (!value || !match) return undefined;
  const [pattern, trimmed, whole = '', decimals = ''] = match;
  const zeros = whole.replace(/^[9,]+/u, '').replaceAll(',', '').length;
  const grouped = whole.includes(',');
  // Digits that are filled up and grouped at once have no printf().
  if ((grouped && zeros > 1) || (grouped && !/^9{1,3}(?:,9{3})*(?:,990)?$|^9{1,3}(?:,9{3})*$/u.test(whole))) return undefined;
  const absolute = absoluteOf(value, decimals.length);
  const negative = value.family === 'numeric' ? `{2} < 0 AND ${absolute} <> 0` : '{2} < 0';
  const places = pattern.replace(/^FM/iu, '').replaceAll(/[09]/gu, '#');
  const kept = trimmed === undefined ? decimals.length : decimals.lastIndexOf('0') + 1;
  const text = `iif(${absolute} >= 1e${whole.replaceAll(',', '').length}, '${places}', ${digits(zeros, grouped, absolute, decimals.length, kept)})`;
  const signed = `iif(${negative}, '-', '') || ${text}`;
  return fill(`iif({1} IS NULL, NULL, ${trimmed === undefined ? `printf('%${pattern.length + 1}s', ${signed})` : signed})`, [value.sql, plainNumber(value, context.mapping === 'exact')]);
};

/** Whole numbers are left as they are, which a double may not hold; halves of double precision go to the even neighbour, those of numerics up. */
function absoluteOf({ family }: Operand, decimals: number): string {
  if (family === 'int') return 'abs({2})';
  return family === 'float' && decimals === 0 ? 'iif(abs({2} - trunc({2})) = 0.5, abs(2 * round({2} / 2)), round(abs({2})))' : inDecimals(decimals);
}

/** 2.675 is a little less in binary: it is rounded to nine digits before it is rounded to two. */
function inDecimals(decimals: number): string {
  return decimals === 0 ? 'round(abs({2}))' : `round(round(abs({2}) * 1e${decimals}, 9)) / 1e${decimals}`;
}

/** @param kept the decimals that are there even when they are zeros */
function digits(zeros: number, grouped: boolean, absolute: string, decimals: number, kept: number): string {
  const integer = `printf('%${grouped ? ',' : ''}${zeros > 1 ? `0${zeros}` : ''}d', ${absolute})`;
  if (decimals === 0) return integer;
  const fixed = `printf('%.${decimals}f', ${absolute})`;
  const all = `substr(${fixed}, -${decimals + 1})`;
  const some = `${kept === 0 ? "'.'" : `substr(${fixed}, -${decimals + 1}, ${kept + 1})`} || rtrim(substr(${fixed}, -${decimals - kept}), '0')`;
  // Nothing but a point would be left of zero.
  const below = kept === 0 ? `${absolute} < 1 AND ${absolute} <> 0` : `${absolute} < 1`;
  return `${zeros === 0 ? `iif(${below}, '', ${integer})` : integer} || ${kept === decimals ? all : some}`;
}

function plainNumber(value: Operand, exact: boolean): Sql {
  return exact && value.family === 'numeric' && !value.sql.real ? fill('CAST({1} AS REAL)', [value.sql]) : value.sql;
}
