import type { CharSet } from './char-set.js';
import type { Regex } from './regex-tree.js';

/** One place in the expression where a character is read. */
export type Position = number;

/** Glushkov's automaton of an anchored expression: reading a character at a position leads to those that may follow. */
export interface Automaton {
  readonly sets: readonly CharSet[];
  readonly empty: boolean;
  readonly first: ReadonlySet<Position>;
  readonly last: ReadonlySet<Position>;
  readonly follow: readonly ReadonlySet<Position>[];
}

interface Part {
  readonly empty: boolean;
  readonly first: readonly Position[];
  readonly last: readonly Position[];
}

interface Building {
  readonly sets: CharSet[];
  readonly follow: Set<Position>[];
  readonly limit: number;
}

const NOTHING: Part = { empty: true, first: [], last: [] };

/** @param limit how many positions there may be; undefined when there would be more */
export function automatonOf(regex: Regex, limit: number): Automaton | undefined {
  const building: Building = { sets: [], follow: [], limit };
  const part = add(regex, building);
  return part && { sets: building.sets, empty: part.empty, first: new Set(part.first), last: new Set(part.last), follow: building.follow };
}

function add(regex: Regex, building: Building): Part | undefined {
  switch (regex.kind) {
    case 'set': {
      if (building.sets.length >= building.limit) return undefined;
      const position = building.sets.push(regex.set) - 1;
      building.follow.push(new Set());
      return { empty: false, first: [position], last: [position] };
    }
    case 'sequence':
      return inSequence(regex.parts, building);
    case 'choice': {
      const parts = regex.options.map((option) => add(option, building));
      if (!parts.every((part) => part !== undefined)) return undefined;
      return { empty: parts.some(({ empty }) => empty), first: parts.flatMap(({ first }) => first), last: parts.flatMap(({ last }) => last) };
    }
    case 'repeat':
      return repeated(regex, building);
    case 'group':
      return add(regex.part, building);
    case 'start':
    case 'end':
    case 'ahead':
      return undefined;
  }
}

function inSequence(parts: readonly Regex[], building: Building): Part | undefined {
  let whole: Part = NOTHING;
  for (const regex of parts) {
    const part = add(regex, building);
    if (!part) return undefined;
    connect(whole.last, part.first, building);
    whole = {
      empty: whole.empty && part.empty,
      first: whole.empty ? [...whole.first, ...part.first] : whole.first,
      last: part.empty ? [...whole.last, ...part.last] : part.last,
    };
  }
  return whole;
}

/** `x{2,4}` -> `xx(x(x)?)?`, `x{2,}` -> `xx+` */
function repeated({ part, min, max }: Extract<Regex, { kind: 'repeat' }>, building: Building): Part | undefined {
  if (max === Infinity) {
    const copies: Regex[] = Array.from({ length: Math.max(min - 1, 0) }, () => part);
    const before = inSequence(copies, building);
    const loop = before && add(part, building);
    if (!loop) return undefined;
    connect(loop.last, loop.first, building);
    connect(before.last, loop.first, building);
    return { empty: min === 0 || (before.empty && loop.empty), first: before.empty ? [...before.first, ...loop.first] : before.first, last: loop.empty ? [...before.last, ...loop.last] : loop.last };
  }
  if (min > building.limit || max > building.limit) return undefined;
  let optional: Regex = { kind: 'sequence', parts: [] };
  for (let i = min; i < max; i++) optional = { kind: 'choice', options: [{ kind: 'sequence', parts: [] }, { kind: 'sequence', parts: [part, optional] }] };
  return inSequence([...Array.from({ length: min }, () => part), optional], building);
}

function connect(from: readonly Position[], to: readonly Position[], { follow }: Building): void {
  for (const position of from) for (const next of to) follow[position]?.add(next);
}
