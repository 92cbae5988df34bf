import { TEMPORARY_SCHEMA } from '../model/catalog-lookup.js';
import type { Table } from '../model/catalog.js';
import type { Draft } from './draft.js';

/** Temporary objects have a schema of their own, which is searched before all others. */
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

/** `pg_temp.t` is temporary without saying so; `u` is the parser's mark for UNLOGGED. */
export function persistenceIn(schema: string, mark: string | undefined): Table['persistence'] {
  if (schema === TEMPORARY_SCHEMA) return 'temporary';
  return mark === 'u' ? 'unlogged' : 'permanent';
}
