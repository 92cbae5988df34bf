import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Refusal } from '../../src/diagnostics/refusal.js';
import { analyzeDataStatement } from '../../src/3-interpret/analyze/data-statement.js';
import { parse } from '../../src/2-parse/parse.js';
import type { Diagnostic } from '../../src/model/diagnostic.js';
import type { Catalog } from '../../src/model/catalog.js';
import { analyzed, catalogOf, linesOf, startJudge, type Judge } from './analyze/judge.js';
import { SCHEMA } from './analyze/schema.js';
import { REFUSED, STATEMENTS } from './analyze/statements.js';

let judge: Judge;
let catalog: Catalog;

beforeAll(async () => {
  judge = await startJudge(SCHEMA);
  catalog = await catalogOf(SCHEMA);
});

afterAll(() => judge.close());

describe('as Postgres has it', () => {
  test.each(linesOf(STATEMENTS))('%s', async (sql) => {
    expect(analyzed(sql, catalog)).toEqual(await judge.outcome(sql));
  });
});

describe('refused with a help, though Postgres accepts it', () => {
  test.each(linesOf(REFUSED))('%s', async (sql) => {
    expect(await judge.outcome(sql)).toHaveProperty('columns');
    expect(refusalOf(sql)?.help).toBeTruthy();
  });
});

function refusalOf(sql: string): Diagnostic | undefined {
  const [statement] = parse({ file: 'statement.sql', text: sql }).statements;
  if (!statement) return undefined;
  try {
    analyzeDataStatement(statement, catalog);
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return error.diagnostic;
    throw error;
  }
}
