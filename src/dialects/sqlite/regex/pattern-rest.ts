import { hasAnchor } from './anchored.js';
import type { CharSet } from './char-set.js';
import { isDisjoint, single } from './char-set.js';
import { groupsIn } from './groups.js';
import { readWithGroups } from './read-regex.js';
import { innerOf, type Regex } from './regex-tree.js';

/** What follows in a pattern after a text that stands for itself. */
export interface PatternRest {
  /** `(..)` in it. */
  readonly groups: number;
  /** Whether a match of it cannot go over a text that begins with the character. */
  endsBefore(character: string): boolean;
}

/** Undefined for what is no pattern by itself: `+`, which belongs to what stands before, and `a|b`, which does not stand after it. */
export function patternRest(pattern: string): PatternRest | undefined {
  const regex = pattern === '' ? EMPTY : readWithGroups(pattern, false);
  if (!regex || regex.kind === 'choice') return undefined;
  return { groups: groupsIn(regex).length, endsBefore: (character) => !hasAnchor(withoutEnd(regex)) && setsOf(regex).every((set) => isDisjoint(set, single(character))) };
}

const EMPTY: Regex = { kind: 'sequence', parts: [] };

function withoutEnd(regex: Regex): Regex {
  if (regex.kind === 'end') return EMPTY;
  return regex.kind === 'sequence' && regex.parts.at(-1)?.kind === 'end' ? { kind: 'sequence', parts: regex.parts.slice(0, -1) } : regex;
}

function setsOf(regex: Regex): readonly CharSet[] {
  return regex.kind === 'set' ? [regex.set] : innerOf(regex).flatMap(setsOf);
}
