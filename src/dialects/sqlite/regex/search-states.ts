import { quoteVisibly } from '../text-operators.js';
import { globClass } from './char-set.js';
import { fits } from './glob.js';
import { EITHER, IN_WORD, OUTSIDE, type Beside } from './neighbours.js';
import type { Option, Search } from './search.js';

/** The states of a search: 0 before a match, -1 before one that must begin where the text does, others behind a position of the automata. */
export interface States {
  /** The rows `(from, class, to, unit)`. */
  readonly steps: string;
  /** A condition on `key` and `_i`: the match is whole. */
  readonly ends: string;
  /** Where a match begins hangs on the character before. */
  readonly edged: boolean;
}

/** The state before a match that comes behind a character of a word. */
export const AFTER_WORD = -2;

export const inWord = (place: string): string => `substr(_v, ${place}, 1) GLOB '[A-Za-z0-9_]'`;

const MOST_STEPS = 1000;

/** @param units the beginnings of how many units are noted; undefined when there are too many states, or classes that GLOB does not take */
export function statesOf({ options }: Search, units: number, limit: number): States | undefined {
  const edged = options.some(({ automaton }) => [...automaton.beginnings.values()].some((beside) => beside !== EITHER));
  const [steps, ends] = [[] as string[], [] as End[]];
  let offset = 0;
  for (const option of options) {
    const written = stepsOf(option, { offset, units, limit, edged });
    if (!written) return undefined;
    steps.push(...written);
    ends.push(...endsOf(option, offset, edged));
    offset += option.automaton.sets.length;
  }
  if (steps.length > MOST_STEPS) return undefined;
  return { steps: steps.length === 0 ? 'SELECT NULL, NULL, NULL, NULL WHERE 0' : `VALUES ${steps.join(', ')}`, ends: conditionOf(ends), edged };
}

interface Numbering {
  readonly offset: number;
  readonly units: number;
  readonly limit: number;
  readonly edged: boolean;
}

function stepsOf({ start, automaton, units: written }: Option, { offset, units, limit, edged }: Numbering): readonly string[] | undefined {
  const { sets, beginnings, follow } = automaton;
  const classes = sets.map(globClass);
  if (!classes.every((each) => fits(each, limit))) return undefined;
  const owners = written.flatMap(({ positions }, unit) => Array.from({ length: positions }, () => Math.min(unit, units)));
  const step = (from: number, to: number): string => `('${from}', ${quoteVisibly(classes[to] ?? '').text}, '${offset + to + 1}', ${owners[to] ?? 0})`;
  const begun = [...beginnings].flatMap(([to, beside]) => [
    ...(beside & OUTSIDE ? [step(start ? -1 : 0, to)] : []),
    ...(edged && !start && beside & IN_WORD ? [step(AFTER_WORD, to)] : []),
  ]);
  return [...begun, ...follow.flatMap((next, from) => [...next].map((to) => step(offset + from + 1, to)))];
}

/** A state in which a match is whole, and where only. */
interface End {
  readonly state: number;
  readonly only: string;
}

function endsOf({ start, end, automaton: { between, endings } }: Option, offset: number, edged: boolean): readonly End[] {
  const place = (beside: Beside): string => (end ? ' AND _i = length(_v) + 1' : beside === EITHER ? '' : ` AND ${beside === IN_WORD ? '' : 'NOT '}${inWord('_i')}`);
  const possible = [...endings].filter(([, beside]) => !end || (beside & OUTSIDE) !== 0);
  const empty = between === 0 ? [] : start ? [-1] : edged ? [0, AFTER_WORD] : [0];
  return [...empty.map((state) => ({ state, only: place(EITHER) })), ...possible.map(([position, beside]) => ({ state: offset + position + 1, only: place(beside) }))];
}

function conditionOf(ends: readonly End[]): string {
  const places = [...new Set(ends.map(({ only }) => only))].toSorted((a, b) => a.length - b.length);
  return places.map((only) => `key IN (${ends.flatMap((end) => (end.only === only ? [`'${end.state}'`] : [])).join(', ')})${only}`).join(' OR ');
}
