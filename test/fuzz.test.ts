import { beforeAll, describe, expect, inject, test } from 'vitest';
import { loadParser } from '../src/2-parse/parse.js';
import { randomProgram } from '../tools/fuzz/programs/random-program.js';
import { randomHistory, runRound } from '../tools/fuzz/run-round.js';
import { openSqlite, startD1, usePostgres } from './support/facts/databases.js';

/** `FUZZ_SEED=n npx vitest run test/fuzz.test.ts` begins elsewhere; `npm run fuzz` goes on for as long as one likes. */
const FIRST = Number(process.env['FUZZ_SEED'] ?? 1);

describe(`random histories with rows leave what Postgres leaves, from seed ${FIRST}`, () => {
  beforeAll(() => loadParser());

  test.each(Array.from({ length: 10 }, (_, i) => FIRST + i))('seed %i on SQLite', async (seed) => {
    const database = await usePostgres(inject('postgresUrl')).database(`fuzz_sqlite_${seed}`);
    const target = openSqlite();
    try {
      const round = await runRound(seed, randomHistory(seed, 30), database, target, { target: 'sqlite', mapping: seed % 2 === 0 ? 'exact' : 'classic' });
      expect(round.fault).toBeUndefined();
      expect(round.applied).toBeGreaterThan(0);
    } finally {
      await Promise.all([database.close(), target.close()]);
    }
  });

  test.each(Array.from({ length: 3 }, (_, i) => FIRST + 20 + i))('seed %i on D1', async (seed) => {
    const database = await usePostgres(inject('postgresUrl')).database(`fuzz_d1_${seed}`);
    const d1 = await startD1(['fuzz']);
    try {
      const round = await runRound(seed, randomHistory(seed, 30), database, await d1.database('fuzz'), { target: 'd1', mapping: 'classic' });
      expect(round.fault).toBeUndefined();
      expect(round.applied).toBeGreaterThan(0);
    } finally {
      await Promise.all([database.close(), d1.stop()]);
    }
  });

  test.each(Array.from({ length: 24 }, (_, i) => FIRST + 40 + i))('seed %i of functions and triggers', async (seed) => {
    const database = await usePostgres(inject('postgresUrl')).database(`fuzz_program_${seed}`);
    const target = openSqlite();
    try {
      const round = await runRound(seed, randomProgram(seed), database, target, { target: 'sqlite', mapping: seed % 2 === 0 ? 'exact' : 'classic' });
      expect(round.fault).toBeUndefined();
      expect(round.applied).toBeGreaterThan(0);
    } finally {
      await Promise.all([database.close(), target.close()]);
    }
  });
});
