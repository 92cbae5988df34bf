import type { Catalog } from './catalog.js';
import type { FromItem } from './query.js';
import { someNode, type TreeNode } from './walk.js';

type Named = Exclude<FromItem, { kind: 'join' }>;

const ITEMS: ReadonlySet<string> = new Set<Named['kind']>(['table', 'common-table', 'derived', 'function']);

export function isNamedItem(node: TreeNode): node is Named {
  return ITEMS.has(node.kind) && 'source' in node;
}

/** The name by which columns of a FROM item are told, in lower case. */
export function exposedName(item: Named, { objects }: Catalog): string | undefined {
  const own = item.alias ?? (item.kind === 'table' ? objects.get(item.relation)?.name : item.kind === 'common-table' ? item.name : undefined);
  return own?.toLowerCase();
}

/** Of all FROM items in a tree. */
export function exposedNames(tree: unknown, catalog: Catalog): ReadonlySet<string> {
  const names = new Set<string>();
  someNode(tree, (node) => {
    if (isNamedItem(node)) names.add(exposedName(node, catalog) ?? '');
    return false;
  });
  return names;
}
