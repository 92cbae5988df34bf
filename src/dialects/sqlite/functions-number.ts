import type { FunctionRow, Render, RenderContext } from '../dialect.js';
import { fill, PRECEDENCE, type Sql } from '../sql.js';
import { remainder } from './arithmetic.js';
import { placeAmong } from './functions-array.js';
import { failure } from './moments.js';
import { asNumber, asTerm, PLAIN_SCALE, rounded } from './numbers.js';
import { emulated, exact, hiding, refused } from './row.js';

/** A function of numbers, over numerics as REAL. */
const of =
  (template: string): Render =>
  (args, context) =>
    real(fill(template, args.map((arg) => asNumber(arg, context.mapping))), context);

function real(sql: Sql, context: RenderContext): Sql {
  return context.result.family === 'numeric' && context.mapping === 'exact' ? { ...sql, real: true } : sql;
}

/** Postgres rounds decimals half away from zero, and halves of double precision to the even neighbour. */
const round: Render = ([value, digits], context) => {
  if (!value) return undefined;
  const number = asTerm(value, context.mapping);
  if (value.family === 'int') return value.sql;
  if (value.family === 'float') return fill('iif(abs({1} - trunc({1})) = 0.5, 2 * round({1} / 2), round({1}))', [number]);
  if (digits && value.places !== undefined && value.places <= Number(digits.constant ?? Number.NaN)) return value.sql.unrounded ? value.sql : real(asNumber(value, context.mapping), context);
  return digits ? scaled('round', number, digits.constant, context) : real(fill('round({1})', [asNumber(value, context.mapping)]), context);
};

const truncate: Render = ([value, digits], context) => {
  if (!value) return undefined;
  const number = asNumber(value, context.mapping);
  return digits ? scaled('trunc', number, digits.constant, context) : real(fill('trunc({1})', [number]), context);
};

function scaled(name: 'round' | 'trunc', number: Sql, digits: string | null | undefined, context: RenderContext): Sql | undefined {
  const places = Number(digits);
  if (typeof digits !== 'string' || !Number.isInteger(places)) return undefined;
  return real(rounded(number, places, name), context);
}

/** Both ends are possible values. */
const between: Render = ([low, high]) =>
  low && high && fill(`iif({1} > {2}, ${failure('lower bound must be less than or equal to upper bound')}, {1} + abs(random() % ({2} - {1} + 1)))`, [low.sql, high.sql]);

/** The Box-Muller transform of two random numbers. */
const NORMAL = 'sqrt(-2 * ln((abs(random() % 9007199254740991) + 1) / 9007199254740992.0)) * cos(2 * pi() * (abs(random() % 9007199254740992) / 9007199254740992.0))';

const DIVISOR = '(WITH RECURSIVE euclid(_a, _b) AS (SELECT abs({1}), abs({2}) WHERE {1} IS NOT NULL AND {2} IS NOT NULL UNION ALL SELECT _b, _a % _b FROM euclid WHERE _b <> 0) SELECT _a FROM euclid WHERE _b = 0)';
const noDivisor = refused('gcd() and lcm() of decimals are not worked out on SQLite', 'Scale the numbers to integers.');
const noScale = refused('the digits behind the point are known of constants and columns that declare them', 'Declare the column numeric(precision, scale).');

/** Between low and high, which may descend; before and behind them are two more. */
const bucket: Render = ([value, low, high, count], { mapping }) => {
  if (!value || !low || !high || !count) return undefined;
  const [v, a, b] = [value, low, high].map((each) => asNumber(each, mapping)) as [Sql, Sql, Sql];
  // What is decimal in Postgres is not less than a whole number for being binary.
  const place = value.family === 'numeric' ? 'floor(round(({1} - {2}) * {4} * 1.0 / ({3} - {2}), 9))' : 'min(floor((({1} - {2}) * 1.0 / ({3} - {2})) * {4}), {4} - 1)';
  const inside = `CAST(${place} AS INTEGER) + 1`;
  const up = `iif({1} < {2}, 0, iif({1} >= {3}, {4} + 1, ${inside}))`;
  const down = `iif({1} > {2}, 0, iif({1} <= {3}, {4} + 1, ${inside}))`;
  const checked = `iif({4} <= 0, ${failure('count must be greater than zero', 4)}, iif({2} = {3}, ${failure('lower bound cannot equal upper bound', 2)}, iif({2} < {3}, ${up}, ${down})))`;
  return fill(`iif({1} IS NULL OR {2} IS NULL OR {3} IS NULL OR {4} IS NULL, NULL, ${checked})`, [v, a, b, count.sql]);
};

/** How many digits a number is written with behind its point. */
const scale: Render = ([value]) => (value?.scale === undefined ? undefined : fill(`iif({1} IS NULL, NULL, ${value.scale})`, [value.sql]));

const leastScale: Render = ([value], { mapping }) => {
  if (value?.scale === undefined || value.scale > PLAIN_SCALE) return undefined;
  if (value.scale <= 0) return fill('iif({1} IS NULL, NULL, 0)', [value.sql]);
  return fill(`length(rtrim(printf('%.${value.scale}f', {1}), '0')) - instr(printf('%.${value.scale}f', {1}), '.')`, [asNumber(value, mapping)]);
};

/** Zeros at the end are nothing to a number; where it is kept as text they go. */
const trimScale: Render = ([value], { mapping }) => value && (mapping === 'classic' || value.sql.real ? value.sql : fill("iif(instr({1}, '.') > 0, rtrim(rtrim({1}, '0'), '.'), {1})", [value.sql]));

const n = ['number'] as const;
const nn = ['number', 'number'] as const;
const one = (template: string): readonly FunctionRow[] => [exact(n, of(template))];
const power = [exact(nn, of('pow({1}, {2})'))];
const ceiling = one('ceil({1})');

/** Numbers (https://www.postgresql.org/docs/18/functions-math.html). */
export const NUMBER_FUNCTIONS: Readonly<Record<string, readonly FunctionRow[]>> = {
  abs: one('abs({1})'),
  sign: one('sign({1})'),
  ceil: ceiling,
  ceiling,
  floor: one('floor({1})'),
  round: [emulated(n, round), emulated(nn, round)],
  trunc: [emulated(n, truncate), emulated(nn, truncate)],
  sqrt: one('sqrt({1})'),
  exp: one('exp({1})'),
  ln: one('ln({1})'),
  log: [exact(n, of('log({1})')), exact(nn, of('ln({2}) / ln({1})'))],
  log10: one('log({1})'),
  power,
  pow: power,
  mod: [exact(['int', 'int'], '{1} % {2}'), exact(nn, (args, context) => remainder(args, context))],
  div: [exact(nn, of('trunc(round({1} / {2}, 9))'))],
  pi: [exact([], 'pi()')],
  degrees: one('degrees({1})'),
  radians: one('radians({1})'),
  sin: one('sin({1})'),
  cos: one('cos({1})'),
  tan: one('tan({1})'),
  asin: one('asin({1})'),
  acos: one('acos({1})'),
  sinh: one('sinh({1})'),
  cosh: one('cosh({1})'),
  tanh: one('tanh({1})'),
  asinh: one('asinh({1})'),
  acosh: one('acosh({1})'),
  atanh: one('atanh({1})'),
  cbrt: one('sign({1}) * pow(abs({1}), 1.0 / 3)'),
  atan: one('atan({1})'),
  atan2: [exact(nn, of('atan2({1}, {2})'))],
  random: [emulated([], 'abs(random() % 9007199254740992) / 9007199254740992.0'), emulated(['int', 'int'], between), ...refused('a random numeric between two others is not made on SQLite', 'Write round((low + random() * (high - low))::numeric, 2).')],
  random_normal: [emulated([], NORMAL), emulated(['number'], `{1} + ${NORMAL}`), emulated(nn, `{1} + {2} * ${NORMAL}`)],
  gcd: [exact(['int', 'int'], DIVISOR), ...noDivisor],
  lcm: [hiding([1, 2], exact(['int', 'int'], `iif({1} = 0 OR {2} = 0, 0, abs({1} / ${DIVISOR} * {2}))`)), ...noDivisor],
  width_bucket: [emulated(['number', 'number', 'number', 'int'], bucket), emulated(['number', 'array'], placeAmong), ...refused('width_bucket() of these thresholds is not worked out on SQLite', 'Write CASE value WHEN .. with the thresholds.')],
  min_scale: [hiding([1], emulated(['numeric'], leastScale)), ...noScale],
  scale: [emulated(['numeric'], scale), ...noScale],
  trim_scale: [emulated(['numeric'], trimScale)],
  ...Object.fromEntries(['erf', 'erfc', 'gamma', 'lgamma'].map((name) => [name, refused(`SQLite has no ${name}()`, 'Compute the value in the application.')])),
  num_nulls: [emulated(['any', '...'], countNulls('IS NULL'))],
  num_nonnulls: [emulated(['any', '...'], countNulls('IS NOT NULL'))],
};

function countNulls(test: string): Render {
  return (args) => ({ text: args.map((arg) => fill(`({1} ${test})`, [arg.sql]).text).join(' + '), precedence: args.length > 1 ? PRECEDENCE.sum : PRECEDENCE.primary });
}
