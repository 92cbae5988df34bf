import type { Mapping } from '../../model/dialect.js';
import type { Operand } from '../dialect.js';
import { fill, PRECEDENCE, primary, type Sql } from '../sql.js';

/** A number that can be computed with: the exact mapping stores numerics as text. */
export function asNumber(operand: Operand, mapping: Mapping): Sql {
  if (mapping === 'classic' || operand.family !== 'numeric' || operand.sql.real || operand.constant === null) return operand.sql;
  if (operand.constant !== undefined) return { ...primary(/[.e]/iu.test(operand.constant) ? operand.constant : `${operand.constant}.0`), real: true };
  return { ...fill('CAST({1} AS REAL)', [operand.sql]), real: true };
}

/** A number that more is computed from: it is rounded once, at the end. */
export function asTerm(operand: Operand, mapping: Mapping): Sql {
  return operand.sql.unrounded ?? asNumber(operand, mapping);
}

/** A REAL has 15 digits and more; rounded to so many behind the point, hardly any number would keep what it has before it. */
const MOST_PLACES = 10;
const DIGITS_OF_REAL = 15;
/** https://www.sqlite.org/lang_corefunc.html#round takes more for as many. */
const SQLITE_PLACES = 30;

/**
 * Numerics are decimal, a REAL is binary: 3 * 19.99 is 59.97 in Postgres and 59.96999999999999 here, so that `CHECK (total = quantity * price)` would
 * refuse what is right. A result whose digits are known is rounded to them, which gives the number that 59.97 is here.
 */
export function decimal(sql: Sql, places: number | undefined): Sql {
  if (places === undefined || places === 0 || places > MOST_PLACES) return sql;
  return { ...fill(`round({1}, ${places})`, [sql]), unrounded: sql, ...(sql.real !== undefined && { real: sql.real }) };
}

/**
 * Halves go away from zero, as Postgres rounds numerics. 2.675 is a little less in binary: the shifted number is first rounded to nine digits, so
 * that 267.49999999999994 is 267.5. A negative number of digits counts from the point to the left. Of more digits than a REAL has behind the point
 * of most numbers, shifting would change the last ones: 99.99 would not be 99.99 any more in a numeric(65,30).
 */
export function rounded(number: Sql, digits: number, round: 'round' | 'trunc' = 'round'): Sql {
  if (digits === 0) return fill(`${round}({1})`, [number]);
  if (digits > MOST_PLACES && round === 'round') return fill(`round({1}, ${Math.min(digits, SQLITE_PLACES)})`, [number]);
  if (digits > DIGITS_OF_REAL) return number;
  const factor = `1${'0'.repeat(Math.abs(digits))}.0`;
  const [there, back] = digits > 0 ? ['*', '/'] : ['/', '*'];
  return { ...fill(`${round}(round({1} ${there} ${factor}, 9)) ${back} ${factor}`, [number]), precedence: PRECEDENCE.product };
}

/** Up to here a REAL has all the digits that are written of numbers of ordinary size. */
export const PLAIN_SCALE = 6;

/**
 * `{1}` with so many digits behind the point: those beyond the fifteen that a REAL is sure of are zeros, where printf() would go on with
 * what is binary about it (99.98999999999999).
 */
export function fixedText(number: Sql, scale: number): Sql {
  if (scale <= PLAIN_SCALE) return fill(`printf('%.${Math.max(scale, 0)}f', {1})`, [number]);
  // D1 has no log10().
  const exponent = `CAST(substr(printf('%.${DIGITS_OF_REAL - 1}e', {1}), -3) AS INTEGER)`;
  const decimals = `max(min(${scale}, ${DIGITS_OF_REAL - 1} - ${exponent}), 1)`;
  return fill(`printf('%.*f', ${decimals}, {1}) || substr('${'0'.repeat(scale)}', 1, ${scale} - ${decimals})`, [number]);
}

/** The text of a number with so many digits behind the point: zeros are added to what has fewer, and what has more, or is written in another way, is rounded. */
export function scaledText(number: Sql, scale: number): Sql {
  const real: Sql = { ...fill('CAST({1} AS REAL)', [number]), real: true };
  const computed = fixedText(rounded(real, scale), scale);
  if (scale < 0) return fill('iif({1} IS NULL, NULL, {2})', [number, computed]);
  const digits = "iif(instr({1}, '.') = 0, 0, length({1}) - instr({1}, '.'))";
  const plain = "({1} GLOB '[1-9]*' OR {1} GLOB '-[1-9]*' OR {1} GLOB '0.*' OR {1} = '0') AND {1} NOT GLOB '*[eE]*' AND {1} NOT GLOB '*.'";
  const filled = scale === 0 ? '{1}' : `{1} || iif(instr({1}, '.') = 0, '.', '') || substr('${'0'.repeat(scale)}', 1, ${scale} - ${digits})`;
  return fill(`iif({1} IS NULL, NULL, iif(${plain} AND ${digits} <= ${scale}, ${filled}, {2}))`, [number, computed]);
}
