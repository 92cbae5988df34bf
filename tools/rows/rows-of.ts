import type { PgDatabase } from '../../test/support/facts/databases.js';
import { relation, type Rows } from './random-row.js';
import { quoteName } from './value.js';

/** What is in a database while values are chosen. */
export function rowsOf(database: PgDatabase): Rows {
  return {
    async some(table, columns) {
      const list = columns.map(({ name }, i) => `${quoteName(name)}::text AS c${i}`).join(', ');
      const rows = await database.query(`SELECT ${list} FROM ${relation(table)} ORDER BY ${columns.map((_, i) => i + 1).join(', ')} LIMIT 50`);
      return rows.map((row) => columns.map((_, i) => row[`c${i}`] as string | null));
    },
  };
}
