import type { PgDatabase } from '../../test/support/facts/databases.js';
import { quoteText } from '../../test/support/facts/read-sqlite-facts.js';

/** SQL that puts the sequences back: Postgres does not take their numbers back with the rest. */
export async function sequencesOf(postgres: PgDatabase): Promise<string> {
  const names = (await postgres.query(`SELECT format('%I.%I', schemaname, sequencename) AS name FROM pg_sequences`)).map((row) => String(row['name']));
  if (names.length === 0) return '';
  const states = names.map((name) => `SELECT ${quoteText(name)} AS name, last_value, is_called FROM ${name}`);
  return (await postgres.query(states.join(' UNION ALL '))).map((row) => `SELECT setval(${quoteText(String(row['name']))}, ${String(row['last_value'])}, ${String(row['is_called'])});`).join(' ');
}
