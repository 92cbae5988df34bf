import { redactUrl } from '../adapters/redact.js';
import { diagnose } from '../diagnostics/diagnose.js';
import { Refusal } from '../diagnostics/refusal.js';

/** Where the database is, as far as it can be said without opening it. */
export type DatabaseLocation =
  | { readonly type: 'postgres'; readonly url: string }
  | { readonly type: 'pglite'; readonly directory: string }
  | { readonly type: 'sqlite'; readonly file: string }
  | { readonly type: 'd1'; readonly binding?: string };

export type DatabaseType = DatabaseLocation['type'];

/** The variables that name a database. */
export interface DatabaseEnvironment {
  readonly DB_TYPE?: string | undefined;
  readonly DATABASE_URL?: string | undefined;
  readonly DB_PATH?: string | undefined;
}

const TYPES: Readonly<Record<string, DatabaseType>> = {
  postgres: 'postgres',
  postgresql: 'postgres',
  pglite: 'pglite',
  sqlite: 'sqlite',
  sqlite3: 'sqlite',
  d1: 'd1',
};

const SCHEMES: Readonly<Record<string, DatabaseType>> = { ...TYPES, file: 'sqlite' };

const DEFAULT_SQLITE_FILE = './local.db';
const DEFAULT_PGLITE_DIRECTORY = './local.pglite';

/**
 * Finds the database: `database` (a URL or a path) wins over DB_TYPE, DATABASE_URL and DB_PATH; without any it is the SQLite file ./local.db.
 *
 * @param database `postgres://..`, `pglite:dir`, `sqlite:file`, `d1:BINDING`, or the path of an SQLite file
 * @throws Refusal `unknown-database-type`, `database-not-named`
 * @example locateDatabase(undefined, { DB_TYPE: 'pglite', DB_PATH: './data' }) // { type: 'pglite', directory: './data' }
 */
export function locateDatabase(database: string | undefined, environment: DatabaseEnvironment): DatabaseLocation {
  if (database) return fromText(database);
  const url = environment.DATABASE_URL || undefined;
  const path = environment.DB_PATH || undefined;
  if (!environment.DB_TYPE) return fromText(url ?? path ?? DEFAULT_SQLITE_FILE);
  const type = databaseType(environment.DB_TYPE);
  const named = url === undefined ? undefined : fromText(url);
  // An explicit type wins over a URL that is meant for another program.
  if (named?.type === type && !(type !== 'postgres' && path)) return named;
  return fromType(type, path);
}

/** For people: never with a password. */
export function describeLocation(location: DatabaseLocation): string {
  switch (location.type) {
    case 'postgres':
      return redactUrl(location.url);
    case 'pglite':
      return location.directory;
    case 'sqlite':
      return location.file;
    case 'd1':
      return location.binding === undefined ? 'local' : `local, binding ${location.binding}`;
  }
}

function fromText(text: string): DatabaseLocation {
  const [, scheme, rest] = /^([a-z][a-z0-9+.-]+):(.*)$/i.exec(text) ?? [];
  if (scheme === undefined || rest === undefined) return { type: 'sqlite', file: text };
  const type = Object.hasOwn(SCHEMES, scheme.toLowerCase()) ? SCHEMES[scheme.toLowerCase()] : undefined;
  if (type === undefined) throw unknownType(`${scheme}:`, 'the database URL');
  return type === 'postgres' ? { type, url: text } : fromType(type, rest.replace(/^\/\//, '') || undefined);
}

function fromType(type: DatabaseType, path: string | undefined): DatabaseLocation {
  switch (type) {
    case 'sqlite':
      return { type, file: path ?? DEFAULT_SQLITE_FILE };
    case 'pglite':
      return { type, directory: path ?? DEFAULT_PGLITE_DIRECTORY };
    case 'd1':
      return path === undefined ? { type } : { type, binding: path };
    case 'postgres':
      throw new Refusal(diagnose('database-not-named', { message: 'DB_TYPE is postgres, but no Postgres URL is given' }));
  }
}

function databaseType(text: string): DatabaseType {
  const name = text.trim().toLowerCase();
  const type = Object.hasOwn(TYPES, name) ? TYPES[name] : undefined;
  if (type === undefined) throw unknownType(text, 'DB_TYPE');
  return type;
}

function unknownType(text: string, where: string): Refusal {
  return new Refusal(diagnose('unknown-database-type', { message: `${where} names "${text}", which is no database that transmigrate knows` }));
}
