import type { Operand } from '../dialect.js';
import { fill, type Sql } from '../sql.js';
import { failure } from './moments.js';
import { quoteText } from './text-operators.js';

/** Delimiters that JSON text shows as they are, and that no escape sequence contains. */
const PLAIN = /^[^"\\A-Za-z0-9\p{Cc}]+$/u;
/** Those that it may show as escape sequences: a line's end is `\n`. */
const ESCAPED = /^[^A-Za-z0-9]+$/u;

/** Where escape sequences are looked for, backslashes that stand for themselves are away for so long: JSON text has no raw control characters. */
const bySequence = (text: string, sequence: string): string => String.raw`('[' || replace(replace(replace(json_quote(${text}), '\\', char(1)), ${sequence}, '","'), char(1), '\\') || ']')`;

/** Letters are part of escape sequences, so that the delimiter becomes a sign first that texts do not have. */
const BY_SIGN = `iif(instr({1}, char(31)) > 0, ${failure('a text with U+001F cannot be split')}, ${bySequence('replace({1}, {2}, char(31))', String.raw`'\u001f'`)})`;

/** The parts between the delimiters, as a JSON array: `'a/b'` -> `["a","b"]`. Undefined for what may be NULL. */
export function split(value: Operand, { constant, sql }: Operand): Sql | undefined {
  if (constant === null || (constant === undefined && !/^char\(\d+\)$/u.test(sql.text))) return undefined;
  if (constant === '') return fill("('[' || json_quote({1}) || ']')", [value.sql]);
  if (constant !== undefined && PLAIN.test(constant)) return fill("('[' || replace(json_quote({1}), {2}, '\",\"') || ']')", [value.sql, sql]);
  if (constant !== undefined && ESCAPED.test(constant)) return fill(bySequence('{1}', '{2}'), [value.sql, sequenceOf(constant)]);
  return fill(BY_SIGN, [value.sql, sql]);
}

/** How JSON text writes a delimiter, with its backslashes away. */
function sequenceOf(delimiter: string): Sql {
  const parts = JSON.stringify(delimiter).slice(1, -1).split('\\\\').map(quoteText);
  return parts.length === 1 && parts[0] ? parts[0] : fill(`(${parts.map((_, i) => `{${i + 1}}`).join(' || char(1) || ')})`, parts);
}
