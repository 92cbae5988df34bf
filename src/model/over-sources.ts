import type { SourceId } from './expression.js';

/** The properties that hold a FROM item's number. */
const HOLDERS: ReadonlySet<string> = new Set(['source', 'common', 'excluded']);

/** A tree with other numbers for its FROM items, so that it can stand in another statement; what keeps its numbers is shared with the old tree. */
export function overSources<T>(tree: T, sourceOf: (source: SourceId) => SourceId): T {
  if (typeof tree !== 'object' || tree === null) return tree;
  let changed: Record<string, unknown> | undefined;
  for (const key in tree) {
    const part: unknown = tree[key];
    const other = typeof part === 'number' && HOLDERS.has(key) ? sourceOf(part) : overSources(part, sourceOf);
    if (other !== part) (changed ??= (Array.isArray(tree) ? tree.slice() : { ...tree }) as Record<string, unknown>)[key] = other;
  }
  return (changed as T | undefined) ?? tree;
}
