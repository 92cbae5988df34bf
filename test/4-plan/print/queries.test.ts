import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Bench } from '../../support/queries/bench.js';
import { ROWS } from '../../support/queries/rows.js';
import { openBench } from './fresh-bench.js';
import { QUERIES, QUERIES_OF_ALL_TYPES, SHOP } from './queries.js';

const LISTS = [['a shop', SHOP, QUERIES], ['all types', ROWS, QUERIES_OF_ALL_TYPES]] as const;
const CASES = LISTS.flatMap(([what, rows, queries]) => (['classic', 'exact'] as const).map((mapping) => ({ what, rows, queries, mapping })));

describe.each(CASES)('$mapping: queries over $what give on SQLite and D1 what they give on Postgres', ({ mapping, rows: script, queries }) => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await openBench(script, mapping);
  });
  afterAll(() => bench.close());

  test.each(queries)('%s', async (sql) => {
    const { kinds, rows } = await bench.truth(sql);
    const { sqlite, d1, refused, messages } = bench.print(sql);
    expect({ refused, messages: refused ? messages : [] }).toEqual({ refused: false, messages: [] });
    expect({ sql: sqlite[0], rows: bench.onSqlite(sqlite[0] ?? '', kinds) }).toEqual({ sql: sqlite[0], rows });
    expect({ sql: d1[0], rows: await bench.onD1(d1[0] ?? '', kinds) }).toEqual({ sql: d1[0], rows });
  });
});
