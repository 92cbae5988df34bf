import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { loadParser } from '../src/2-parse/parse.js';
import { openSqlite, startD1, usePostgres, type D1Server } from './support/facts/databases.js';
import { expectedFiles, readExpectedFiles, updateExpectedFiles } from './support/golden/expected-files.js';
import { readGoldenCases } from './support/golden/golden-case.js';
import { compile, errorsOf, judgeCase, runOnPostgres } from './support/golden/judge-case.js';

const CASES = readGoldenCases(join(import.meta.dirname, '../fixtures')).map((golden) => [golden.name, golden] as const);
const REFUSED = CASES.filter(([, { options }]) => options.refused !== undefined);
const EXECUTED = CASES.filter(([, { options }]) => options.refused === undefined);

let d1: D1Server;

beforeAll(async () => {
  await loadParser();
  d1 = await startD1(EXECUTED.map(([name]) => name));
});
afterAll(() => d1.stop());

describe('golden cases', () => {
  it.each(CASES)('%s prints its expected files (UPDATE_GOLDENS=1 rewrites them)', (_, golden) => {
    updateExpectedFiles(golden);
    expect(expectedFiles(golden)).toEqual(readExpectedFiles(golden));
  });

  it.each(EXECUTED)('%s leaves the same schema and rows on SQLite and D1 as on Postgres', async (name, golden) => {
    const [postgres, sqlite] = [await usePostgres(inject('postgresUrl')).database(`golden ${name}`), openSqlite()];
    try {
      const failed = await runOnPostgres(golden, postgres);
      expect(failed?.message).toBe(golden.options.fails);
      expect(await judgeCase(golden, 'sqlite', sqlite, postgres, failed)).toEqual([]);
      expect(await judgeCase(golden, 'd1', await d1.database(name), postgres, failed)).toEqual([]);
    } finally {
      await Promise.all([postgres.close(), sqlite.close()]);
    }
  });

  it.each(REFUSED)('%s is refused with a diagnostic', (_, golden) => {
    expect(compile(golden, 'sqlite').flatMap(errorsOf)).not.toEqual([]);
    expect(compile(golden, 'd1').flatMap(errorsOf)).not.toEqual([]);
  });
});
