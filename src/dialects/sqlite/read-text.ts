import type { Operand, Render, RenderContext } from '../dialect.js';
import { fill, primary, type Sql } from '../sql.js';
import { failure, moment } from './moments.js';

/** The least and the greatest value of a type (https://www.postgresql.org/docs/18/datatype-numeric.html#DATATYPE-INT). */
const RANGES: Readonly<Record<string, string>> = {
  int2: '-32768 AND 32767',
  int4: '-2147483648 AND 2147483647',
  int8: '-9223372036854775808 AND 9223372036854775807',
  oid: '0 AND 4294967295',
};

export const NUMBER = `iif(trim({1}) GLOB '*[0-9]*' AND trim({1}) NOT GLOB '*[^0-9.eE+-]*' AND trim({1}) NOT GLOB '*[0-9.][+-]*', trim({1}), ${failure('invalid number')})`;
export const CLOCK = "rtrim(rtrim(strftime('%H:%M:%f', {1}), '0'), '.')";
const TRUE = "'t', 'true', 'y', 'yes', 'on', '1'";
const FALSE = "'f', 'false', 'n', 'no', 'off', '0'";
export const BOOLEAN = `iif(lower(trim({1})) IN (${TRUE}), 1, iif(lower(trim({1})) IN (${FALSE}), 0, ${failure('invalid boolean')}))`;

/** SQLite's date functions take each month to have 31 days, and a text that begins with a number for a Julian day. */
const IS_DAY = 'date(substr({1}, 1, 10)) = substr({1}, 1, 10)';

/** Of a text without a zone. */
export const DAY = `iif(${IS_DAY} AND date({1}) IS NOT NULL, {1}, ${failure('invalid date')})`;

export const readInteger: Render = (args, { result: { type } }) => {
  const range = RANGES[type.kind === 'base' ? type.name : ''] ?? RANGES['int8'];
  const digits = "ltrim(trim({1}), '+-')";
  const fits = `${digits} GLOB '[0-9]*' AND ${digits} NOT GLOB '*[^0-9]*' AND CAST(trim({1}) AS NUMERIC) BETWEEN ${range}`;
  return fill(`CAST(iif(${fits}, trim({1}), ${failure('invalid integer')}) AS INTEGER)`, args.map(({ sql }) => sql));
};

/** A text that a template reads several times; a query, as md5() is one, is asked once. */
function readOnce([arg]: readonly Pick<Operand, 'sql'>[], template: (text: Sql) => Sql): Sql {
  if (!arg || arg.sql.text === 'NULL') return primary('NULL');
  if (!/\bSELECT\b/u.test(arg.sql.text)) return template(arg.sql);
  return fill('(SELECT {1} FROM (SELECT {2} AS _text))', [template(primary('_text')), arg.sql]);
}

const HYPHENS = [[1, 8], [9, 4], [13, 4], [17, 4], [21, 12]].map(([start, length]) => `substr({1}, ${start}, ${length})`).join(" || '-' || ");
const DIGITS = "replace({1}, '-', '')";
const IS_UUID = `length(${DIGITS}) = 32 AND ${DIGITS} NOT GLOB '*[^0-9A-Fa-f]*' AND (length({1}) = 32 OR {1} GLOB '????????-????-????-????-????????????')`;
const UUID = `iif(${IS_UUID}, lower(iif(length({1}) = 32, ${HYPHENS}, {1})), ${failure('invalid uuid')})`;

/** `md5(email)::uuid` has no hyphens, and a GUID of Windows has braces. */
export function readUuid(args: readonly Operand[]): Sql {
  return readOnce(args, (text) => fill(UUID, [fill("trim({1}, '{}')", [text])]));
}

/** A moment without a zone ignores the one that its text has: what stands before a sign behind the day is read. */
const WITHOUT_ZONE = "substr({1}, 1, 9 + min(instr(substr({1}, 11) || '+', '+'), instr(substr({1}, 11) || '-', '-')))";
/** Postgres writes whole hours of an offset alone, `+00`; SQLite reads `+00:00`. */
const FULL_ZONE = "{1} || substr(':00', 1, 3 * ({1} GLOB '*:*[+-][0-9][0-9]'))";

const reads = (zone: string) => (args: readonly Pick<Operand, 'sql'>[], context: RenderContext): Sql =>
  readOnce(args, (text) => fill(`coalesce(CASE WHEN ${IS_DAY} THEN {2} END, ${failure('invalid timestamp')})`, [text, moment(fill(zone, [text]), [], context.mapping)]));

export const readTimestamp = reads(WITHOUT_ZONE);
export const readTimestamptz = reads(FULL_ZONE);
/** Of a text without a zone. */
export const readMoment = reads('{1}');

export function readDate(args: readonly Operand[]): Sql {
  return readOnce(args, (text) => fill(`iif(${IS_DAY} AND date({2}) IS NOT NULL, substr({1}, 1, 10), ${failure('invalid date')})`, [text, fill(WITHOUT_ZONE, [text])]));
}
