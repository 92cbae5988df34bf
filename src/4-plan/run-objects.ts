import type { Catalog } from '../model/catalog.js';
import type { Touch } from './run-notes.js';

/**
 * The catalog after a run, and besides the objects that were dropped on the way: values are told in terms of the columns before the run, so that
 * their casts may name types that no longer exist (`ALTER COLUMN c TYPE new USING c::text::new`, then `DROP TYPE old`).
 */
export function withDropped(end: Catalog, touches: readonly Touch[]): Catalog {
  let { objects } = end;
  for (const { change, ids } of touches) {
    for (const id of ids) {
      const dropped = change.before.objects.get(id);
      if (dropped && !change.after.objects.has(id) && !objects.has(id)) objects = objects.set(id, dropped);
    }
  }
  return objects === end.objects ? end : { ...end, objects };
}
