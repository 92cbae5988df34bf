import type { Regex, Taste } from './regex-tree.js';

/** Its groups are what they hold. */
export function withoutGroups(regex: Regex): Regex {
  switch (regex.kind) {
    case 'group':
      return withoutGroups(regex.part);
    case 'sequence':
      return { kind: 'sequence', parts: regex.parts.map(withoutGroups) };
    case 'choice':
      return { kind: 'choice', options: regex.options.map(withoutGroups) };
    case 'repeat':
    case 'ahead':
      return { ...regex, part: withoutGroups(regex.part) };
    case 'set':
    case 'edge':
    case 'start':
    case 'end':
      return regex;
  }
}

export function groupsIn(regex: Regex): readonly number[] {
  switch (regex.kind) {
    case 'group':
      return [regex.number, ...groupsIn(regex.part)];
    case 'sequence':
      return regex.parts.flatMap(groupsIn);
    case 'choice':
      return regex.options.flatMap(groupsIn);
    case 'repeat':
    case 'ahead':
      return groupsIn(regex.part);
    case 'set':
    case 'edge':
    case 'start':
    case 'end':
      return [];
  }
}

/**
 * Whether the whole takes as much as it can: alternatives do, a sequence does as its first part that has a taste
 * (https://www.postgresql.org/docs/18/functions-matching.html#POSIX-MATCHING-RULES).
 */
export function tasteOf(regex: Regex): Taste | undefined {
  switch (regex.kind) {
    case 'group':
      return tasteOf(regex.part);
    case 'sequence':
      return regex.parts.map(tasteOf).find((taste) => taste !== undefined);
    case 'choice':
      return 'most';
    case 'repeat':
      return regex.taste ?? tasteOf(regex.part);
    case 'set':
    case 'edge':
    case 'start':
    case 'end':
    case 'ahead':
      return undefined;
  }
}
