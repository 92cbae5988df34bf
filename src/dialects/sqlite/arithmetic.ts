import type { Operand, Render, RenderContext, RowNote } from '../dialect.js';
import { embed, fill, infix, PRECEDENCE, type Sql } from '../sql.js';
import { asNumber, asTerm, decimal } from './numbers.js';

const ZERO: RowNote = {
  code: 'lossy-division-by-zero',
  message: 'division by zero gives NULL here; Postgres raises an error',
  help: 'Write nullif(divisor, 0) to get NULL everywhere.',
};

/** `a + b`; a result of numeric arithmetic is a REAL until it is stored. */
export function arithmetic(operator: string, precedence: number): (args: readonly Operand[], context: RenderContext) => Sql | undefined {
  return ([left, right], context) => {
    // Floats and quotients are not rounded at the end, so what they are made of is rounded before.
    const term = context.result.family === 'numeric' && operator !== '/' ? asTerm : asNumber;
    return left && right && decimal(result(infix(term(left, context.mapping), operator, term(right, context.mapping), precedence), context), placesOf(operator, left, right));
  };
}

/** A quotient has as many digits as it needs. */
function placesOf(operator: string, left: Operand, right: Operand): number | undefined {
  if (left.places === undefined || right.places === undefined || operator === '/') return undefined;
  return operator === '*' ? left.places + right.places : Math.max(left.places, right.places);
}

function result(sql: Sql, context: RenderContext): Sql {
  return context.result.family === 'numeric' && context.mapping === 'exact' ? { ...sql, real: true } : sql;
}

/** Integers are divided as integers by both; numerics and floats are REAL here, so they are not. */
export function division(args: readonly Operand[], context: RenderContext): Sql | undefined {
  noteZero(args[1], context);
  return arithmetic('/', PRECEDENCE.product)(args, context);
}

/** SQLite's `%` makes integers of its operands, so fractions go through mod(). */
export const modulo: Render = ([left, right], context) => {
  if (!left || !right) return undefined;
  noteZero(right, context);
  if (context.result.family === 'int') return infix(left.sql, '%', right.sql, PRECEDENCE.product);
  return remainder([left, right], context);
};

/**
 * Of numerics, which are REAL here: 0.5 is five times 0.1 only when the quotient is rounded before it is cut, and the remainder has no
 * more digits than its operands.
 */
export const remainder = ([left, right]: readonly Operand[], context: RenderContext): Sql | undefined =>
  left && right && result(fill('round({1} - {2} * trunc(round({1} / {2}, 9)), 9)', [asNumber(left, context.mapping), asNumber(right, context.mapping)]), context);

/** Only a constant other than zero (a cast one is printed as the number that it is), what is at least one, and nullif(.., 0), are safe. */
function noteZero(divisor: Operand | undefined, context: RenderContext): void {
  if (divisor === undefined) return;
  const constant = Number(divisor.constant ?? divisor.sql.text);
  const safe = (!Number.isNaN(constant) && constant !== 0) || (divisor.atLeast ?? 0) > 0 || divisor.nonZero || divisor.sql.text.startsWith('nullif(');
  if (!safe) context.note(ZERO);
}

export const negate: Render = ([arg], context) => {
  if (!arg) return undefined;
  const text = embed(asTerm(arg, context.mapping), PRECEDENCE.unary);
  const negative = result({ text: text.startsWith('-') ? `-(${text})` : `-${text}`, precedence: PRECEDENCE.unary }, context);
  return arg.sql.unrounded ? decimal(negative, arg.places) : negative;
};
