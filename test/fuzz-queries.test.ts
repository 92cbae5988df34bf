import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { judgeSeed } from '../tools/fuzz/queries/fuzz-queries.js';
import { expressionMaker } from '../tools/fuzz/queries/random-expression.js';
import { openBench } from './4-plan/print/fresh-bench.js';
import type { Bench } from './support/queries/bench.js';
import { ROWS } from './support/queries/rows.js';

/** `FUZZ_SEED=n npx vitest run test/fuzz-queries.test.ts` begins elsewhere; `npm run fuzz -- --queries` goes on for as long as one likes. */
const FIRST = Number(process.env['FUZZ_SEED'] ?? 1);
const CASES = 600;

describe.each(['classic', 'exact'] as const)(`random expressions and queries give what they give on Postgres, from seed ${FIRST}`, (mapping) => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await openBench(ROWS, mapping);
  });
  afterAll(() => bench.close());

  test(`${mapping}: ${CASES} cases`, async () => {
    const make = expressionMaker();
    const faults: string[] = [];
    let equal = 0;
    for (let seed = FIRST; seed < FIRST + CASES; seed++) {
      const { verdict, text, message } = await judgeSeed(seed, make, bench);
      if (verdict === 'fault') faults.push(`seed ${seed}: ${text}\n  ${message}`);
      if (verdict === 'equal') equal++;
    }
    expect(faults).toEqual([]);
    expect(equal).toBeGreaterThan(CASES / 4);
  });
});
