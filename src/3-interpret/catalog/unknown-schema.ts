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
  const example = EXAMPLES[schema];
  if (example === undefined) return `If this is Supabase's: leave the statement out where it is not there: -- transmigrate: skip sqlite,d1`;
  return `If this is Supabase's: make what your files use of it in a migration before them, for example ${example}`;
}

const EXAMPLES: Readonly<Record<string, string>> = {
  auth: 'CREATE SCHEMA IF NOT EXISTS auth; CREATE TABLE IF NOT EXISTS auth.users (id uuid PRIMARY KEY, email text); CREATE FUNCTION auth.uid() ..',
  storage: 'CREATE SCHEMA IF NOT EXISTS storage; CREATE TABLE IF NOT EXISTS storage.buckets (id text PRIMARY KEY, name text NOT NULL)',
};
