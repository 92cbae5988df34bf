import { PRECEDENCE, primary, type Sql } from '../../dialects/sql.js';
import type { DataType } from '../../model/data-type.js';
import type { Expr, Literal } from '../../model/expression.js';
import { arrayText, elementJson, isNested, noteDimensions } from './literal-array.js';
import { canonicalJson, isJson } from '../../dialects/json-text.js';
import { intervalText } from '../../dialects/interval-text.js';
import { dateText, momentText, timeText, zonedTimeText, type MomentForm } from './literal-moment.js';
import { hstoreText } from './literal-hstore.js';
import { rangeText } from './literal-range.js';
import { floatText, integerText, numericText, realText } from './literal-number.js';
import { quoteLiteral } from './identifier.js';
import type { Printing } from './printing.js';
import { baseOf, typeName } from './type.js';

/** The text of a constant, seen through casts that analysis put around an untyped literal; undefined when it is no constant. */
export function constantOf(expr: Expr): string | null | undefined {
  if (expr.kind === 'literal') return expr.value;
  if (expr.kind === 'cast' && isTextType(expr.operand.type) && isTextType(expr.type)) return constantOf(expr.operand);
  if (expr.kind === 'collate') return constantOf(expr.operand);
  if (expr.kind === 'call' && expr.name === 'like_escape') return withBackslash(expr.args.map(constantOf));
  return undefined;
}

/** `LIKE '50!%' ESCAPE '!'`: the pattern as it is with the default escape character. */
function withBackslash([pattern, escape]: readonly (string | null | undefined)[]): string | null | undefined {
  if (typeof pattern !== 'string' || typeof escape !== 'string') return pattern === null || escape === null ? null : undefined;
  let result = '';
  for (let rest = [...pattern]; rest.length > 0; ) {
    const [c = '', next = ''] = rest;
    const escaped = c === escape;
    result += escaped ? `\\${next}` : c === '\\' ? '\\\\' : c;
    rest = rest.slice(escaped ? 2 : 1);
  }
  return result;
}

function isTextType(type: DataType): boolean {
  return type.kind === 'base' && ['text', 'varchar', 'unknown', 'name', 'citext'].includes(type.name);
}

/** A constant in the form that the mapping stores it in. */
export function printLiteral(literal: Literal, p: Printing): Sql {
  if (literal.value === null) return primary('NULL');
  const type = baseOf(literal.type, p.catalog);
  const text = LITERALS[p.family(type)](literal.value, type, p, literal.at);
  if (text !== undefined) return { text, precedence: text.startsWith('-') ? PRECEDENCE.unary : PRECEDENCE.primary };
  p.report({
    code: 'unsupported-literal',
    message: `${quoteLiteral(literal.value)} cannot be read as ${typeName(type, p.catalog)}`,
    ...(literal.at !== undefined && { at: literal.at }),
    help: helpFor(literal.value, p.family(type)),
  });
  return primary('NULL');
}

function helpFor(value: string, family: ReturnType<Printing['family']>): string {
  if (/^[+-]?(?:nan|inf)/iu.test(value)) return 'SQLite has neither NaN nor infinity: use NULL, or a number that stands for it.';
  if (family === 'int' || family === 'numeric') return 'A value beyond the range of the type fails in Postgres too, once it is used: take bigint, or a numeric of more digits.';
  if (RELATIVE.has(value.trim().toLowerCase().replace('()', ''))) return 'Postgres reads it once, when this statement runs, and keeps that moment. Write now() or CURRENT_DATE for the moment at which the value is asked for, or the moment itself.';
  return 'Write it in ISO form, or in the form that Postgres prints.';
}

const RELATIVE: ReadonlySet<string> = new Set(['now', 'today', 'tomorrow', 'yesterday']);

type LiteralPrinter = (value: string, type: DataType, p: Printing, at: number | undefined) => string | undefined;

const quoted: LiteralPrinter = (value) => quoteLiteral(value);
const json = (value: string): string | undefined => (isJson(value) ? quoteLiteral(value) : undefined);

const LITERALS: Readonly<Record<ReturnType<Printing['family']>, LiteralPrinter>> = {
  int: (value, type) => integerText(value, type.kind === 'base' ? type.name : 'int8'),
  float: (value, type) => (type.kind === 'base' && type.name === 'float4' ? realText(value) : floatText(value)),
  numeric: (value, type, p) => {
    const text = numericText(value, type.kind === 'base' ? type.modifiers : []);
    if (text === undefined || p.options.mapping === 'classic') return text === undefined ? undefined : floatText(text);
    return quoteLiteral(text);
  },
  money: (value) => { const text = numericText(value, [19, 2]); return text === undefined ? undefined : floatText(text); },
  bool: (value) => ({ true: '1', t: '1', yes: '1', y: '1', on: '1', '1': '1', false: '0', f: '0', no: '0', n: '0', off: '0', '0': '0' })[value.trim().toLowerCase()],
  text: quoted,
  citext: quoted,
  uuid: (value) => uuidText(value),
  enum: quoted,
  timestamp: (value, type, p, at) => momentLiteral(value, type, p, at),
  timestamptz: (value, type, p, at) => momentLiteral(value, type, p, at),
  date: (value) => optional(dateText(value)),
  time: (value, type) => optional(timeText(value, precisionOf(type))),
  interval: (value) => optional(intervalText(value)),
  json: (value) => json(value),
  jsonb: (value) => optional(canonicalJson(value)),
  bytea: byteaText,
  array: (value, type, p, at) => {
    if (isNested(value)) noteDimensions(p, at);
    return optional(type.kind === 'array' ? arrayText(value, (text) => elementText(text, baseOf(type.element, p.catalog), p, at)) : undefined);
  },
  range: (value, type) => optional(type.kind === 'base' ? rangeText(value, type.name) : undefined),
  row: () => undefined,
  void: () => "''",
  document: quoted,
  ltree: quoted,
  other: (value, type) => (type.kind === 'base' && Object.hasOwn(NORMALISED, type.name) ? optional(NORMALISED[type.name]?.(value, precisionOf(type))) : quoteLiteral(value)),
};

/** Elements that are stored as the text of a constant, which is not always the text that is written. */
const TEXTS: ReadonlySet<string> = new Set(['date', 'timestamp', 'timestamptz', 'time', 'interval', 'uuid', 'other']);

/** `1.50` -> `1.5`, `2.00` -> `2` */
function withoutZeros(number: string): string {
  return number.includes('.') ? number.replace(/\.?0+$/u, '') : number;
}

/** The JSON of an element of an array; undefined for what its type does not read. */
export function elementText(value: string, type: DataType, p: Printing, at?: number): string | undefined {
  const family = p.family(type);
  if (family === 'numeric' && type.kind === 'base' && type.modifiers.length > 0) {
    const number = numericText(value, type.modifiers);
    return number === undefined ? undefined : elementJson(withoutZeros(number), family);
  }
  if (!TEXTS.has(family)) return elementJson(value, family);
  const text = LITERALS[family](value, type, p, at);
  return text?.startsWith("'") ? JSON.stringify(text.slice(1, -1).replaceAll("''", "'")) : text;
}

/** Types that are stored as the text which Postgres prints, where that is not always the text that is written. */
const NORMALISED: Readonly<Record<string, (value: string, precision: number | undefined) => string | undefined>> = {
  hstore: hstoreText,
  timetz: zonedTimeText,
  cidr: networkText,
  inet: addressText,
  macaddr: (value) => hardwareText(value, 12),
  macaddr8: (value) => hardwareText(value, 16),
};

/** `10.1.2.0/24`, and a host as the network of one; shorter forms than four numbers are refused, as their length depends on old classes of addresses. */
function networkText(value: string): string | undefined {
  const text = value.trim().toLowerCase();
  if (/^\d+(?:\.\d+){3}(?:\/\d+)?$/u.test(text)) return text.includes('/') ? text : `${text}/32`;
  return text.includes(':') && text.includes('/') ? text : undefined;
}

/** `08-00-2B-01-02-03`, `0800.2b01.0203` and their like; the long form has `ff:fe` in the middle of a short one. */
function hardwareText(value: string, length: number): string | undefined {
  const digits = value.trim().toLowerCase().replaceAll(/[:.-]/gu, '');
  if (!/^(?:[0-9a-f]{12}|[0-9a-f]{16})$/u.test(digits)) return undefined;
  const long = digits.length < length ? `${digits.slice(0, 6)}fffe${digits.slice(6)}` : digits;
  return long.length === length ? long.replaceAll(/..(?=.)/gu, '$&:') : undefined;
}

/** Postgres leaves out a mask of all bits. */
function addressText(value: string): string {
  const text = value.trim().toLowerCase();
  const whole = text.includes(':') ? '/128' : '/32';
  return text.endsWith(whole) ? text.slice(0, -whole.length) : text;
}

function optional(text: string | undefined): string | undefined {
  return text === undefined ? undefined : quoteLiteral(text);
}

function precisionOf(type: DataType): number | undefined {
  return type.kind === 'base' ? type.modifiers[0] : undefined;
}

function momentLiteral(value: string, type: DataType, p: Printing, at: number | undefined): string | undefined {
  const form: MomentForm = p.options.mapping;
  const moment = momentText(value, p.family(type) === 'timestamptz', form, precisionOf(type));
  if (moment?.lost) {
    p.report({
      code: 'lossy-timestamp',
      message: `${quoteLiteral(value)} is rounded to milliseconds`,
      ...(at !== undefined && { at }),
    });
  }
  return optional(moment?.text);
}

/** `{A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11}` -> `'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'` (https://www.postgresql.org/docs/18/datatype-uuid.html) */
function uuidText(value: string): string | undefined {
  const digits = value.trim().replace(/^\{(.*)\}$/u, '$1').replaceAll('-', '').toLowerCase();
  if (!/^[0-9a-f]{32}$/u.test(digits)) return undefined;
  return `'${[digits.slice(0, 8), digits.slice(8, 12), digits.slice(12, 16), digits.slice(16, 20), digits.slice(20)].join('-')}'`;
}

/** Hex form `\x48690a`, or the escape form with `\\` and `\ooo` (https://www.postgresql.org/docs/18/datatype-binary.html) -> `X'48690a'` */
function byteaText(value: string): string | undefined {
  if (value.startsWith('\\x')) {
    const digits = value.slice(2).replaceAll(/\s/gu, '');
    return digits.length % 2 === 0 && /^[0-9a-f]*$/iu.test(digits) ? `X'${digits.toLowerCase()}'` : undefined;
  }
  const unescaped = value.replaceAll(/\\(\\|[0-3][0-7]{2})|[^\\]+/gu, (piece, code: string | undefined) => {
    if (code === undefined) return hexOf(piece);
    return code === '\\' ? '5c' : Number.parseInt(code, 8).toString(16).padStart(2, '0');
  });
  return unescaped.includes('\\') ? undefined : `X'${unescaped}'`;
}

function hexOf(text: string): string {
  return [...new TextEncoder().encode(text)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
