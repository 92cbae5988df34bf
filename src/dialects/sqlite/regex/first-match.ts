import { fill, type Sql } from '../../sql.js';
import { quoteVisibly } from '../text-operators.js';
import { charactersOf, complement, globClass, isAny, onlyCharacter } from './char-set.js';
import { writtenBranches, type Branch, type Item } from './branches.js';
import { fits } from './glob.js';
import { isLazy, readRegex } from './read-regex.js';
import { textOf } from './sequence-test.js';

/**
 * `substring(email from '@(.*)$')`: what the pattern matches, or its only group, for patterns whose match is found without searching: a run at
 * the start or the end, and what comes after a constant text. NULL where nothing matches; undefined for other patterns.
 */
export function firstMatch(value: Sql, pattern: string, limit: number): Sql | undefined {
  if (isLazy(pattern)) return undefined;
  const { before, group, after } = groupOf(pattern) ?? { before: '', group: pattern, after: '' };
  const [head, middle, tail] = [before, group, after].map(branchOf);
  if (!head || !middle || !tail || tail.items.length > 0) return undefined;
  const [run, ...others] = middle.items;
  if (!run || others.length > 0 || run.max !== Infinity || run.min > 1) return undefined;
  if (head.items.length === 0 && (head.start || middle.start)) return atStart(value, run, limit);
  const ends = middle.end || tail.end;
  if (isAny(run.set) && head.items.length > 0 && !head.start) return afterText(value, head.items, run);
  return ends && head.items.length === 0 && !middle.start ? atEnd(value, run, limit) : undefined;
}

/** `before(group)after`, with one group and no other. */
function groupOf(pattern: string): { readonly before: string; readonly group: string; readonly after: string } | undefined {
  const match = /^([^()[\]\\|]*)\(((?!\?)[^()|]*)\)(\$?)$/u.exec(pattern);
  return match ? { before: match[1] ?? '', group: match[2] ?? '', after: match[3] ?? '' } : undefined;
}

function branchOf(pattern: string): Branch | undefined {
  const regex = readRegex(pattern, false);
  const branches = regex && writtenBranches(regex);
  return branches?.length === 1 ? branches[0] : undefined;
}

function atStart(value: Sql, run: Item, limit: number): Sql | undefined {
  const end = onlyCharacter(complement(run.set));
  if (end !== undefined && run.min === 1) return fill("nullif(substr({1}, 1, instr({1} || {2}, {2}) - 1), '')", [value, quoteVisibly(end)]);
  const characters = charactersOf(run.set);
  const pattern = globClass(run.set);
  if (characters === undefined || run.min === 0 || !fits(`${pattern}*`, limit)) return undefined;
  return fill('iif({1} GLOB {2}, substr({1}, 1, length({1}) - length(ltrim({1}, {3}))), NULL)', [value, quoteVisibly(`${pattern}*`), quoteVisibly(characters)]);
}

function atEnd(value: Sql, run: Item, limit: number): Sql | undefined {
  const characters = charactersOf(run.set);
  const pattern = `*${globClass(run.set)}`;
  if (characters === undefined || run.min === 0 || !fits(pattern, limit)) return undefined;
  return fill('iif({1} GLOB {2}, substr({1}, length(rtrim({1}, {3})) + 1), NULL)', [value, quoteVisibly(pattern), quoteVisibly(characters)]);
}

/** `@(.*)$`, `id=(.+)`: everything from there on. */
function afterText(value: Sql, head: readonly Item[], run: Item): Sql | undefined {
  if (!head.every(({ set, min, max }) => min === max && onlyCharacter(set) !== undefined)) return undefined;
  const text = textOf(head);
  const rest = `substr({1}, instr({1}, {2}) + ${[...text].length})`;
  return fill(run.min === 0 ? `iif(instr({1}, {2}) > 0, ${rest}, NULL)` : `iif(instr({1}, {2}) BETWEEN 1 AND length({1}) - ${[...text].length}, ${rest}, NULL)`, [value, quoteVisibly(text)]);
}
