import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { QUERIES, SHOP } from './queries.js';
import { openBench, type Bench } from './truth.js';

describe.each(['classic', 'exact'] as const)('%s: queries give on SQLite and D1 what they give on Postgres', (mapping) => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await openBench(SHOP, mapping);
  });
  afterAll(() => bench.close());

  test.each(QUERIES)('%s', async (sql) => {
    const { kinds, rows } = await bench.truth(sql);
    const { sqlite, d1, refused, messages } = bench.print(sql);
    expect({ refused, messages: refused ? messages : [] }).toEqual({ refused: false, messages: [] });
    expect({ sql: sqlite[0], rows: bench.onSqlite(sqlite[0] ?? '', kinds) }).toEqual({ sql: sqlite[0], rows });
    expect({ sql: d1[0], rows: await bench.onD1(d1[0] ?? '', kinds) }).toEqual({ sql: d1[0], rows });
  });
});
