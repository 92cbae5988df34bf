import { innerOf, withInner, type Regex, type Taste } from './regex-tree.js';

/** Its groups are what they hold. */
export function withoutGroups(regex: Regex): Regex {
  return regex.kind === 'group' ? withoutGroups(regex.part) : withInner(regex, withoutGroups);
}

export function groupsIn(regex: Regex): readonly number[] {
  const inner = innerOf(regex).flatMap(groupsIn);
  return regex.kind === 'group' ? [regex.number, ...inner] : inner;
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
