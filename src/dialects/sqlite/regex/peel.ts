import { infix, PRECEDENCE, primary, type Sql } from '../../sql.js';
import { quoteVisibly } from '../text-operators.js';
import { allOf, between, equals, lengthOf, oneRepeated, patternOf, textOf, type Tests } from './sequence-test.js';
import type { Branch, Item } from './branches.js';
import { ANY, charactersOf, complement, globClass, isAny, isDisjoint, onlyCharacter, union, type CharSet } from './char-set.js';
import { glob, notGlob } from './glob.js';

const ANYTHING: Item = { set: ANY, min: 0, max: Infinity };
/** Texts grow with each item that is taken off. */
const LONGEST = 4000;

/**
 * Takes the text apart from its ends: a run of characters that what follows cannot begin with ends where another character comes,
 * so that ltrim(), rtrim() and instr() find its end. `^[a-z0-9._-]+@[a-z0-9-]+\.[a-z]{2,}$`
 */
export function peel(value: Sql, { start, end, items }: Branch, limit: number): Tests {
  const whole = [...(start ? [] : [ANYTHING]), ...items, ...(end ? [] : [ANYTHING])];
  const tests = take(value, whole, limit);
  return tests && tests.reduce((sum, { text }) => sum + text.length, 0) <= LONGEST ? tests : undefined;
}

function take(value: Sql, items: readonly Item[], limit: number): Tests {
  if (value.text.length > LONGEST) return undefined;
  const rest = oneRepeated(value, { start: true, end: true, items }, limit);
  if (rest) return rest;
  return takeSingles(value, items, limit) ?? takeFirst(value, items, limit) ?? takeLast(value, items, limit);
}

function isFixed({ min, max }: Item): boolean {
  return min === max;
}

/** Characters at the start that have their place there. */
function takeSingles(value: Sql, items: readonly Item[], limit: number): Tests {
  const count = items.findIndex((item) => !isFixed(item));
  if (count <= 0) return undefined;
  const [singles, others] = [items.slice(0, count), items.slice(count)];
  const length = singles.reduce((sum, { min }) => sum + min, 0);
  const literal = singles.every(({ set }) => onlyCharacter(set) !== undefined);
  const head = primary(`substr(${value.text}, 1, ${length})`);
  return allOf([literal ? equals(head, textOf(singles)) : glob(value, `${patternOf(singles)}*`, limit), take(primary(`substr(${value.text}, ${length + 1})`), others, limit)]);
}

/** The characters that a text can begin with; also whether it can be empty. */
function firstOf(items: readonly Item[]): CharSet {
  let set: CharSet = [];
  for (const item of items) {
    set = union(set, item.set);
    if (item.min > 0) break;
  }
  return set;
}

/** The run at the start. */
function takeFirst(value: Sql, items: readonly Item[], limit: number): Tests {
  const [run, next, ...others] = items;
  if (!run || !next || !isDisjoint(run.set, firstOf(items.slice(1)))) return undefined;
  const separator = next.min > 0 ? onlyCharacter(next.set) : undefined;
  if (separator !== undefined) {
    const place = primary(`instr(${value.text}, ${quoteVisibly(separator).text})`);
    const left = primary(`substr(${value.text}, 1, ${place.text} - 1)`);
    const following = next.max > 1 ? [{ ...next, min: next.min - 1, max: next.max - 1 }, ...others] : others;
    const rest = primary(`substr(${value.text}, ${place.text} + 1)`);
    return allOf([count(place, run, 1), inClass(left, union(run.set, next.set), run, limit), take(rest, following, limit)]);
  }
  const characters = charactersOf(run.set);
  if (characters === undefined) return undefined;
  const rest = primary(`ltrim(${value.text}, ${quoteVisibly(characters).text})`);
  return allOf([trimmed(value, rest, run), take(rest, items.slice(1), limit)]);
}

/** The run at the end, or the characters there that have their place. */
function takeLast(value: Sql, items: readonly Item[], limit: number): Tests {
  const run = items.at(-1);
  const before = items.slice(0, -1);
  if (!run) return undefined;
  if (isFixed(run)) {
    const [text, pattern] = [primary(`substr(${value.text}, 1, length(${value.text}) - ${run.min})`), `*${patternOf([run])}`];
    return run.min <= 4 ? allOf([glob(value, pattern, limit), take(text, before, limit)]) : undefined;
  }
  const characters = charactersOf(run.set);
  if (characters === undefined || !isDisjoint(run.set, firstOf(before.toReversed()))) return undefined;
  const rest = primary(`rtrim(${value.text}, ${quoteVisibly(characters).text})`);
  return allOf([trimmed(value, rest, run), take(rest, before, limit)]);
}

function trimmed(value: Sql, rest: Sql, run: Item): readonly Sql[] {
  return run.min === 0 && run.max === Infinity ? [] : count(infix(lengthOf(value), '-', lengthOf(rest), PRECEDENCE.sum), run, 0);
}

/** How often the run comes, from a number that is `more` than that. */
function count(number: Sql, { min, max }: Item, more: number): readonly Sql[] {
  if (min === max) return [infix(number, '=', primary(String(min + more)), PRECEDENCE.equality)];
  if (max !== Infinity) return [between(number, min + more, max + more)];
  return [infix(number, '>=', primary(String(min + more)), PRECEDENCE.comparison)];
}

/** @param known characters that cannot stand there anyway, or may */
function inClass(part: Sql, known: CharSet, run: Item, limit: number): Tests {
  return isAny(known) ? [] : allOf([notGlob(part, `*${globClass(complement(run.set))}*`, limit)]);
}
