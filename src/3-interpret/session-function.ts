import type { FuncCall } from '@pgsql/types';
import type { Catalog } from '../model/catalog.js';
import { writtenList } from './catalog/resolve.js';
import { SERVER_WORK } from './pg-catalog/server-work.js';

const NAMES: ReadonlySet<string> = new Set(['set_config', 'pg_notify', 'pg_sleep', 'pg_reload_conf', 'pg_cancel_backend', 'pg_terminate_backend', 'pg_stat_reset']);

/** Functions that are called for what they do to the session or the server: whoever throws their value away wants nothing of the schema or its rows. */
export function isSessionFunction(name: string): boolean {
  return NAMES.has(name) || name.startsWith('pg_advisory_') || name.startsWith('pg_try_advisory_');
}

const SERVER_SCHEMAS: ReadonlyMap<string, ReadonlySet<string>> = new Map(Object.values(SERVER_WORK).map(({ schema, functions }) => [schema, new Set(functions.split('\n').map((row) => row.slice(0, row.indexOf('|'))))]));
const WORK: ReadonlyMap<string, string> = new Map(Object.values(SERVER_WORK).flatMap(({ schema, work }) => [...(SERVER_SCHEMAS.get(schema) ?? [])].map((name) => [name, work])));

/** A function of Postgres or of an extension that makes the server work at another time, or elsewhere: `cron.schedule(..)`, `net.http_post(..)`. */
export function isServerWork(name: string): boolean {
  return WORK.has(name);
}

/** The same of a call as it is written. A schema of this name that the migrations make is their own. */
export function serverWorkOf({ funcname }: FuncCall, { schemas }: Catalog): string | undefined {
  const { schema = '', name } = writtenList(funcname);
  return SERVER_SCHEMAS.get(schema)?.has(name) && !schemas.has(schema) ? `${schema}.${name}` : undefined;
}

/** The schemas of such extensions, which bring tables of their own. */
export function isServerSchema(schema: string, { schemas }: Catalog): boolean {
  return SERVER_SCHEMAS.has(schema) && !schemas.has(schema);
}

/** What is said where such a call is left out. */
export function serverWorkIgnored(name: string): { readonly code: 'server-work-ignored'; readonly message: string } {
  return { code: 'server-work-ignored', message: `${name}() does nothing here: there is no server that would ${WORK.get(name.split('.').at(-1) ?? '') ?? 'do its work'}` };
}
