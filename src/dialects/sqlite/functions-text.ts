import type { FunctionRow, Operand, Render } from '../dialect.js';
import { fill, infix, PRECEDENCE } from '../sql.js';
import { CITEXT_ROWS } from './citext.js';
import { concat, concatWs } from './concat.js';
import { format, quoteIdentOf, quoteLiteralOf, quoteNullable } from './format.js';
import { failure } from './moments.js';
import { LOWER, UPPER } from './range.js';
import { noRegex, REGEX_FUNCTIONS, substringMatch } from './regex/regex-functions.js';
import { emulated, exact, hiding, refused } from './row.js';
import { split } from './split.js';
import { isAscii, quoteText } from './text-operators.js';
import { initcap, overlay, translate } from './text-walk.js';

const foldCase =
  (name: 'lower' | 'upper', called: string = name): Render =>
  ([value], context) => {
    if (!value) return undefined;
    const ascii = value.family === 'uuid' || (typeof value.constant === 'string' && isAscii(value.constant));
    if (!ascii) context.note({ code: 'lossy-case-folding', message: `${called}() changes ASCII letters only` });
    return fill(`${name}({1})`, [value.sql]);
  };

function isAtLeast({ constant, atLeast }: Operand, minimum: number): boolean {
  return (typeof constant === 'string' ? Number(constant) : (atLeast ?? -Infinity)) >= minimum;
}

const IS_CHARACTER = '{1} BETWEEN 1 AND 1114111 AND {1} NOT BETWEEN 55296 AND 57343';

/** Postgres refuses zero, halves of surrogate pairs and what is beyond Unicode. A random number, which can be asked for only once, is made to fit. */
const character: Render = ([code]) => {
  if (!code) return undefined;
  const known = typeof code.constant === 'string' ? Number(code.constant) : undefined;
  const fits = known === undefined ? code.sql.text.includes('random') : known > 0 && known <= 0x10_ffff && (known < 0xd8_00 || known > 0xdf_ff);
  return fill(fits ? 'char({1})' : `iif(${IS_CHARACTER}, char({1}), ${failure('requested character not valid')})`, [code.sql]);
};

/** Postgres counts positions before the first character too; SQLite counts negative ones from the end. */
const substring: Render = ([value, start, length]) => {
  if (!value || !start) return undefined;
  const sqls = [value.sql, start.sql, ...(length ? [length.sql] : [])];
  // Before the first character both count one more.
  if (isAtLeast(start, 0)) return fill(length ? 'substr({1}, {2}, {3})' : 'substr({1}, {2})', sqls);
  return fill(length ? 'substr({1}, max({2}, 1), max({2} + {3} - max({2}, 1), 0))' : 'substr({1}, max({2}, 1))', sqls);
};

const left: Render = ([value, count]) =>
  value && count && fill(isAtLeast(count, 0) ? 'substr({1}, 1, {2})' : 'substr({1}, 1, iif({2} < 0, max(length({1}) + {2}, 0), {2}))', [value.sql, count.sql]);

const right: Render = ([value, count]) => {
  if (!value || !count) return undefined;
  if (isAtLeast(count, 1)) return fill('substr({1}, -{2})', [value.sql, count.sql]);
  return fill("iif({2} = 0, substr({1}, 1, 0), substr({1}, iif({2} > 0, -{2}, 1 - {2})))", [value.sql, count.sql]);
};

const pad =
  (side: 'left' | 'right'): Render =>
  ([value, length, padding]) => {
    if (!value || !length) return undefined;
    const filling = "substr(replace(hex(zeroblob(max({2}, 0))), '00', {3}), 1, {2} - length({1}))";
    const padded = side === 'left' ? `${filling} || {1}` : `{1} || ${filling}`;
    return fill(`iif(length({1}) >= {2}, substr({1}, 1, max({2}, 0)), ${padded})`, [value.sql, length.sql, padding?.sql ?? quoteText(' ')]);
  };

const splitPart: Render = ([value, delimiter, position]) => {
  // One of citext is found in both cases.
  if (delimiter?.family === 'citext' && /\p{L}/u.test(delimiter.constant ?? 'a')) return undefined;
  const n = Number(position?.constant);
  const parts = value && delimiter && split(value, delimiter);
  if (!value || !parts || !Number.isInteger(n) || n === 0) return undefined;
  const index = n > 0 ? String(n - 1) : `'$[#-${-n}]'`;
  // That of citext takes the element of an array, and none is NULL.
  if (delimiter.family === 'citext') return n > 0 ? fill(`{1} ->> ${index}`, [parts]) : undefined;
  return fill(`iif({1} IS NULL, NULL, coalesce({2} ->> ${index}, ''))`, [value.sql, parts]);
};

const stringToArray: Render = ([value, delimiter, missing]) => {
  const parts = value && delimiter && split(value, delimiter);
  const elements = missing && parts ? fill('(SELECT json_group_array(nullif(value, {2})) FROM json_each({1}))', [parts, missing.sql]) : parts;
  return elements && value && fill("iif({1} IS NULL, NULL, iif({1} = '', '[]', {2}))", [value.sql, elements]);
};

export const startsWith: Render = ([value, prefix]) =>
  value && prefix && infix(fill('substr({1}, 1, length({2}))', [value.sql, prefix.sql]), '=', prefix.sql, PRECEDENCE.equality);

const REVERSE =
  "(WITH RECURSIVE reversal(_left, _done) AS (SELECT length({1}), '' UNION ALL SELECT _left - 1, _done || substr({1}, _left, 1) FROM reversal WHERE _left > 0) SELECT _done FROM reversal WHERE _left = 0)";

const REVERSE_BYTES = "(WITH RECURSIVE reversal(_at, _hex) AS (SELECT 0, '' UNION ALL SELECT _at + 1, hex(substr({1}, _at + 1, 1)) || _hex FROM reversal WHERE _at < length({1})) SELECT unhex(_hex) FROM reversal WHERE _at = length({1}))";

/** So many bits a digit, without zeros in front; negative numbers in two's complement of the type's width. */
const digits =
  (bits: number, base: number): Render =>
  ([value]) => {
    const width = value?.type.kind === 'base' && value.type.name === 'int8' ? 64 : 32;
    const number = width === 64 ? '{1}' : '({1} & 4294967295)';
    // The last digit of 64 bits has but one of them: the sign is shifted in behind it.
    const digit = `((${number} >> (_at * ${bits})) & ${base - 1} & iif(_at * ${bits} + ${bits} > 64, 1, ${base - 1}))`;
    const walk = `(WITH RECURSIVE digit(_at, _text) AS (SELECT 0, '' UNION ALL SELECT _at + 1, ${digit} || _text FROM digit WHERE _at < ${Math.ceil(width / bits)}) SELECT coalesce(nullif(ltrim(_text, '0'), ''), '0') FROM digit WHERE _at = ${Math.ceil(width / bits)} AND {1} IS NOT NULL)`;
    return value && fill(walk, [value.sql]);
  };

/** `\\0061`, `\\+000061`, `\\u0061`, `\\U00000061` and the doubled backslash of a constant. */
const unicodeEscapes: Render = ([value]) => {
  if (typeof value?.constant !== 'string') return undefined;
  const escape = /\\(?:(\\)|(?:u|(?=[0-9a-fA-F]{4}))([0-9a-fA-F]{4})|\+([0-9a-fA-F]{6})|U([0-9a-fA-F]{8})|)/gu;
  let valid = true;
  const text = value.constant.replaceAll(escape, (_all, slash?: string, short?: string, long?: string, longest?: string) => {
    const code = Number.parseInt(short ?? long ?? longest ?? '', 16);
    valid &&= slash !== undefined || (code > 0 && code <= 0x10_ff_ff);
    return slash ?? (valid ? String.fromCodePoint(code) : '');
  });
  return valid && !/[\uD800-\uDFFF]/.test(text.replaceAll(/[\u{10000}-\u{10FFFF}]/gu, '')) ? quoteText(text) : undefined;
};

/** Two's complement in the type's width. */
const hexadecimal: Render = ([value]) => value && fill(value.type.kind === 'base' && value.type.name === 'int8' ? "iif({1} IS NULL, NULL, printf('%x', {1}))" : "iif({1} IS NULL, NULL, printf('%x', {1} & 4294967295))", [value.sql]);

/** SQLite gives NULL for no bytes. */
const substringOfBytes: Render = (args, context) => {
  const part = typeof substring === 'function' ? substring(args, context) : undefined;
  return part && args[0] && fill("coalesce({1}, iif({2} IS NULL, NULL, x''))", [part, args[0].sql]);
};

const length = [exact(['any'], 'length({1})')];
const trim = (name: string): readonly FunctionRow[] => [exact(['string'], `${name}({1})`), exact(['string', 'string'], `${name}({1}, {2})`)];
const SUBSTRING: readonly FunctionRow[] = [
  hiding([2], emulated(['bytea', 'int'], substringOfBytes)),
  hiding([2, 3], emulated(['bytea', 'int', 'int'], substringOfBytes)),
  emulated(['any', 'int'], substring),
  emulated(['any', 'int', 'int'], substring),
  emulated(['string', 'string'], substringMatch),
  ...noRegex,
];

/** Text functions (https://www.postgresql.org/docs/18/functions-string.html). */
export const TEXT_FUNCTIONS: Readonly<Record<string, readonly FunctionRow[]>> = {
  lower: [emulated(['string'], foldCase('lower')), LOWER],
  upper: [emulated(['string'], foldCase('upper')), UPPER],
  length,
  char_length: length,
  character_length: length,
  octet_length: [exact(['any'], 'octet_length({1})')],
  bit_length: [exact(['any'], 'octet_length({1}) * 8')],
  substring: SUBSTRING,
  substr: SUBSTRING,
  position: [exact(['string', 'string'], 'instr({1}, {2})')],
  strpos: [...CITEXT_ROWS.strpos, exact(['string', 'string'], 'instr({1}, {2})')],
  btrim: trim('trim'),
  ltrim: trim('ltrim'),
  rtrim: trim('rtrim'),
  replace: [...CITEXT_ROWS.replace, hiding([3], exact(['string', 'string', 'string'], 'replace({1}, {2}, {3})'))],
  left: [emulated(['string', 'int'], left)],
  right: [emulated(['string', 'int'], right)],
  lpad: [emulated(['string', 'int'], pad('left')), hiding([3], emulated(['string', 'int', 'string'], pad('left')))],
  rpad: [emulated(['string', 'int'], pad('right')), hiding([3], emulated(['string', 'int', 'string'], pad('right')))],
  repeat: [hiding([2], emulated(['string', 'int'], "replace(hex(zeroblob(max({2}, 0))), '00', {1})"))],
  reverse: [emulated(['string'], REVERSE), emulated(['bytea'], REVERSE_BYTES)],
  casefold: [emulated(['string'], foldCase('lower', 'casefold'))],
  unistr: [exact(['string'], unicodeEscapes), ...refused('unistr() is worked out when the migration is transpiled, of a constant', 'Write the characters themselves.')],
  split_part: [emulated(['string', 'string', 'int'], splitPart)],
  string_to_array: [emulated(['string', 'string'], stringToArray), emulated(['string', 'string', 'string'], stringToArray)],
  concat: [emulated(['any', '...'], concat)],
  concat_ws: [emulated(['string', 'any', '...'], concatWs)],
  format: [emulated(['string', 'any', '...'], format)],
  starts_with: [exact(['string', 'string'], startsWith)],
  ascii: [exact(['string'], 'coalesce(unicode({1}), iif({1} IS NULL, NULL, 0))')],
  chr: [hiding([1], exact(['int'], character))],
  quote_ident: [emulated(['string'], quoteIdentOf)],
  quote_literal: [emulated(['any'], quoteLiteralOf)],
  ...REGEX_FUNCTIONS,
  initcap: [emulated(['string'], initcap)],
  translate: [...CITEXT_ROWS.translate, hiding([2, 3], emulated(['string', 'string', 'string'], translate))],
  overlay: [emulated(['string', 'string', 'int'], overlay), emulated(['string', 'string', 'int', 'int'], overlay)],
  to_hex: [exact(['int'], hexadecimal)],
  to_bin: [exact(['int'], digits(1, 2))],
  to_oct: [exact(['int'], digits(3, 8))],
  quote_nullable: [emulated(['any'], quoteNullable)],
};
