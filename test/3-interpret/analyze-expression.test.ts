import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Catalog } from '../../src/model/catalog.js';
import { EXPRESSIONS } from './analyze/expressions.js';
import { analyzed, catalogOf, linesOf, startJudge, type Judge } from './analyze/judge.js';
import { SCHEMA } from './analyze/schema.js';

let judge: Judge;
let catalog: Catalog;

beforeAll(async () => {
  judge = await startJudge(SCHEMA);
  catalog = await catalogOf(SCHEMA);
});

afterAll(() => judge.close());

test.each(linesOf(EXPRESSIONS))('%s', async (expression) => {
  const sql = `SELECT ${expression} FROM samples LIMIT 0`;
  expect(analyzed(sql, catalog)).toEqual(await judge.outcome(sql));
});
