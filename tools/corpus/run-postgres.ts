import { parse } from '../../src/2-parse/parse.js';
import type { Migration } from '../../src/model/migration.js';
import type { PgDatabase } from '../../test/support/facts/databases.js';

/**
 * Runs one file on Postgres: as one transaction, or statement by statement when it cannot run in one (CREATE INDEX CONCURRENTLY,
 * a new enum value that is used at once) or when the server lacks something (an extension, a role).
 * @returns the errors of the statements that Postgres refused
 */
export async function runOnPostgres(migration: Migration, database: PgDatabase): Promise<readonly string[]> {
  try {
    await database.script(migration.up.text);
    return [];
  } catch {
    await database.script('ROLLBACK');
    return runSingly(migration, database);
  }
}

async function runSingly({ name, up }: Migration, database: PgDatabase): Promise<readonly string[]> {
  const errors: string[] = [];
  for (const { text } of parse(up).statements) {
    try {
      await database.script(text);
    } catch (error) {
      errors.push(`${name}: ${(error as Error).message}: ${text.slice(0, 80)}`);
    }
  }
  return errors;
}
