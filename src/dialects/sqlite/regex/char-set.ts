/** Code points, as sorted ranges that neither touch nor overlap. */
export type CharSet = readonly (readonly [low: number, high: number])[];

const FIRST = 1;
const LAST = 0x10ffff;

/** `.`: no text has the character 0. */
export const ANY: CharSet = [[FIRST, LAST]];

export function charSet(ranges: CharSet): CharSet {
  const merged: [number, number][] = [];
  for (const [low, high] of ranges.toSorted((a, b) => a[0] - b[0])) {
    const last = merged.at(-1);
    if (last && low <= last[1] + 1) last[1] = Math.max(last[1], high);
    else merged.push([low, high]);
  }
  return merged;
}

export function single(character: string): CharSet {
  const point = character.codePointAt(0) ?? 0;
  return [[point, point]];
}

/** `'a-z0-9_'`: ranges and single characters, without an escape. */
export function setOf(text: string): CharSet {
  const points = [...text].map((c) => c.codePointAt(0) ?? 0);
  const ranges: [number, number][] = [];
  for (let i = 0; i < points.length; i++) {
    const isRange = text[i + 1] === '-' && i + 2 < points.length;
    ranges.push([points[i] ?? 0, points[isRange ? i + 2 : i] ?? 0]);
    if (isRange) i += 2;
  }
  return charSet(ranges);
}

export function union(a: CharSet, b: CharSet): CharSet {
  return charSet([...a, ...b]);
}

export function complement(set: CharSet): CharSet {
  const rest: [number, number][] = [];
  let next = FIRST;
  for (const [low, high] of set) {
    if (low > next) rest.push([next, low - 1]);
    next = high + 1;
  }
  if (next <= LAST) rest.push([next, LAST]);
  return rest;
}

export function intersection(a: CharSet, b: CharSet): CharSet {
  return complement(union(complement(a), complement(b)));
}

export function isSubset(a: CharSet, b: CharSet): boolean {
  return intersection(a, complement(b)).length === 0;
}

export function isDisjoint(a: CharSet, b: CharSet): boolean {
  return intersection(a, b).length === 0;
}

export function isSame(a: CharSet, b: CharSet): boolean {
  return a.length === b.length && a.every(([low, high], i) => b[i]?.[0] === low && b[i]?.[1] === high);
}

export function isAny(set: CharSet): boolean {
  return isSame(set, ANY);
}

/** The only character of the set. */
export function onlyCharacter(set: CharSet): string | undefined {
  const [range, ...others] = set;
  return range && others.length === 0 && range[0] === range[1] ? String.fromCodePoint(range[0]) : undefined;
}

/** All characters of a small set, as text: `'abc'`; undefined for one that is too large to be written out. */
export function charactersOf(set: CharSet): string | undefined {
  const count = set.reduce((sum, [low, high]) => sum + high - low + 1, 0);
  if (count > 128) return undefined;
  return set.flatMap(([low, high]) => Array.from({ length: high - low + 1 }, (_, i) => String.fromCodePoint(low + i))).join('');
}

/** Both cases of the ASCII letters in it; undefined when letters beyond ASCII would need the same. */
export function foldCases(set: CharSet): CharSet | undefined {
  const cases: [number, number][] = [];
  for (const [low, high] of set) {
    if (high > 127 && high !== LAST) return undefined;
    for (let point = low; point <= Math.min(high, 127); point++) {
      const c = String.fromCodePoint(point);
      for (const other of [c.toLowerCase(), c.toUpperCase()]) cases.push([other.charCodeAt(0), other.charCodeAt(0)]);
    }
  }
  return charSet([...set, ...cases]);
}

/** How GLOB writes one character of the set: `a`, `?`, `[a-z0-9]`, `[^@]` (https://www.sqlite.org/lang_expr.html#glob). */
export function globClass(set: CharSet): string {
  if (isAny(set)) return '?';
  const only = onlyCharacter(set);
  if (only !== undefined) return '*?['.includes(only) ? `[${only}]` : only;
  return set.at(-1)?.[1] === LAST ? `[^${inside(complement(set))}]` : `[${inside(set)}]`;
}

const SPECIAL = [0x5d, 0x5e, 0x2d] as const;

/** A GLOB class has no escape, so `]` stands first, `^` not first, and `-` last or where no range can begin. */
function inside(set: CharSet): string {
  const special = SPECIAL.filter((point) => set.some(([low, high]) => low <= point && point <= high)).map((point) => String.fromCodePoint(point));
  const rest = intersection(set, complement(charSet(SPECIAL.map((point) => [point, point] as const))));
  const ranges = rest.filter(([low, high]) => high - low > 1).map(([low, high]) => `${String.fromCodePoint(low)}-${String.fromCodePoint(high)}`);
  const singles = rest.filter(([low, high]) => high - low <= 1).flatMap(([low, high]) => (low === high ? [low] : [low, high])).map((point) => String.fromCodePoint(point));
  const plain = `${special.includes(']') ? ']' : ''}${ranges.join('')}${singles.join('')}`;
  const [caret, dash] = [special.includes('^') ? '^' : '', special.includes('-') ? '-' : ''];
  return plain === '' ? dash + caret : plain + caret + dash;
}
