import { join } from 'node:path';
import process from 'node:process';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { loadParser } from '../src/2-parse/parse.js';
import { readSources } from '../tools/fuzz/text/sources.js';
import { walkHistory } from '../tools/fuzz/text/walk-history.js';
import { usePostgres } from './support/facts/databases.js';

/** `FUZZ_SEED=n npx vitest run test/fuzz-text.test.ts` begins elsewhere; `npm run fuzz -- --text` goes on for as long as one likes. */
const FIRST = Number(process.env['FUZZ_SEED'] ?? 1);
const SOURCES = readSources(join(import.meta.dirname, '..'), undefined).slice(0, 3);

describe(`texts of migrations that were changed at random are judged as Postgres judges them, from seed ${FIRST}`, () => {
  beforeAll(() => loadParser());

  test.each(SOURCES.map((history, i) => ({ name: history.name, history, seed: FIRST + i })))('$name, seed $seed', async ({ history, seed }) => {
    const database = await usePostgres(inject('postgresUrl')).database(`text ${seed}`);
    try {
      const { counts, faults } = await walkHistory(history, database, { seed, mutants: 40, until: Infinity, strict: false });
      expect(faults).toEqual([]);
      expect(counts.equal).toBeGreaterThan(0);
    } finally {
      await database.close();
    }
  });
});
