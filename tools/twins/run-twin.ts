import Database from 'better-sqlite3';
import { readSqliteFacts } from '../../test/support/facts/read-sqlite-facts.js';
import type { SqliteFacts } from '../../test/support/facts/schema-facts.js';
import type { TwinFile } from '../corpus/history.js';

export interface TwinSchema {
  readonly facts: SqliteFacts;
  /** What was done to get there. */
  readonly remarks: readonly string[];
}

/**
 * Builds the schema of a twin with plain SQLite. Functions that the project registers itself are made up, because there are no rows to work on; a file
 * that plain SQLite does not take, such as one that the project has another version of, is left out and named.
 */
export async function runTwin(files: readonly TwinFile[]): Promise<TwinSchema> {
  const database = new Database(':memory:');
  const remarks: string[] = [];
  try {
    for (const file of files) remarks.push(...runFile(file, database));
    const facts = await readSqliteFacts({ queryAll: async (statements) => statements.map((sql) => database.prepare<[], Record<string, unknown>>(sql).all()) });
    return { facts, remarks };
  } finally {
    database.close();
  }
}

function runFile(file: TwinFile, database: Database.Database): readonly string[] {
  const message = failureOf(file.sql, database);
  const missing = message === undefined ? undefined : /no such function: (\w+)/.exec(message)?.[1];
  if (missing !== undefined) {
    database.function(missing, { varargs: true, deterministic: true }, (value: unknown) => value);
    return [`the twin calls ${missing}, a function of its project's own`, ...runFile(file, database)];
  }
  return message === undefined ? [] : [`the twin without ${file.name}: ${message}`];
}

/** All or nothing; a file that says BEGIN itself, or switches foreign keys off, is run as it is. */
function failureOf(sql: string, database: Database.Database): string | undefined {
  const own = /^\s*(BEGIN|PRAGMA)\b/im.test(sql);
  try {
    database.exec(own ? sql : `BEGIN;\n${sql}\n;COMMIT`);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  } finally {
    if (database.inTransaction) database.exec('ROLLBACK');
    database.pragma('foreign_keys = ON');
  }
}
