import type { CharSet } from './char-set.js';
import { after, ANYWHERE, before, EITHER, hasEdge, kindOf, OUTSIDE, type Beside, type Neighbours } from './neighbours.js';
import type { Regex } from './regex-tree.js';

/** One place in the expression where a character is read. */
export type Position = number;

/** Glushkov's automaton of an anchored expression: reading a character at a position leads to those that may follow. */
export interface Automaton {
  readonly sets: readonly CharSet[];
  /** It matches the empty text. */
  readonly empty: boolean;
  /** Where it begins when that is where the text does, and ends when that is where the text does. */
  readonly first: ReadonlySet<Position>;
  readonly last: ReadonlySet<Position>;
  readonly follow: readonly ReadonlySet<Position>[];
  /** For a match inside a text: what has to stand before the beginnings and behind the endings. */
  readonly beginnings: ReadonlyMap<Position, Beside>;
  readonly endings: ReadonlyMap<Position, Beside>;
  readonly between: Neighbours;
}

/** A position, and what has to stand beside it on the outside. */
interface Place {
  readonly position: Position;
  readonly beside: Beside;
}

interface Part {
  /** Between what it matches without a character. */
  readonly empty: Neighbours;
  readonly first: readonly Place[];
  readonly last: readonly Place[];
}

interface Building {
  readonly sets: CharSet[];
  /** Which kind of characters each set has; it only matters where edges are asked for. */
  readonly kinds: Beside[];
  readonly edges: boolean;
  readonly follow: Set<Position>[];
  readonly limit: number;
}

const NOTHING: Part = { empty: ANYWHERE, first: [], last: [] };

/** @param limit how many positions there may be; undefined when there would be more */
export function automatonOf(regex: Regex, limit: number): Automaton | undefined {
  const building: Building = { sets: [], kinds: [], edges: hasEdge(regex), follow: [], limit };
  const part = add(regex, building);
  if (!part) return undefined;
  const { first, last, empty } = part;
  return {
    sets: building.sets, follow: building.follow, empty: (before(empty, OUTSIDE) & OUTSIDE) !== 0, first: atEnd(first), last: atEnd(last),
    beginnings: placesOf(first), endings: placesOf(last), between: empty,
  };
}

function atEnd(places: readonly Place[]): ReadonlySet<Position> {
  return new Set(places.flatMap(({ position, beside }) => (beside & OUTSIDE ? [position] : [])));
}

function placesOf(places: readonly Place[]): ReadonlyMap<Position, Beside> {
  const found = new Map<Position, Beside>();
  for (const { position, beside } of places) found.set(position, (found.get(position) ?? 0) | beside);
  return found;
}

function add(regex: Regex, building: Building): Part | undefined {
  switch (regex.kind) {
    case 'set': {
      if (building.sets.length >= building.limit) return undefined;
      const position = building.sets.push(regex.set) - 1;
      building.kinds.push(building.edges ? kindOf(regex.set) : EITHER);
      building.follow.push(new Set());
      return { empty: 0, first: [{ position, beside: EITHER }], last: [{ position, beside: EITHER }] };
    }
    case 'edge':
      return { empty: regex.between, first: [], last: [] };
    case 'sequence':
      return inSequence(regex.parts, building);
    case 'choice': {
      const parts = regex.options.map((option) => add(option, building));
      if (!parts.every((part) => part !== undefined)) return undefined;
      return { empty: parts.reduce((all, { empty }) => all | empty, 0), first: parts.flatMap(({ first }) => first), last: parts.flatMap(({ last }) => last) };
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
    whole = joined(whole, part, building);
  }
  return whole;
}

function joined(left: Part, right: Part, building: Building): Part {
  connect(left.last, right.first, building);
  const kind = ({ position }: Place): Beside => building.kinds[position] ?? EITHER;
  return {
    empty: left.empty & right.empty,
    first: left.empty === 0 ? left.first : [...left.first, ...through(right.first, (place) => before(left.empty, kind(place)))],
    last: right.empty === 0 ? right.last : [...through(left.last, (place) => after(right.empty, kind(place))), ...right.last],
  };
}

/** The places that have something beside them with which they go. */
function through(places: readonly Place[], beside: (place: Place) => Beside): readonly Place[] {
  return places.flatMap((place) => ((place.beside & beside(place)) === 0 ? [] : [{ position: place.position, beside: place.beside & beside(place) }]));
}

/** `x{2,4}` -> `xx(x(x)?)?`, `x{2,}` -> `xx+` */
function repeated({ part, min, max }: Extract<Regex, { kind: 'repeat' }>, building: Building): Part | undefined {
  if (max === Infinity) {
    const copies: Regex[] = Array.from({ length: Math.max(min - 1, 0) }, () => part);
    const before = inSequence(copies, building);
    const loop = before && add(part, building);
    if (!loop) return undefined;
    connect(loop.last, loop.first, building);
    const all = joined(before, loop, building);
    return min === 0 ? { ...all, empty: ANYWHERE } : all;
  }
  if (min > building.limit || max > building.limit) return undefined;
  let optional: Regex = { kind: 'sequence', parts: [] };
  for (let i = min; i < max; i++) optional = { kind: 'choice', options: [{ kind: 'sequence', parts: [] }, { kind: 'sequence', parts: [part, optional] }] };
  return inSequence([...Array.from({ length: min }, () => part), optional], building);
}

function connect(from: readonly Place[], to: readonly Place[], { follow, kinds }: Building): void {
  for (const place of from) {
    for (const next of to) if ((kinds[next.position] ?? EITHER) & place.beside && (kinds[place.position] ?? EITHER) & next.beside) follow[place.position]?.add(next.position);
  }
}
