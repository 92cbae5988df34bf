import { infix, PRECEDENCE, primary, type Sql } from '../../sql.js';
import { complement, globClass, isAny, isDisjoint, isSame, isSubset, onlyCharacter } from './char-set.js';
import type { Branch, Item } from './branches.js';
import { glob, notGlob } from './glob.js';
import { peel } from './peel.js';
import { allOf, equals, isOnce, lengthOf, oneRepeated, patternOf, spread, textOf, type Tests } from './sequence-test.js';

/** One branch by GLOB, length() and substr(). */
export function branchTests(value: Sql, branch: Branch, limit: number): Tests {
  return oneRepeated(value, branch, limit) ?? byPlace(value, branch, limit) ?? oneClass(value, branch, limit) ?? peel(value, branch, limit);
}

/** Every character has its place: `^[0-9a-f]{8}-[0-9a-f]{4}$`. */
function byPlace(value: Sql, { start, end, items }: Branch, limit: number): Tests {
  if (!items.every(({ min, max }) => min === max) || !(start || end)) return undefined;
  const total = items.reduce((sum, { min }) => sum + min, 0);
  const whole = start ? value : primary(`substr(${value.text}, -${total})`);
  const tests: (Tests | Sql)[] = [infix(lengthOf(value), start && end ? '=' : '>=', primary(String(total)), start && end ? PRECEDENCE.equality : PRECEDENCE.comparison)];
  let [place, small]: [number, readonly Item[]] = [1, []];
  const flush = (): void => {
    const length = small.reduce((sum, { min }) => sum + min, 0);
    if (length > 0) tests.push(partTest(primary(`substr(${whole.text}, ${place - length}, ${length})`), small, limit));
    small = [];
  };
  for (const item of items) {
    if (item.min > 4 || patternOf([...small, item]).length > limit) flush();
    if (item.min > 4) tests.push(isAny(item.set) ? [] : notGlob(primary(`substr(${whole.text}, ${place}, ${item.min})`), `*${globClass(complement(item.set))}*`, limit));
    else small = [...small, item];
    place += item.min;
  }
  flush();
  return allOf(tests);
}

function partTest(part: Sql, items: readonly Item[], limit: number): Sql | undefined {
  return items.every(({ set }) => onlyCharacter(set) !== undefined) ? equals(part, textOf(items)) : glob(part, patternOf(items), limit);
}

/**
 * Repetitions of one class with single characters between: `^[^@\s]+@[^@\s]+\.[^@\s]+$`. When the text has as many characters
 * outside the class as the expression has, each of them stands where the pattern wants it, and the others are in the class.
 */
function oneClass(value: Sql, { start, end, items: written }: Branch, limit: number): Tests {
  const items = written.flatMap(spread);
  const runs = items.filter((item) => !isOnce(item));
  const set = runs[0]?.set;
  if (!set || !runs.every((run) => isSame(run.set, set) && run.max === Infinity && run.min <= 8)) return undefined;
  const singles = items.filter(isOnce);
  const inner = items.map((item) => (isOnce(item) ? globClass(item.set) : `${'?'.repeat(item.min)}*`)).join('');
  const pattern = glob(value, `${start ? '' : '*'}${inner}${end ? '' : '*'}`, limit);
  if (isAny(set)) return allOf([pattern]);
  if (!start || !end || !singles.every((item) => isSubset(item.set, set) || isDisjoint(item.set, set))) return undefined;
  const outside = `*${globClass(complement(set))}`.repeat(singles.filter((item) => isDisjoint(item.set, set)).length + 1);
  return allOf([pattern, notGlob(value, `${outside}*`, limit)]);
}
