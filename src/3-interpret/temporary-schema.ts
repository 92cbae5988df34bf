import { TEMPORARY_SCHEMA } from './catalog/resolve.js';
import type { Draft } from './draft.js';

/** Temporary tables have a schema of their own, which is searched before all others. */
export function ensureTemporarySchema(draft: Draft): string {
  const { catalog } = draft;
  if (!catalog.searchPath.includes(TEMPORARY_SCHEMA)) {
    draft.catalog = {
      ...catalog,
      searchPath: [TEMPORARY_SCHEMA, ...catalog.searchPath],
      schemas: catalog.schemas.set(TEMPORARY_SCHEMA, { name: TEMPORARY_SCHEMA }),
    };
  }
  return TEMPORARY_SCHEMA;
}
