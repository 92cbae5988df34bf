import { KEYWORDS } from '../../model/keywords.js';
import type { Operand, Render, RenderContext } from '../dialect.js';
import { fill, primary, type Sql } from '../sql.js';
import { concatenated } from './concat.js';
import { failure } from './moments.js';
import { quoteText } from './text-operators.js';
import { toText } from './to-text.js';
import { calling } from './variadic.js';

/** A backslash makes it an escape string; NULL is the word NULL. */
const LITERAL = String.raw`iif(instr({1}, '\') > 0, 'E' || replace(quote({1}), '\', '\\'), quote({1}))`;

const IDENTIFIER = `iif({1} GLOB '[a-z_]*' AND {1} NOT GLOB '*[^a-z0-9_]*' AND {1} NOT IN (${[...KEYWORDS].map((word) => `'${word}'`).join(', ')}), {1}, '"' || replace({1}, '"', '""') || '"')`;

/** The text that is quoted: of a boolean it is a whole word. */
function quoted(value: Operand | undefined, context: RenderContext, form: string): Sql | undefined {
  const text = value && toText(value, context);
  return text && fill(form, [value.family === 'text' ? text : fill("'' || {1}", [text])]);
}

/** quote_ident() */
export const quoteIdentOf: Render = ([value], context) => quoted(value, context, IDENTIFIER);

/** quote_literal() */
export const quoteLiteralOf: Render = ([value], context) => quoted(value, context, `iif({1} IS NULL, NULL, ${LITERAL})`);

/** quote_nullable() */
export const quoteNullable: Render = ([value], context) => quoted(value, context, LITERAL);

/** One argument of format(), whose text comes as {1}. */
function placed(kind: string, text: Sql): Sql {
  if (kind === 'I') return fill(`iif({1} IS NULL, ${failure('null values cannot be formatted as an SQL identifier', 2)}, ${IDENTIFIER})`, [text, primary("''")]);
  return kind === 'L' ? fill(LITERAL, [fill("'' || {1}", [text])]) : text;
}

/** format('%s of %L, %1$s, %-10I', a, b): text and arguments one after the other; NULL is the empty text, or the word NULL for %L. */
export const format: Render = ([template, ...args], context) => {
  const pieces = typeof template?.constant === 'string' ? template.constant.split(/(%(?:\d+\$)?-?\d*[sIL]|%%)/u) : undefined;
  const texts = concatenated(args, context);
  if (!pieces || !texts) return undefined;
  let next = 0;
  const parts = pieces.filter((piece) => piece !== '').map((piece): Sql | undefined => {
    const [, place, width = '', kind = 's'] = /^%(?:(\d+)\$)?(-?\d*)([sIL])$/u.exec(piece) ?? [];
    if (!piece.startsWith('%') || piece === '%%') return piece.slice(1).includes('%') && piece !== '%%' ? undefined : quoteText(piece === '%%' ? '%' : piece);
    next = place === undefined ? next + 1 : Number(place);
    const text = texts[next - 1];
    if (!text || width === '-' || width.startsWith('0')) return undefined;
    return width === '' ? placed(kind, text) : fill(`printf('%${width.startsWith('-') ? '-' : ''}!${width.replace('-', '')}s', {1})`, [placed(kind, text)]);
  });
  if (!parts.every((part) => part !== undefined)) return undefined;
  return parts.length === 0 ? primary("''") : calling('concat', parts, context);
};
