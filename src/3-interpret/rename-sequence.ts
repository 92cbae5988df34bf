import type { Catalog, ObjectId } from '../model/catalog.js';
import { readsSequence } from './catalog/dependents.js';
import { isRegclass, mapNodes } from '../model/walk.js';
import { isLiteral } from './catalog/expression-tree.js';
import { sequenceOfText } from './catalog/regclass.js';
import type { Draft } from './draft.js';
import { mapObjects } from './enum.js';
import { regclassText } from './owned-sequence.js';

/** `nextval('old')` in stored expressions becomes `nextval('new')`: Postgres keeps the sequence's OID there. */
export function rewriteRegclass(draft: Draft, before: Catalog, sequence: ObjectId): void {
  const object = draft.catalog.objects.get(sequence);
  if (object?.kind !== 'sequence') return;
  const value = regclassText(draft.catalog, object);
  mapObjects(draft, (holder) =>
    holder.kind === 'sequence' || !readsSequence(before, holder, sequence)
      ? holder
      : mapNodes(holder, (node) =>
          isLiteral(node) && node.value !== null && isRegclass(node.type) && sequenceOfText(before, node.value)?.id === sequence ? { ...node, value } : node,
        ),
  );
}
