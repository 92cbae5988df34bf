import { findName } from '../../../model/catalog-lookup.js';
import type { Catalog, ObjectId } from '../../../model/catalog.js';
import { nameParts } from '../../../model/regclass.js';
import { walkExpression, walkTree } from '../../../model/walk.js';

/** The sequences whose numbers a body takes or asks for, and the tables that they number: both are named by texts. */
export function numbersRead(tree: Parameters<typeof walkTree>[0], catalog: Catalog): readonly ObjectId[] {
  const found: ObjectId[] = [];
  walkTree(tree, {
    expression: (node) => {
      if (node.kind !== 'call' || node.function !== undefined || (node.name !== 'nextval' && node.name !== 'currval')) return;
      for (const arg of node.args) walkExpression(arg, (part) => void (part.kind === 'literal' && part.value !== null && found.push(...named(part.value, catalog))));
    },
  });
  return found;
}

function named(text: string, catalog: Catalog): readonly ObjectId[] {
  const parts = nameParts(text);
  const entry = findName(catalog, 'relation', parts.length > 1 ? parts.at(-2) : undefined, parts.at(-1) ?? '');
  const object = entry && catalog.objects.get(entry.id);
  if (object?.kind === 'table') return [object.id];
  if (object?.kind !== 'sequence') return [];
  const numbered = object.standalone ? object.serves : object.ownedBy;
  return [object.id, ...(numbered ? [numbered.table] : [])];
}
