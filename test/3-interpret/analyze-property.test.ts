import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Catalog } from '../../src/model/catalog.js';
import { analyzedTypes, catalogOf, startJudge, type Judge } from './analyze/judge.js';
import { randomExpression } from './analyze/random-expression.js';
import { SCHEMA } from './analyze/schema.js';

/** `TRANSMIGRATE_RUNS=20000` looks longer; a failure prints its seed. */
const RUNS = Number(process.env['TRANSMIGRATE_RUNS'] ?? 2000);

let judge: Judge;
let catalog: Catalog;

beforeAll(async () => {
  judge = await startJudge(SCHEMA);
  catalog = await catalogOf(SCHEMA);
});

afterAll(() => judge.close());

test('random expressions have the type, or are refused with the message, that Postgres has', async () => {
  await fc.assert(
    fc.asyncProperty(randomExpression, async (expression) => {
      const sql = `SELECT ${expression} FROM samples`;
      const ours = analyzedTypes(sql, catalog);
      const truth = await judge.prepared(sql);
      // A literal that its type cannot read (class 22, or a syntax error inside it): not every type's input is modelled.
      if ('error' in truth && (truth.state.startsWith('22') || /^(?:syntax error|text search configuration)/.test(truth.error))) return;
      expect(ours).toEqual('error' in truth ? { error: truth.error } : truth);
    }),
    { numRuns: RUNS },
  );
});
