import type { CastRow, Operand, RenderContext, RowNote } from '../dialect.js';
import { arrayText } from './array-text.js';
import { jsonText } from './json-text.js';
import { HSTORE_CASTS } from './hstore.js';
import { LTREE_CASTS } from './ltree.js';
import { BYTE_CASTS } from './number-bytes.js';
import { asNumber, asTerm, fixedText, rounded, scaledText } from './numbers.js';
import { fill, PRECEDENCE, primary, type Sql } from '../sql.js';
import { MONEY_CASTS } from './money.js';
import { BIT_CASTS } from './bit-casts.js';
import { isAddress, withMask } from './network.js';
import { readArray } from './read-array.js';
import { readInterval } from './read-interval.js';
import { BOOLEAN, CLOCK, NUMBER, readDate, readInteger, readTimestamp, readTimestamptz, readUuid } from './read-text.js';
import { clockInterval } from './clock.js';
import { intervalClock } from './interval-arithmetic.js';
import { intervalToText } from './interval-output.js';
import { withFields } from './interval-precision.js';
import { withPrecision } from './moment-precision.js';
import { failure, moment, startOfDay } from './moments.js';

const FLOAT_TEXT: RowNote = { code: 'lossy-number-text', message: 'floating-point numbers are written with 15 digits; Postgres writes as many as are needed' };

/** jsonb null is NULL (https://www.postgresql.org/docs/18/release-18.html); a value of another type is an error. */
function ofJson(value: string, types = "'integer', 'real'"): string {
  return `iif(json_type({1}) IN (${types}), ${value}, iif(coalesce(json_type({1}), 'null') = 'null', NULL, ${failure('cannot cast jsonb')}))`;
}

const same = (args: readonly Operand[]): Sql | undefined => args[0]?.sql;

/** `\\x6162`, or the characters themselves; a backslash among them would begin an escape. */
const READ_BYTES = `iif(substr({1}, 1, 2) = '\\x', unhex(substr({1}, 3)), iif(instr({1}, '\\') > 0, ${failure('invalid input syntax for type bytea')}, CAST({1} AS BLOB)))`;

/**
 * Casts by the families of both sides; constants are folded before. Postgres raises an error for text that is no number, boolean or timestamp:
 * so do these renderings, because SQLite's own CAST would make it 0.
 */
const ROWS: readonly CastRow[] = [
  { from: ['numeric'], to: ['numeric'], render: rescale, verdict: 'emulated' },
  { from: ['array'], to: ['array'], render: castArray, verdict: 'emulated' },
  ...(['int', 'float', 'bool', 'uuid', 'enum', 'date', 'time', 'interval', 'json', 'jsonb', 'bytea', 'row', 'range'] as const).map(
    (family): CastRow => ({ from: [family], to: [family], render: same, verdict: 'exact' }),
  ),

  ...LTREE_CASTS,
  ...HSTORE_CASTS,
  ...BYTE_CASTS,
  { from: ['text'], to: ['int'], render: readInteger, verdict: 'emulated' },
  { from: ['text'], to: ['float'], render: `CAST(${NUMBER} AS REAL)`, verdict: 'emulated' },
  { from: ['text'], to: ['numeric'], render: { classic: toScale(`CAST(${NUMBER} AS REAL)`), exact: textAtScale }, verdict: 'emulated' },
  { from: ['text'], to: ['bool'], render: BOOLEAN, verdict: 'emulated' },
  { from: ['text'], to: ['uuid'], render: readUuid, verdict: 'emulated' },
  { from: ['text'], to: ['timestamp'], render: readTimestamp, verdict: 'emulated' },
  { from: ['text'], to: ['timestamptz'], render: readTimestamptz, verdict: 'emulated' },
  { from: ['text'], to: ['date'], render: readDate, verdict: 'emulated' },
  { from: ['text'], to: ['time'], render: `coalesce(${CLOCK}, ${failure('invalid time')})`, verdict: 'emulated' },
  { from: ['text'], to: ['json'], render: 'json({1})', verdict: 'emulated' },
  { from: ['text'], to: ['jsonb'], render: 'json({1})', verdict: 'emulated' },
  { from: ['text'], to: ['bytea'], render: READ_BYTES, verdict: 'emulated' },
  { from: ['text'], to: ['array'], render: textArray, verdict: 'emulated' },
  { from: ['text'], to: ['interval'], render: readInterval, verdict: 'emulated' },
  ...BIT_CASTS,
  ...(['text', 'citext'] as const).flatMap((text): readonly CastRow[] => [
    { from: ['other'], to: [text], render: ([arg]) => arg && (isAddress(arg) ? withMask(arg) : arg.sql), verdict: 'exact' },
  ]),
  { from: ['string'], to: ['string'], render: same, verdict: 'exact' },
  { from: ['string'], to: ['text'], render: same, verdict: 'exact' },

  { from: ['int'], to: ['float'], render: 'CAST({1} AS REAL)', verdict: 'exact' },
  { from: ['int'], to: ['numeric'], render: { classic: 'CAST({1} AS REAL)', exact: 'CAST({1} AS TEXT)' }, verdict: 'exact' },
  { from: ['int'], to: ['bool'], render: '{1} <> 0', verdict: 'exact' },
  { from: ['int'], to: ['text'], render: 'CAST({1} AS TEXT)', verdict: 'exact' },
  { from: ['bool'], to: ['int'], render: same, verdict: 'exact' },
  { from: ['bool'], to: ['text'], render: "iif({1}, 'true', iif({1} IS NULL, NULL, 'false'))", verdict: 'exact' },
  { from: ['float'], to: ['int'], render: halfEven, verdict: 'exact' },
  { from: ['float'], to: ['numeric'], render: (args, context) => rescale(args.map((arg) => ({ ...arg, sql: { ...arg.sql, real: context.mapping === 'exact' } })), context), verdict: 'emulated' },
  { from: ['float'], to: ['text'], render: "iif({1} IS NULL, NULL, printf('%.15g', {1}))", verdict: 'emulated', note: FLOAT_TEXT },
  { from: ['numeric'], to: ['int'], render: (args, context) => fill('CAST(round({1}) AS INTEGER)', numbers(args, context)), verdict: 'exact' },
  { from: ['numeric'], to: ['float'], render: (args, context) => ({ ...plain(numbers(args, context)), real: false }), verdict: 'exact' },
  { from: ['numeric'], to: ['text'], render: numericText, verdict: 'emulated' },

  ...MONEY_CASTS,

  { from: ['timestamp'], to: ['timestamp'], render: same, verdict: 'exact' },
  { from: ['timestamptz'], to: ['timestamptz'], render: same, verdict: 'exact' },
  { from: ['timestamp'], to: ['timestamptz'], render: same, verdict: 'exact' },
  { from: ['timestamptz'], to: ['timestamp'], render: same, verdict: 'exact' },
  { from: ['timestamp'], to: ['date'], render: 'date({1})', verdict: 'exact' },
  { from: ['timestamptz'], to: ['date'], render: 'date({1})', verdict: 'exact' },
  { from: ['date'], to: ['timestamp'], render: startOfDay, verdict: 'exact' },
  { from: ['date'], to: ['timestamptz'], render: startOfDay, verdict: 'exact' },
  { from: ['timestamp'], to: ['time'], render: CLOCK, verdict: 'exact' },
  { from: ['timestamptz'], to: ['time'], render: CLOCK, verdict: 'exact' },
  { from: ['timestamp'], to: ['text'], render: (args) => momentText(args, ''), verdict: 'exact' },
  { from: ['timestamptz'], to: ['text'], render: (args) => momentText(args, " || '+00'"), verdict: 'exact' },
  { from: ['date'], to: ['text'], render: same, verdict: 'exact' },
  { from: ['interval'], to: ['text'], render: intervalToText, verdict: 'exact' },
  { from: ['time'], to: ['interval'], render: clockInterval, verdict: 'exact' },
  { from: ['interval'], to: ['time'], render: intervalClock, verdict: 'exact' },
  { from: ['time'], to: ['text'], render: same, verdict: 'exact' },
  { from: ['other'], to: ['time'], render: withoutZone, verdict: 'exact' },
  { from: ['time'], to: ['other'], render: withZone, verdict: 'emulated' },

  { from: ['json'], to: ['jsonb'], render: 'json({1})', verdict: 'emulated' },
  { from: ['jsonb'], to: ['json'], render: same, verdict: 'exact' },
  { from: ['range'], to: ['text'], render: same, verdict: 'exact' },
  { from: ['json'], to: ['text'], render: same, verdict: 'exact' },
  { from: ['jsonb'], to: ['text'], render: jsonText, verdict: 'emulated' },
  { from: ['jsonb'], to: ['bool'], render: ofJson("json_extract({1}, '$')", "'true', 'false'"), verdict: 'emulated' },
  { from: ['jsonb'], to: ['int'], render: ofJson("CAST(round(json_extract({1}, '$')) AS INTEGER)"), verdict: 'emulated' },
  { from: ['jsonb'], to: ['float'], render: ofJson("CAST(json_extract({1}, '$') AS REAL)"), verdict: 'emulated' },
  { from: ['jsonb'], to: ['numeric'], render: { classic: toScale(ofJson("CAST(json_extract({1}, '$') AS REAL)")), exact: ofJson("CAST(json_extract({1}, '$') AS TEXT)") }, verdict: 'emulated' },
  { from: ['bytea'], to: ['text'], render: "iif({1} IS NULL, NULL, '\\x' || lower(hex({1})))", verdict: 'exact' },
  { from: ['array'], to: ['text'], render: arrayText, verdict: 'emulated' },
  { from: ['any'], to: ['void'], render: same, verdict: 'exact' },
];

export const CASTS: readonly CastRow[] = ROWS.map((row) => withFields(withPrecision(row)));

/** time -> timetz: in the session's zone, which is UTC. */
function withZone([arg]: readonly Operand[], { result }: RenderContext): Sql | undefined {
  return arg && result.type.kind === 'base' && result.type.name === 'timetz' ? fill("{1} || '+00'", [arg.sql]) : undefined;
}

/** timetz -> time: what stands before the zone's sign. */
function withoutZone([arg]: readonly Operand[]): Sql | undefined {
  return arg?.type.kind === 'base' && arg.type.name === 'timetz' ? fill("substr({1}, 1, length(rtrim({1}, '0123456789:')) - 1)", [arg.sql]) : undefined;
}

function numbers(args: readonly Operand[], context: RenderContext): readonly Sql[] {
  return args.map((arg) => asNumber(arg, context.mapping));
}

function plain(args: readonly Sql[]): Sql {
  return args[0] ?? primary('NULL');
}

/** Digits after the point of numeric(p,s), also of the elements of an array; numeric(p) has none, numeric any number. */
function scaleOf(context: RenderContext): number | undefined {
  const { type: whole } = context.result;
  const type = whole.kind === 'array' ? whole.element : whole;
  return type.kind === 'base' && type.modifiers.length > 0 ? (type.modifiers[1] ?? 0) : undefined;
}

function toScale(template: string) {
  return (args: readonly Operand[], context: RenderContext): Sql => {
    const scale = scaleOf(context);
    const sqls = args.map(({ sql }) => sql);
    return scale === undefined ? fill(template, sqls) : rounded(fill(template, sqls), scale);
  };
}


/** numeric -> numeric(p,s) rounds; without a scale nothing happens. */
/** A number that is kept as text, from a text that a number can be read from. */
function textAtScale([arg]: readonly Operand[], context: RenderContext): Sql | undefined {
  const scale = scaleOf(context);
  const number = arg && fill(NUMBER, [arg.sql]);
  return number && scale !== undefined ? scaledText(number, scale) : number;
}

function rescale(args: readonly Operand[], context: RenderContext): Sql | undefined {
  const scale = scaleOf(context);
  const [arg] = args;
  if (!arg || scale === undefined) return arg?.sql;
  const fits = arg.places !== undefined && arg.places <= scale;
  if (context.mapping === 'classic') return fits ? arg.sql : rounded({ ...asTerm(arg, 'classic'), real: false }, scale);
  const number = arg.sql.real ? (arg.sql.unrounded ?? arg.sql) : asNumber(arg, 'exact');
  return fill('iif({1} IS NULL, NULL, {2})', [number, fixedText(fits ? number : rounded(number, scale), scale)]);
}

/** Postgres rounds halves of a float to the even neighbour; SQLite's round() goes away from zero. */
function halfEven(args: readonly Operand[]): Sql {
  const sqls = args.map(({ sql }) => sql);
  const whole = !sqls[0]?.unrounded && /^(?:floor|ceil|trunc|round)\(/u.test(sqls[0]?.text ?? '') && sqls[0]?.precedence === PRECEDENCE.primary;
  if (whole) return fill('CAST({1} AS INTEGER)', sqls);
  // A random number is computed once, and never exactly a half.
  if (sqls[0]?.text.includes('random(')) return fill('CAST(round({1}) AS INTEGER)', sqls);
  return fill('CAST(iif(abs({1} - CAST({1} AS INTEGER)) = 0.5, 2 * round({1} / 2), round({1})) AS INTEGER)', sqls);
}

function numericText(args: readonly Operand[], context: RenderContext): Sql | undefined {
  const [arg] = args;
  if (!arg) return undefined;
  if (context.mapping === 'exact' && !arg.sql.real) return arg.sql;
  const { scale } = arg;
  if (scale === undefined) context.note(FLOAT_TEXT);
  return fill('iif({1} IS NULL, NULL, {2})', [arg.sql, scale === undefined ? fill("printf('%.15g', {1})", [arg.sql]) : fixedText(arg.sql, scale)]);
}

function momentText(args: readonly Operand[], suffix: string): Sql {
  return fill(`{1}${suffix}`, [moment(plain(args.map(({ sql }) => sql)), [], 'classic')]);
}

/** `'{a,b}'::text[]`; what the target keeps with a table reads no text bit by bit. */
function textArray([arg]: readonly Operand[], context: RenderContext): Sql | undefined {
  if (!arg || context.inTable) return undefined;
  return castArray([{ ...arg, sql: readArray(arg.sql), family: 'array', element: 'text' }], context);
}

/** Element by element where the JSON form differs: numbers to text and back. */
function castArray(args: readonly Operand[], context: RenderContext): Sql | undefined {
  const [arg] = args;
  const to = context.result.element;
  const sqls = args.map(({ sql }) => sql);
  if (!arg || !to) return undefined;
  if (arg.element !== undefined && NUMBERS.has(arg.element) && NUMBERS.has(to)) return castNumbers(arg.element, to, sqls, context);
  if (arg.element === to || isText(arg.element) === isText(to)) return isText(to) || arg.element === to ? arg.sql : undefined;
  if (isText(to) && arg.element === 'int') return fill(elements('TEXT'), sqls);
  return to === 'int' && isText(arg.element) ? fill(elements('INTEGER'), sqls) : undefined;
}

function elements(type: string): string {
  return `iif({1} IS NULL, NULL, (SELECT json_group_array(CAST(value AS ${type})) FROM json_each({1})))`;
}

const NUMBERS: ReadonlySet<string> = new Set(['int', 'numeric', 'float']);

/** Elements are rounded as numbers are; those without a fraction are written without a point, as constants are. */
function castNumbers(from: string, to: string, sqls: readonly Sql[], context: RenderContext): Sql | undefined {
  const scale = to === 'int' ? 0 : to === 'numeric' ? scaleOf(context) : undefined;
  if (from === 'int' || scale === undefined) return sqls[0];
  if (context.inTable) return undefined;
  const each = 'iif(n = CAST(n AS INTEGER), CAST(n AS INTEGER), n)';
  return fill(`iif({1} IS NULL, NULL, (SELECT json_group_array(${each}) FROM (SELECT ${rounded(primary('value'), scale).text} AS n FROM json_each({1}))))`, sqls);
}

function isText(family: Operand['element']): boolean {
  return family === 'text' || family === 'citext' || family === 'uuid' || family === 'enum' || family === 'ltree' || family === 'other';
}
