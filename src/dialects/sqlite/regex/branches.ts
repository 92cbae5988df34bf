import { ANY, isAny, union, type CharSet } from './char-set.js';
import type { Regex } from './regex-tree.js';

/** A character and how often it may come. */
export interface Item {
  readonly set: CharSet;
  readonly min: number;
  readonly max: number;
}

/** Characters one after the other, from the start of the text or not, to its end or not. */
export interface Branch {
  readonly start: boolean;
  readonly end: boolean;
  readonly items: readonly Item[];
}

type Element = Item | 'start' | 'end';

const MOST_BRANCHES = 24;
const MOST_ITEMS = 400;

/** Several renderings ask in turn. */
const BRANCHES = new WeakMap<Regex, { readonly branches: readonly Branch[] | undefined }>();

/** The alternatives that the expression stands for, when they are finitely many sequences of characters. */
export function writtenBranches(regex: Regex): readonly Branch[] | undefined {
  let known = BRANCHES.get(regex);
  if (!known) BRANCHES.set(regex, (known = { branches: findBranches(regex) }));
  return known.branches;
}

function findBranches(regex: Regex): readonly Branch[] | undefined {
  const found = expand(regex)?.map(branchOf);
  return found?.every((branch) => branch !== undefined) ? found : undefined;
}

/** The same without what does not matter for whether a text matches. */
export function branchesOf(regex: Regex): readonly Branch[] | undefined {
  return writtenBranches(regex)?.map(openEnds).flatMap(withoutOptions);
}

function expand(regex: Regex): readonly (readonly Element[])[] | undefined {
  switch (regex.kind) {
    case 'set':
      return [[{ set: regex.set, min: 1, max: 1 }]];
    case 'start':
    case 'end':
      return [[regex.kind]];
    case 'edge':
    case 'ahead':
      return undefined;
    case 'group':
      return expand(regex.part);
    case 'choice':
      return expandChoice(regex.options);
    case 'sequence':
      return expandSequence(regex.parts);
    case 'repeat': {
      const { part, min, max } = regex;
      if (part.kind === 'set') return [[{ set: part.set, min, max }]];
      if (max > MOST_BRANCHES) return undefined;
      const counts = Array.from({ length: max - min + 1 }, (_, i) => min + i);
      return expandChoice(counts.map((count): Regex => ({ kind: 'sequence', parts: Array.from({ length: count }, () => part) })));
    }
  }
}

/** Alternatives of one character each are one class. */
function expandChoice(options: readonly Regex[]): readonly (readonly Element[])[] | undefined {
  const sets = options.flatMap((option) => (option.kind === 'set' ? [option.set] : []));
  if (options.length > 0 && sets.length === options.length) return [[{ set: sets.reduce(union), min: 1, max: 1 }]];
  const all = options.map(expand);
  if (!all.every((each) => each !== undefined)) return undefined;
  const flat = all.flat();
  return flat.length > MOST_BRANCHES ? undefined : flat;
}

function expandSequence(parts: readonly Regex[]): readonly (readonly Element[])[] | undefined {
  let whole: readonly (readonly Element[])[] = [[]];
  for (const part of parts) {
    const next = expand(part);
    if (!next || whole.length * next.length > MOST_BRANCHES) return undefined;
    whole = whole.flatMap((before) => next.map((after) => [...before, ...after]));
    if (whole.some(({ length }) => length > MOST_ITEMS)) return undefined;
  }
  return whole;
}

/** Anchors stand outside; undefined where one stands between characters. */
function branchOf(elements: readonly Element[]): Branch | undefined {
  const first = elements.findIndex((element) => element !== 'start');
  const inner = first === -1 ? [] : elements.slice(first);
  const last = inner.findLastIndex((element) => element !== 'end');
  const items = inner.slice(0, last + 1).filter((element) => typeof element === 'object');
  if (items.length !== last + 1) return undefined;
  return { start: first !== 0 && elements.length > 0, end: last + 1 < inner.length || (first === -1 && elements.includes('end')), items: joined(items) };
}

/** Neighbours of one set are one item: `\d\d*` is `\d+`. */
function joined(items: readonly Item[]): readonly Item[] {
  const found: Item[] = [];
  for (const item of items) {
    const last = found.at(-1);
    if (last && last.set === item.set && (last.min !== last.max || item.min !== item.max)) found[found.length - 1] = { set: item.set, min: last.min + item.min, max: last.max + item.max };
    else found.push(item);
  }
  return found;
}

/** `^.*a` begins anywhere. At an end that is open, what may come more often need not. */
function openEnds({ start, end, items }: Branch): Branch {
  const [first, last] = [items[0], items.at(-1)];
  if (start && first && isAnything(first)) return openEnds({ start: false, end, items });
  if (end && last && isAnything(last)) return openEnds({ start, end: false, items });
  const closed = items.map((item, i) => ((i === 0 && !start) || (i === items.length - 1 && !end) ? { ...item, max: item.min } : item)).filter(({ max }) => max > 0);
  const changed = closed.length < items.length;
  return changed ? openEnds({ start, end, items: closed }) : { start, end, items: closed };
}

function isAnything({ set, min, max }: Item): boolean {
  return isAny(set) && min === 0 && max === Infinity;
}

const MOST_OPTIONS = 3;

/** An optional character is two alternatives. */
function withoutOptions(branch: Branch): readonly Branch[] {
  const { items } = branch;
  const place = items.findIndex(({ min, max }) => min === 0 && max === 1);
  if (place === -1 || items.filter(({ min, max }) => min === 0 && max === 1).length > MOST_OPTIONS) return [branch];
  const option = items[place];
  const present = option ? [{ ...option, min: 1 }] : [];
  return [[], present].flatMap((middle) => withoutOptions({ ...branch, items: [...items.slice(0, place), ...middle, ...items.slice(place + 1)] }));
}

/** The branch as an expression that the whole text matches. */
export function treeOf({ start, end, items }: Branch): Regex {
  const any: Item = { set: ANY, min: 0, max: Infinity };
  const all = [...(start ? [] : [any]), ...items, ...(end ? [] : [any])];
  return { kind: 'sequence', parts: all.map(({ set, min, max }) => ({ kind: 'repeat', part: { kind: 'set', set }, min, max })) };
}
