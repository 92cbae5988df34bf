import type { Operand, Render, RenderContext } from '../dialect.js';
import { fill, infix, PRECEDENCE, type Sql } from '../sql.js';
import { quoteText } from './text-operators.js';

/** What stands for itself: signs that are no pattern, and texts in double quotes. */
const LITERAL = String.raw`(?:"[^"\\{}]*"|[^\p{ASCII}]|[ $%&#*/:;()\[\]_-])*`;
const FORMAT = new RegExp(`^(FM)?(${LITERAL})(FM)?([09,.]+)(${LITERAL})$`, 'iu');

/** A sign of its own: `S999`, `999MI`, `999PR`. */
const SIGNED = /^(FM)?(S|SG|MI)?([09,.]+)(S|SG|MI|PR)?$/iu;

/** Around the number there may be more: `FM$999,990.00`, `"No. "000`, `990.0 %`. */
export const numberToChar: Render = ([value, written], context) => {
  // G and D are what the locale has for them, here the one of C; the G of SG is none.
  const format = written?.constant?.replaceAll(/(?<!S)[GD](?=[^"]*(?:"[^"]*"[^"]*)*$)/giu, (sign) => (sign.toUpperCase() === 'G' ? ',' : '.')) ?? '';
  const [, filled = '', first = '', pattern = '', last = ''] = SIGNED.exec(format) ?? [];
  if (value && first + last !== '') return first === '' || last === '' ? plainToChar(value, filled + pattern, context, signed(`${first} ${last}`.toUpperCase())) : undefined;
  const [, before = '', prefix = '', within = '', digits = '', suffix = ''] = FORMAT.exec(format) ?? [];
  const number = value && plainToChar(value, `${before}${within}${digits}`, context);
  if (!number || (prefix === '' && suffix === '')) return number;
  return [...literal(prefix), number, ...literal(suffix)].reduce((left, right) => infix(left, '||', right, PRECEDENCE.concat));
};

/** How the sign stands around a text of digits, which is filled up to `width` where the format does not say FM. */
type Sign = (negative: string, text: string, width: number | undefined) => string;

const wide = (width: number | undefined, text: string): string => (width === undefined ? text : `printf('%${width}s', ${text})`);

/** A minus before the number, for which there is always room. */
const MINUS: Sign = (negative, text, width) => wide(width === undefined ? undefined : width + 1, `iif(${negative}, '-', '') || ${text}`);

function signed(place: string): Sign {
  const [first = '', last = ''] = place.split(' ');
  return (negative, text, width) => {
    const blank = width === undefined ? '' : ' ';
    const sign = `iif(${negative}, '-', '${first === 'MI' || last === 'MI' ? blank : '+'}')`;
    if (last === 'PR') return `${wide(width === undefined ? undefined : width + 1, `iif(${negative}, '<', '') || ${text}`)} || iif(${negative}, '>', '${blank}')`;
    if (first === 'S') return wide(width === undefined ? undefined : width + 1, `${sign} || ${text}`);
    return first === '' ? `${wide(width, text)} || ${sign}` : `${sign} || ${wide(width, text)}`;
  };
}

function literal(text: string): readonly Sql[] {
  return text === '' ? [] : [quoteText(text.replaceAll('"', ''))];
}

/** to_char(n, 'FM0000'), '000', '9990.99', 'FM999,990.00': digits, filled up to the width of the format where FM does not say otherwise. */
function plainToChar(value: Operand, format: string, context: RenderContext, sign: Sign = MINUS): Sql | undefined {
  const match = /^(FM)?([09,]+)(?:\.([09]+))?$/iu.exec(format);
  if (!match) return undefined;
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
  return fill(`iif({1} IS NULL, NULL, ${sign(negative, text, trimmed === undefined ? pattern.length : undefined)})`, [value.sql, plainNumber(value, context.mapping === 'exact')]);
}

/** Whole numbers are left as they are, which a double may not hold; halves of double precision go to the even neighbour, those of numerics up. */
function absoluteOf({ family }: Operand, decimals: number): string {
  if (family === 'int') return 'abs({2})';
  if (family !== 'float') return inDecimals(decimals);
  return decimals === 0 ? 'iif(abs({2} - trunc({2})) = 0.5, abs(2 * round({2} / 2)), round(abs({2})))' : ofDouble(decimals);
}

/** Only what binary fractions hold can lie in the middle between two decimals; of all else the digits say where it lies, more than printf() takes without the `!`. */
function ofDouble(decimals: number): string {
  const [fine, scaled] = [`abs({2}) * ${2 ** (decimals + 1)}`, `abs({2}) * 1e${decimals}`];
  return `iif(${fine} = trunc(${fine}) AND ${scaled} - trunc(${scaled}) = 0.5, 2 * round(${scaled} / 2) / 1e${decimals}, CAST(printf('%!.${decimals}f', abs({2})) AS REAL))`;
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
