import { fill, type Sql } from '../../sql.js';
import { quoteVisibly } from '../text-operators.js';
import { walk } from '../text-walk.js';
import { writtenBranches, type Branch, type Item } from './branches.js';
import { charactersOf, globClass, isAny, isSame, onlyCharacter } from './char-set.js';
import { fits } from './glob.js';
import { isLazy, readRegex } from './read-regex.js';
import { patternOf, textOf } from './sequence-test.js';

/** What is replaced, and by what. */
interface Replacement {
  readonly value: Sql;
  readonly by: Sql;
  readonly text: string;
  readonly empty: boolean;
  readonly all: boolean;
  readonly limit: number;
}

/**
 * `regexp_replace(name, '[^a-z0-9]+', '-', 'g')` for patterns whose matches are found without searching: one class or run of it everywhere, a
 * constant text, something at the start or the end; undefined for others.
 * @param by the replacement, without `\1` and `\&`
 */
export function replaceMatches(value: Sql, pattern: string, by: string, { fold, all }: { readonly fold: boolean; readonly all: boolean }, limit: number): Sql | undefined {
  if (by.includes('\\') || isLazy(pattern)) return undefined;
  const regex = readRegex(pattern, fold);
  const branches = regex && writtenBranches(regex);
  const replacement: Replacement = { value, by: quoteVisibly(by), text: by, empty: by === '', all, limit };
  if (!branches) return undefined;
  const [branch, other] = branches;
  if (branches.length === 2 && branch && other) return atBothEnds(branch, other, replacement);
  return branch && branches.length === 1 ? replaceBranch(branch, replacement) : undefined;
}

function replaceBranch(branch: Branch, replacement: Replacement): Sql | undefined {
  const { start, end, items } = branch;
  if (start && end) return undefined;
  if (start) return atStart(items, replacement);
  return toTheEnd(items, replacement) ?? (end ? atEnd(items, replacement) : (constantText(items, replacement) ?? everywhere(items, replacement)));
}

/** `^\s+|\s+$` */
function atBothEnds(a: Branch, b: Branch, { value, empty, all }: Replacement): Sql | undefined {
  const [first, last] = a.start ? [a, b] : [b, a];
  const [head, tail] = [onlyItem(first), onlyItem(last)];
  if (!all || !empty || !first.start || first.end || last.start || !last.end || !head || !tail || !isSame(head.set, tail.set)) return undefined;
  const characters = isRun(head) && isRun(tail) ? charactersOf(head.set) : undefined;
  return characters === undefined ? undefined : fill('trim({1}, {2})', [value, quoteVisibly(characters)]);
}

function onlyItem({ items }: Branch): Item | undefined {
  return items.length === 1 ? items[0] : undefined;
}

function isRun({ min, max }: Item): boolean {
  return min <= 1 && max === Infinity;
}

function isConstant(items: readonly Item[]): boolean {
  return items.length > 0 && items.every(({ set, min, max }) => min === max && onlyCharacter(set) !== undefined);
}

function lengthOf(items: readonly Item[]): number | undefined {
  return items.length > 0 && items.every(({ min, max }) => min === max) ? items.reduce((sum, { min }) => sum + min, 0) : undefined;
}

/** `^www\.`, `^0+` */
function atStart(items: readonly Item[], { value, by, empty, limit }: Replacement): Sql | undefined {
  const [item, ...others] = items;
  const length = lengthOf(items);
  const pattern = `${patternOf(items)}*`;
  if (length !== undefined) return fits(pattern, limit) ? fill(`iif({1} GLOB {2}, {3} || substr({1}, ${length + 1}), {1})`, [value, quoteVisibly(pattern), by]) : undefined;
  const characters = item && others.length === 0 && item.min === 1 && item.max === Infinity ? charactersOf(item.set) : undefined;
  if (characters === undefined || !item) return undefined;
  return empty ? fill('ltrim({1}, {2})', [value, quoteVisibly(characters)]) : fill('iif({1} GLOB {2}, {3} || ltrim({1}, {4}), {1})', [value, quoteVisibly(`${globClass(item.set)}*`), by, quoteVisibly(characters)]);
}

/** `\.html$`, `/+$` */
function atEnd(items: readonly Item[], { value, by, empty, limit }: Replacement): Sql | undefined {
  const [item, ...others] = items;
  const length = lengthOf(items);
  const pattern = `*${patternOf(items)}`;
  if (length !== undefined) return fits(pattern, limit) ? fill(`iif({1} GLOB {2}, substr({1}, 1, length({1}) - ${length}) || {3}, {1})`, [value, quoteVisibly(pattern), by]) : undefined;
  const characters = item && others.length === 0 && item.min === 1 && item.max === Infinity ? charactersOf(item.set) : undefined;
  if (characters === undefined || !item) return undefined;
  return empty ? fill('rtrim({1}, {2})', [value, quoteVisibly(characters)]) : fill('iif({1} GLOB {2}, rtrim({1}, {4}) || {3}, {1})', [value, quoteVisibly(`*${globClass(item.set)}`), by, quoteVisibly(characters)]);
}

/** `@.*$`: from the first place on. */
function toTheEnd(items: readonly Item[], { value, by }: Replacement): Sql | undefined {
  const last = items.at(-1);
  const before = items.slice(0, -1);
  if (!last || !isAny(last.set) || last.min > 0 || last.max !== Infinity || !isConstant(before)) return undefined;
  return fill('iif(instr({1}, {2}) > 0, substr({1}, 1, instr({1}, {2}) - 1) || {3}, {1})', [value, quoteVisibly(textOf(before)), by]);
}

/** A text without classes, the first time or each time. */
function constantText(items: readonly Item[], { value, by, all }: Replacement): Sql | undefined {
  if (!isConstant(items)) return undefined;
  const text = quoteVisibly(textOf(items));
  if (all) return fill('replace({1}, {2}, {3})', [value, text, by]);
  return fill('iif(instr({1}, {2}) > 0, substr({1}, 1, instr({1}, {2}) - 1) || {3} || substr({1}, instr({1}, {2}) + length({2})), {1})', [value, text, by]);
}

/** One class, or as many of it as there are, wherever it stands. */
function everywhere(items: readonly Item[], replacement: Replacement): Sql | undefined {
  const { value, by, all, limit } = replacement;
  const [item, ...others] = items;
  if (!item || others.length > 0 || !all || item.min !== 1 || isAny(item.set)) return undefined;
  const replaced = oneByOne(item, replacement);
  if (replaced) return replaced;
  const hit = quoteVisibly(globClass(item.set));
  if (!fits(globClass(item.set), limit)) return undefined;
  if (item.max === 1) return fill(walk('iif(substr({1}, _i, 1) GLOB {2}, {3}, substr({1}, _i, 1))'), [value, hit, by]);
  return item.max === Infinity ? fill(walk("iif(substr({1}, _i, 1) GLOB {2}, iif(_i > 1 AND substr({1}, _i - 1, 1) GLOB {2}, '', {3}), substr({1}, _i, 1))"), [value, hit, by]) : undefined;
}

/** More than these are walked through. */
const FEW = 8;

/** A class of a few characters that are taken out, or each replaced by what none of them is in: one after the other. */
function oneByOne(item: Item, { value, by, text, empty }: Replacement): Sql | undefined {
  const characters = [...(charactersOf(item.set) ?? '')];
  if (characters.length === 0 || characters.length > FEW) return undefined;
  if (!empty && (item.max !== 1 || characters.some((character) => text.includes(character)))) return undefined;
  return item.max === 1 || item.max === Infinity ? characters.reduce((sql, character) => fill('replace({1}, {2}, {3})', [sql, quoteVisibly(character), by]), value) : undefined;
}
