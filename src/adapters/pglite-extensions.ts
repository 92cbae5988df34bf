import type { Extension } from '@electric-sql/pglite';

/** What PGlite's own package brings beside Postgres, by the names of its modules. */
const CONTRIB = [
  'bloom', 'btree_gin', 'btree_gist', 'citext', 'cube', 'dict_int', 'dict_xsyn', 'earthdistance', 'fuzzystrmatch', 'hstore', 'intarray', 'isn', 'lo', 'ltree', 'moddatetime',
  'pg_stat_statements', 'pg_trgm', 'pgcrypto', 'seg', 'tablefunc', 'tcn', 'tsm_system_rows', 'tsm_system_time', 'unaccent', 'uuid_ossp',
] as const;

/**
 * The extensions that a migration may create. PGlite knows only those that it is given when it starts; on a server CREATE EXTENSION finds whatever is
 * installed, and this is what PGlite has installed. Versions of the package that lack one go without it.
 */
export async function pgliteExtensions(): Promise<Readonly<Record<string, Extension>>> {
  const loaded = await Promise.all(CONTRIB.map(async (name) => [name, await loadExtension(name)] as const));
  return Object.fromEntries(loaded.filter((entry): entry is readonly [(typeof CONTRIB)[number], Extension] => entry[1] !== undefined));
}

async function loadExtension(name: string): Promise<Extension | undefined> {
  try {
    return ((await import(`@electric-sql/pglite/contrib/${name}`)) as Readonly<Record<string, Extension>>)[name];
  } catch {
    return undefined;
  }
}
