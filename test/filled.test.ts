import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { readMigrations } from '../src/1-source/read-migrations.js';
import { loadParser } from '../src/2-parse/parse.js';
import { readHistories, type History } from '../tools/corpus/history.js';
import { judgeFilled, type FilledReport } from '../tools/filled/judge-filled.js';
import { openSqlite, startD1, usePostgres, type D1Server, type Target } from './support/facts/databases.js';

/** `npm run filled -- <directory>` does the same with real histories. */
const PLATFORM: History = { name: 'platform', migrations: readMigrations(join(import.meta.dirname, '..', 'migrations')).migrations };
const HISTORIES = [...readHistories(join(import.meta.dirname, 'histories')), PLATFORM];
const SEED = 1;

let d1: D1Server;

beforeAll(async () => {
  await loadParser();
  d1 = await startD1(HISTORIES.map(({ name }) => name));
});
afterAll(() => d1.stop());

async function judge(history: History, database: Target, label: string, target: 'sqlite' | 'd1'): Promise<FilledReport> {
  const postgres = await usePostgres(inject('postgresUrl')).database(label);
  try {
    return await judgeFilled(history, postgres, database, { target, mapping: 'classic', seed: SEED });
  } finally {
    await Promise.all([postgres.close(), database.close()]);
  }
}

describe('files do the same to rows that are there', () => {
  test.each(HISTORIES.flatMap((history) => (['sqlite', 'd1'] as const).map((target) => ({ history, target, name: history.name }))))('$name on $target, seed 1', async ({ history, target, name }) => {
    const report = await judge(history, target === 'sqlite' ? openSqlite() : await d1.database(name), `filled ${name} ${target}`, target);
    expect(report).toMatchObject({ files: history.migrations.length, faults: [] });
    expect(report.stop).toBeUndefined();
    expect(report.rows).toBeGreaterThan(history.migrations.length);
  });

  test('a file that loses what a column holds is found', async () => {
    const whole = openSqlite();
    const careless: Target = { ...whole, apply: (statements) => whole.apply(statements.map((sql) => sql.replace(/^(INSERT INTO __tm_new \(.*\) SELECT .*), \w+ (FROM \w+)$/s, '$1, NULL $2'))) };
    const { faults, stop } = await judge(PLATFORM, careless, 'filled careless', 'sqlite');
    expect([...faults, stop ?? '']).toContainEqual(expect.stringMatching(/: missing: |fails on the target only/));
  });
});
