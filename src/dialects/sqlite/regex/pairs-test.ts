import { infix, PRECEDENCE, type Sql } from '../../sql.js';
import { automatonOf, type Automaton, type Position } from './automaton.js';
import { ANY, charSet, complement, globClass, intersection, isSame, isSubset, union, type CharSet } from './char-set.js';
import { conjunction, glob, notGlob } from './glob.js';
import { quoteVisibly } from '../text-operators.js';
import type { Regex } from './regex-tree.js';

/** A set of characters that the expression never tells apart. */
type Letter = CharSet;

/** What texts are made of when it matters only how they begin, how they end, and what stands beside what. */
interface Pairs {
  readonly letters: readonly Letter[];
  readonly first: ReadonlySet<number>;
  readonly last: ReadonlySet<number>;
  readonly follow: readonly ReadonlySet<number>[];
}

const MOST_POSITIONS = 24;
const MOST_LETTERS = 8;

/**
 * `^[a-z]+(-[a-z]+)*$`: letters and hyphens, at both ends a letter, no two hyphens together. Undefined when the expression asks for more than
 * that (a language is 2-testable in the strict sense, or not).
 */
export function pairsTest(value: Sql, whole: Regex, limit: number): Sql | undefined {
  const automaton = automatonOf(whole, MOST_POSITIONS);
  const letters = automaton && lettersOf(automaton.sets);
  if (!automaton || !letters || letters.length > MOST_LETTERS) return undefined;
  const pairs = pairsOf(automaton, letters);
  if (!pairs || !decides(pairs, automaton)) return undefined;
  const all = letters.reduce(union, []);
  const tests = [outside(value, all, limit), ...ends(value, pairs, all, automaton.empty, limit), ...neighbours(value, pairs, limit)];
  if (!tests.every((test) => test !== undefined)) return undefined;
  const found = conjunction(tests.filter((test) => test !== 'true'));
  const empty = infix(value, '=', quoteVisibly(''), PRECEDENCE.equality);
  if (!automaton.empty) return found ?? infix(value, '<>', quoteVisibly(''), PRECEDENCE.equality);
  return found && (pairs.first.size < letters.length || pairs.last.size < letters.length) ? infix(empty, 'OR', found, PRECEDENCE.or) : found;
}

/** The coarsest partition of the characters in the sets. */
function lettersOf(sets: readonly CharSet[]): readonly Letter[] | undefined {
  let letters: readonly Letter[] = [];
  for (const set of sets) {
    const fresh = letters.reduce((rest, letter) => intersection(rest, complement(letter)), set);
    const split = letters.flatMap((letter) => [intersection(letter, set), intersection(letter, complement(set))]);
    letters = [...split, fresh].filter(({ length }) => length > 0);
    if (letters.length > MOST_LETTERS) return undefined;
  }
  return letters;
}

function lettersAt(positions: Iterable<Position>, sets: readonly CharSet[], letters: readonly Letter[]): ReadonlySet<number> {
  const found = new Set<number>();
  for (const position of positions) letters.forEach((letter, i) => void (isSubset(letter, sets[position] ?? []) && found.add(i)));
  return found;
}

function pairsOf({ sets, first, last, follow }: Automaton, letters: readonly Letter[]): Pairs | undefined {
  const next = letters.map((letter) => follow.flatMap((positions, from) => (isSubset(letter, sets[from] ?? []) ? [...positions] : [])));
  return { letters, first: lettersAt(first, sets, letters), last: lettersAt(last, sets, letters), follow: next.map((positions) => lettersAt(positions, sets, letters)) };
}

/** Whether beginnings, ends and neighbours alone tell which texts match: walks all texts, letter by letter, as sets of positions. */
function decides(pairs: Pairs, { sets, first, last, follow }: Automaton): boolean {
  const reading = (positions: Iterable<Position>, letter: number): readonly Position[] =>
    [...new Set(positions)].filter((position) => isSubset(pairs.letters[letter] ?? [], sets[position] ?? [])).toSorted((a, b) => a - b);
  const waiting = [...pairs.first].map((letter) => ({ letter, at: reading(first, letter) }));
  const seen = new Set<string>();
  for (let now = waiting.pop(); now; now = waiting.pop()) {
    const { letter, at } = now;
    const key = `${letter}:${at.join()}`;
    if (seen.has(key)) continue;
    seen.add(key);
    if (pairs.last.has(letter) !== at.some((position) => last.has(position))) return false;
    for (const next of pairs.follow[letter] ?? []) {
      const reached = reading(at.flatMap((position) => [...(follow[position] ?? [])]), next);
      if (reached.length === 0) return false;
      waiting.push({ letter: next, at: reached });
    }
  }
  return true;
}

type Test = Sql | 'true' | undefined;

function outside(value: Sql, all: CharSet, limit: number): Test {
  return isSame(all, ANY) ? 'true' : notGlob(value, `*${globClass(complement(all))}*`, limit);
}

function ends(value: Sql, { letters, first, last }: Pairs, all: CharSet, empty: boolean, limit: number): readonly Test[] {
  const setOf = (chosen: ReadonlySet<number>): CharSet => charSet([...chosen].flatMap((i) => letters[i] ?? []));
  const [begins, finishes] = [setOf(first), setOf(last)];
  const [anyFirst, anyLast] = [isSame(begins, all), isSame(finishes, all)];
  if (anyFirst && anyLast) return [empty ? 'true' : infix(value, '<>', quoteVisibly(''), PRECEDENCE.equality)];
  return [anyFirst ? 'true' : glob(value, `${globClass(begins)}*`, limit), anyLast ? 'true' : glob(value, `*${globClass(finishes)}`, limit)];
}

/** Characters that the same ones must not follow stand in one pattern. */
function neighbours(value: Sql, { letters, follow }: Pairs, limit: number): readonly Test[] {
  const groups: { before: CharSet; readonly after: CharSet }[] = [];
  letters.forEach((letter, i) => {
    const after = charSet(letters.flatMap((other, j) => (follow[i]?.has(j) ? [] : other)));
    const group = groups.find((other) => isSame(other.after, after));
    if (group) group.before = union(group.before, letter);
    else if (after.length > 0) groups.push({ before: letter, after });
  });
  return groups.map(({ before, after }) => notGlob(value, `*${globClass(before)}${globClass(after)}*`, limit));
}
