import { BOOL, INT4 } from '../../../model/base-types.js';
import type { Expr } from '../../../model/expression.js';
import { choose, FALSE } from '../condition.js';
import { anyOf, type Caught } from './caught.js';
import type { Flow, Lowering } from './lowering.js';

/** Which error is met first, and whether it is one of some. */
interface Met {
  readonly asked: readonly Caught[];
  any(is: (one: Caught) => boolean): Expr;
}

/** It is asked once, before anything is done, and put aside: its number, or whether it is the only one. */
export function putAside(caught: readonly Caught[], flow: Flow, lowering: Lowering): Met {
  const [only, ...others] = caught;
  const which = caught.reduceRight<Expr>((rest, { when }, i) => choose(when, number(i + 1), rest), number(0));
  // What it reads has been captured where the block asks it, which is later.
  const place = lowering.setAside?.(structuredClone(only && others.length === 0 ? only.when : which), flow);
  if (!place) return { asked: caught, any: (is) => anyOf(caught, is) };
  if (only && others.length === 0) return { asked: [{ ...only, when: place }], any: (is) => (is(only) ? place : FALSE) };
  const isNumber = (i: number): Expr => ({ kind: 'operator', name: '=', left: place, right: number(i), type: BOOL });
  return { asked: caught.map((one, i) => ({ ...one, when: isNumber(i + 1) })), any: (is) => oneOf(caught.flatMap((one, i) => (is(one) ? [i + 1] : [])), caught.length, place) };
}

function number(value: number): Expr {
  return { kind: 'literal', value: String(value), type: INT4 };
}

function oneOf(numbers: readonly number[], of: number, operand: Expr): Expr {
  const [first] = numbers;
  if (first === undefined) return FALSE;
  if (numbers.length === of) return { kind: 'operator', name: '>', left: operand, right: number(0), type: BOOL };
  return numbers.length === 1 ? { kind: 'operator', name: '=', left: operand, right: number(first), type: BOOL } : { kind: 'in', negated: false, operand, list: numbers.map(number), type: BOOL };
}
