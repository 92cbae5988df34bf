import type { Catalog } from '../../model/catalog.js';
import { didYouMean } from '../analyze/refuse.js';
import { helpFromExtensions } from './unread-extensions.js';

/** What every database of Supabase has before its first migration. */
const SUPABASE: ReadonlySet<string> = new Set(['auth', 'storage', 'realtime', 'vault', 'extensions', 'graphql', 'graphql_public', 'supabase_functions', 'cron', 'net']);

/** What to do about a schema that is not there. */
export function helpForSchema(schema: string, catalog: Catalog): string {
  if (!SUPABASE.has(schema)) return didYouMean(schema, catalog.schemas.keys()) ?? helpFromExtensions(catalog) ?? `Create it first: CREATE SCHEMA ${schema};`;
  const fromExtension = ['cron', 'net'].includes(schema) ? helpFromExtensions(catalog) : undefined;
  if (fromExtension !== undefined) return fromExtension;
  return "If this is Supabase's: put the file before yours that docs/diagnostics/unknown-schema.md has. It makes auth.users, auth.uid(), storage.buckets and the like, and does nothing in Supabase itself.";
}
