import type { Catalog, Sequence } from '../../model/catalog.js';
import { findName } from '../../model/catalog-lookup.js';
import { nameParts } from '../../model/regclass.js';

/** The sequence that `'text'::regclass` means. */
export function sequenceOfText(catalog: Catalog, text: string): Sequence | undefined {
  const parts = nameParts(text);
  const entry = findName(catalog, 'relation', parts.at(-2), parts.at(-1) ?? '');
  const object = entry && catalog.objects.get(entry.id);
  return object?.kind === 'sequence' ? object : undefined;
}
