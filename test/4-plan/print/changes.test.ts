import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CHANGES, TABLES } from './changes.js';
import { SHOP } from './queries.js';
import type { Bench } from '../../support/queries/bench.js';
import { openBench } from './fresh-bench.js';

describe.each(['classic', 'exact'] as const)('%s: statements change the same rows on SQLite and D1 as on Postgres', (mapping) => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await openBench(SHOP, mapping);
  });
  afterAll(() => bench.close());

  test.each(CHANGES)('%s', async (sql) => {
    const { sqlite, d1 } = await bench.run(sql);
    for (const table of TABLES) {
      const all = `SELECT * FROM ${table} ORDER BY 1, 2`;
      const { kinds, rows } = await bench.truth(all);
      const read = bench.print(all);
      expect({ table, sqlite, rows: bench.onSqlite(read.sqlite[0] ?? '', kinds) }).toEqual({ table, sqlite, rows });
      expect({ table, d1, rows: await bench.onD1(read.d1[0] ?? '', kinds) }).toEqual({ table, d1, rows });
    }
  });
});
