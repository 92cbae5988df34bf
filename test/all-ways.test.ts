import { join } from 'node:path';
import Database from 'better-sqlite3';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadParser } from '../src/2-parse/parse.js';
import { transpile, type TranspileOptions } from '../src/transpile.js';
import type { History } from '../tools/corpus/history.js';
import { readSources } from '../tools/fuzz/text/sources.js';

const SOURCES = readSources(join(import.meta.dirname, '..'), undefined);

const WAYS: readonly TranspileOptions[] = (['sqlite', 'd1'] as const).flatMap((target) =>
  (['classic', 'exact'] as const).flatMap((mapping) => [true, false].map((guards) => ({ target, mapping, guards }))));

/** Moments of the exact mapping are all finite, which it says. */
const NOT_KEPT = /^refused: unsupported-literal: '-?infinity' cannot be read as timestamp/;

/** For each file: whether it was refused, what the database said, or nothing when all went well. */
function run({ migrations }: History, options: TranspileOptions): readonly string[] {
  const database = new Database(':memory:');
  try {
    return transpile(migrations, options).map(({ diagnostics, steps }) => {
      const error = diagnostics.find(({ severity }) => severity === 'error');
      return error ? `refused: ${error.code}: ${error.message}` : failureOf(steps.map(({ sql }) => sql), database);
    });
  } finally {
    database.close();
  }
}

function failureOf(steps: readonly string[], database: Database.Database): string {
  database.exec('BEGIN');
  try {
    for (const sql of steps) database.exec(sql);
    database.exec('COMMIT');
    return '';
  } catch (error) {
    if (database.inTransaction) database.exec('ROLLBACK');
    return (error as Error).message;
  }
}

/** What goes well with the settings that a golden case is judged with goes well with all others. */
describe('every migration here runs in every mapping, with and without guards, for both targets', () => {
  beforeAll(() => loadParser());

  test.each(SOURCES.map((history) => [history.name, history] as const))('%s', (_, history) => {
    const outcomes = WAYS.map((options) => ({ way: JSON.stringify(options), files: run(history, options) }));
    const [usual] = outcomes;
    const faults = outcomes.flatMap(({ way, files }) => files.flatMap((outcome, i) => (outcome !== '' && usual?.files[i] === '' && !NOT_KEPT.test(outcome) ? [`${way}: ${history.migrations[i]?.up.file}: ${outcome}`] : [])));
    expect(faults).toEqual([]);
  });
});
