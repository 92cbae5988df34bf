import type { CatalogObject } from '../../model/catalog.js';
import { walkTree } from '../../model/walk.js';

/** Its value takes a query over tables or a loop, which nothing makes a plain expression. */
export function asksTables(object: CatalogObject | undefined): boolean {
  if (object?.kind !== 'function' || object.inline === undefined) return false;
  let found = false;
  walkTree(object.inline, { relation: () => (found = true), query: ({ recursive }) => (found ||= recursive), expression: (node) => (found ||= node.kind === 'call' && node.asks === true) });
  return found;
}
