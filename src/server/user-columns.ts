import type { DatabaseAdapter } from '../model/adapter.js';

export interface UserColumn {
  readonly name: string;
  /** NOT NULL without a default: an INSERT must give it. */
  readonly required: boolean;
}

/** The columns of `users` as the database has them now; none when there is no such table. */
export async function userColumns(database: DatabaseAdapter): Promise<readonly UserColumn[]> {
  return database.dialect === 'postgres' ? postgresColumns(database) : sqliteColumns(database);
}

async function postgresColumns(database: DatabaseAdapter): Promise<readonly UserColumn[]> {
  const rows = await database.query(
    `SELECT a.attname AS name, a.attnotnull AND NOT a.atthasdef AND a.attidentity = '' AS required
     FROM pg_catalog.pg_attribute a
     WHERE a.attrelid = to_regclass('users') AND a.attnum > 0 AND NOT a.attisdropped
     ORDER BY a.attnum`,
  );
  return rows.map(({ name, required }) => ({ name: String(name), required: required === true }));
}

async function sqliteColumns(database: DatabaseAdapter): Promise<readonly UserColumn[]> {
  const rows = await database.query('PRAGMA table_info(users)');
  return rows.map(({ name, notnull, dflt_value: defaultText, pk, type }) => ({
    name: String(name),
    required: Number(notnull) === 1 && defaultText === null && !(Number(pk) === 1 && String(type).toUpperCase() === 'INTEGER'),
  }));
}
