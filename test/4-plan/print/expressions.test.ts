import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EXPRESSIONS } from './expressions.js';
import { ROWS } from '../../support/queries/rows.js';
import type { Bench } from '../../support/queries/bench.js';
import { openBench } from './fresh-bench.js';

/** D1 gives integers as doubles. */
function asDouble(value: unknown): unknown {
  return typeof value === 'string' && !Number.isSafeInteger(Number(value)) ? String(Number(value)) : value;
}

describe.each(['classic', 'exact'] as const)('%s: expressions give on SQLite and D1 what they give on Postgres', (mapping) => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await openBench(ROWS, mapping);
  });
  afterAll(() => bench.close());

  for (const [topic, expressions] of Object.entries(EXPRESSIONS)) {
    test.each(expressions)(`${topic}: %s`, async (text) => {
      const [expression, where = 'true'] = text.split(' @@ ');
      const sql = `SELECT id AS row, ${expression} FROM t WHERE ${where} ORDER BY t.id`;
      const { kinds, rows } = await bench.truth(sql);
      const { sqlite: [printed = ''], d1: [remote = ''], refused, messages } = bench.print(sql);
      expect({ refused, messages: refused ? messages : [] }).toEqual({ refused: false, messages: [] });
      expect({ printed, rows: bench.onSqlite(printed, kinds) }).toEqual({ printed, rows });
      const exact = rows.map((row) => row.map((value, i) => (kinds[i] === 'int' ? asDouble(value) : value)));
      expect({ remote, rows: await bench.onD1(remote, kinds) }).toEqual({ remote, rows: exact });
    });
  }
});
