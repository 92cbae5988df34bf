import type { FunctionRow, Render, RenderContext } from '../dialect.js';
import { fill, PRECEDENCE, type Sql } from '../sql.js';
import { remainder } from './arithmetic.js';
import { asNumber, asTerm, rounded } from './numbers.js';
import { emulated, exact } from './row.js';

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
  random: [emulated([], 'abs(random() % 9007199254740992) / 9007199254740992.0')],
  num_nulls: [emulated(['any', '...'], countNulls('IS NULL'))],
  num_nonnulls: [emulated(['any', '...'], countNulls('IS NOT NULL'))],
};

function countNulls(test: string): Render {
  return (args) => ({ text: args.map((arg) => fill(`({1} ${test})`, [arg.sql]).text).join(' + '), precedence: args.length > 1 ? PRECEDENCE.sum : PRECEDENCE.primary });
}
