import type { Catalog } from '../model/catalog.js';
import type { Change } from '../model/change.js';

/**
 * The catalog after a run, and besides the objects that were dropped on the way: values are told in terms of the columns before the run, so that
 * their casts may name types that no longer exist (`ALTER COLUMN c TYPE new USING c::text::new`, then `DROP TYPE old`).
 */
export function withDropped(end: Catalog, changes: readonly Change[]): Catalog {
  let { objects } = end;
  for (const { before, after } of changes) {
    if (before.objects === after.objects) continue;
    for (const id of before.objects.changedIds(after.objects)) {
      const dropped = before.objects.get(id);
      if (dropped && !after.objects.has(id) && !objects.has(id)) objects = objects.set(id, dropped);
    }
  }
  return objects === end.objects ? end : { ...end, objects };
}
