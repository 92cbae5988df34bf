import { complement, intersection, isSubset, setOf, type CharSet } from './char-set.js';
import { innerOf, withInner, type Regex } from './regex-tree.js';

/** What may stand on one side of a place: a character of a word is 1, another one or an end of the text 2. */
export type Beside = number;
/** What may stand on both sides of a place, four bits: `beside before` of each `after`. */
export type Neighbours = number;

export const WORD: CharSet = setOf('A-Za-z0-9_');
const NO_WORD = complement(WORD);

export const IN_WORD: Beside = 1;
export const OUTSIDE: Beside = 2;
export const EITHER: Beside = IN_WORD | OUTSIDE;
const SIDES = [IN_WORD, OUTSIDE] as const;

function bit(before: Beside, after: Beside): Neighbours {
  return 1 << (2 * (before - 1) + (after - 1));
}

/** https://www.postgresql.org/docs/18/functions-matching.html#POSIX-CONSTRAINT-ESCAPES-TABLE */
export const EDGES: Readonly<Record<string, Neighbours>> = {
  m: bit(OUTSIDE, IN_WORD),
  M: bit(IN_WORD, OUTSIDE),
  y: bit(OUTSIDE, IN_WORD) | bit(IN_WORD, OUTSIDE),
  Y: bit(IN_WORD, IN_WORD) | bit(OUTSIDE, OUTSIDE),
};

export const ANYWHERE: Neighbours = 15;

/** What may stand before the place when these stand after it. */
export function before(between: Neighbours, after: Beside): Beside {
  return SIDES.reduce((found, side) => (SIDES.some((next) => (next & after) !== 0 && (between & bit(side, next)) !== 0) ? found | side : found), 0);
}

/** What may stand after the place when these stand before it. */
export function after(between: Neighbours, beside: Beside): Beside {
  return SIDES.reduce((found, side) => (SIDES.some((prior) => (prior & beside) !== 0 && (between & bit(prior, side)) !== 0) ? found | side : found), 0);
}

/** Which characters a set has that `splitAtWords` has left. */
export function kindOf(set: CharSet): Beside {
  return isSubset(set, WORD) ? IN_WORD : OUTSIDE;
}

/** Every class in two, so that each is either inside words or outside. */
export function splitAtWords(regex: Regex): Regex {
  if (regex.kind !== 'set') return withInner(regex, splitAtWords);
  const options = [WORD, NO_WORD].map((part) => intersection(regex.set, part)).filter(({ length }) => length > 0);
  return options.length === 1 ? regex : { kind: 'choice', options: options.map((set) => ({ kind: 'set', set })) };
}

export function hasEdge(regex: Regex): boolean {
  return regex.kind === 'edge' || innerOf(regex).some(hasEdge);
}
