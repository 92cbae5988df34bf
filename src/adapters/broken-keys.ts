import type { Database } from 'better-sqlite3';
import { UNMET } from '../model/unmet.js';

/** How many rows are named in an error. */
const SHOWN_ROWS = 3;

/** A row of PRAGMA foreign_key_check; without `rowid` for a table that has none. */
interface Broken {
  readonly table: string;
  readonly rowid: number | null;
  readonly parent: string;
  readonly fkid: number;
}

/**
 * Which rows a transaction cannot be committed with, or what the triggers say that wait for the COMMIT: the error of SQLite says neither.
 * @see https://www.sqlite.org/pragma.html#pragma_foreign_key_check
 */
export function brokenKeys(database: Database): string | undefined {
  const broken = database.pragma('foreign_key_check') as readonly Broken[];
  const said = broken.slice(0, SHOWN_ROWS).map((row) => (row.table === UNMET ? messageOf(row, database) : missing(row, database)));
  if (broken.length > said.length) said.push(`and ${broken.length - said.length} more`);
  return said.length === 0 ? undefined : said.join('; ');
}

function messageOf({ rowid }: Broken, database: Database): string {
  return database.prepare(`SELECT message FROM ${UNMET} WHERE rowid = ?`).pluck().get(rowid) as string;
}

/** In Postgres' words. */
function missing({ table, rowid, parent, fkid }: Broken, database: Database): string {
  const columns = database.prepare('SELECT "from" FROM pragma_foreign_key_list(?) WHERE id = ? ORDER BY seq').pluck().all(table, fkid) as readonly string[];
  const values = rowid === null ? [] : (database.prepare(`SELECT ${columns.map(quote).join(', ')} FROM ${quote(table)} WHERE rowid = ?`).raw().get(rowid) as readonly unknown[]);
  const key = `(${columns.join(', ')})${rowid === null ? '' : `=(${values.join(', ')})`}`;
  return `Key ${key} of table "${table}" is not present in table "${parent}"`;
}

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
