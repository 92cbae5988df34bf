import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { loadParser } from '../src/2-parse/parse.js';
import { readHistories, type History } from '../tools/corpus/history.js';
import { judgeTriggers, type TriggerReport } from '../tools/triggers/judge-triggers.js';
import { openSqlite, startD1, usePostgres, type D1Server, type PgServer, type Target } from './support/facts/databases.js';

/** `npm run triggers -- <directory>` does the same with real histories. */
const HISTORIES = readHistories(join(import.meta.dirname, 'histories'));
const SEEDS = [1] as const;

let d1: D1Server;

beforeAll(async () => {
  await loadParser();
  d1 = await startD1([...HISTORIES.flatMap(({ name }) => SEEDS.map((seed) => `${name}_${seed}`)), 'without']);
});
afterAll(() => d1.stop());

/** Names of databases begin alike in no two tests. */
function postgresFor(label: string): PgServer {
  const server = usePostgres(inject('postgresUrl'));
  return { ...server, database: (name, copyOf) => server.database(`${label} ${name}`, copyOf && `${label} ${copyOf}`) };
}

async function judge(history: History, sqlite: Target, label: string, seed: number): Promise<readonly TriggerReport[]> {
  try {
    return await judgeTriggers(history, { postgres: postgresFor(label), sqlite, d1: await d1.database(label) }, seed);
  } finally {
    await sqlite.close();
  }
}

describe('triggers do the same to rows on Postgres, SQLite and D1', () => {
  test.each(HISTORIES.flatMap((history) => SEEDS.map((seed) => ({ history, seed, name: history.name }))))('$name, seed $seed', async ({ history, seed, name }) => {
    const reports = await judge(history, openSqlite(), `${name}_${seed}`, seed);
    expect(reports.map(({ trigger, outcome, remarks }) => ({ trigger, outcome, remarks })).filter(({ outcome }) => outcome !== 'equal')).toEqual([]);
    expect(reports.length).toBeGreaterThan(0);
  });

  test('a trigger that is not there is found', async () => {
    const whole = openSqlite();
    const without: Target = { ...whole, apply: (statements) => whole.apply(statements.filter((sql) => !sql.startsWith('CREATE TRIGGER books_stock_noted'))) };
    const reports = await judge(HISTORIES.find(({ name }) => name === 'bookshop') as History, without, 'without', 1);
    const { outcome, remarks } = reports.find(({ trigger }) => trigger === 'books.stock_noted') ?? {};
    expect(outcome).toBe('different');
    expect(remarks).toContainEqual(expect.stringMatching(/^sqlite: ledger: missing/));
    expect(remarks).not.toContainEqual(expect.stringMatching(/^d1/));
  });
});
