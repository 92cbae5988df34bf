import type { Mapping } from '../../../src/model/dialect.js';
import { freshD1, freshPostgres } from '../../support/databases.js';
import { openBench as openBenchAt, type Bench } from '../../support/queries/bench.js';

/** A bench on databases of its own, which go with it. */
export async function openBench(script: string, mapping: Mapping): Promise<Bench> {
  const [postgres, remote] = await Promise.all([freshPostgres(), freshD1()]);
  const bench = await openBenchAt(script, mapping, { postgresUrl: postgres.url, remote });
  return {
    ...bench,
    close: async () => {
      await bench.close();
      await postgres.drop();
    },
  };
}
