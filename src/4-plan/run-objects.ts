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
    for (const [id, object] of before.objects) if (!after.objects.has(id) && !objects.has(id)) objects = objects.set(id, object);
  }
  return objects === end.objects ? end : { ...end, objects };
}
