import type { Catalog } from '../../model/catalog.js';
import { EXTENSIONS } from '../pg-catalog/extensions.js';
import { SERVER_WORK } from '../pg-catalog/server-work.js';

/** Extensions of which everything is known here that a migration may name, but for those in EXTENSIONS: they define operator classes, languages or views only. */
const READ: ReadonlySet<string> = new Set([...Object.keys(EXTENSIONS), ...Object.keys(SERVER_WORK), 'plpgsql', 'vector', 'btree_gin', 'btree_gist', 'bloom', 'moddatetime', 'pg_stat_statements']);

/** What to do about a name that may be one of an extension that was created, of which nothing is known here. */
export function helpFromExtensions({ extensions }: Catalog): string | undefined {
  const unread = [...extensions.keys()].filter((name) => !READ.has(name)).toSorted();
  if (unread.length === 0) return undefined;
  const which = unread.length === 1 ? `the extension ${unread[0]}` : `one of the extensions ${unread.join(', ')}`;
  return `If ${which} defines it, it is only there on Postgres: leave the statement out elsewhere, -- transmigrate: skip sqlite,d1, or write another one, /* transmigrate sqlite,d1: .. */.`;
}
