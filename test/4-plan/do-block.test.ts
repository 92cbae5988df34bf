import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { loadParser } from '../../src/2-parse/parse.js';
import type { Migration } from '../../src/model/migration.js';
import { transpile } from '../../src/transpile.js';
import { compareFacts } from '../support/facts/compare-facts.js';
import { compareRows } from '../support/facts/compare-rows.js';
import { openSqlite, startD1, usePostgres, type D1Server, type PgDatabase, type Target } from '../support/facts/databases.js';
import { readPostgresFacts } from '../support/facts/read-postgres-facts.js';
import { readSqliteFacts } from '../support/facts/read-sqlite-facts.js';
import { DO_CASES, REFUSED_BLOCKS } from './triggers/do-cases.js';

let d1: D1Server;
beforeAll(async () => {
  await loadParser();
  d1 = await startD1(DO_CASES.map(({ name }) => name));
});
afterAll(() => d1.stop());

function migrationsOf(scripts: readonly string[]): readonly Migration[] {
  return scripts.map((text, i) => {
    const checksum = createHash('sha256').update(text, 'utf8').digest('hex');
    return { name: `${i}`, version: String(i), up: { file: `${i}.sql`, text, checksum }, overrides: {} };
  });
}

async function judge(scripts: readonly string[], target: Target, dialect: 'sqlite' | 'd1', postgres: PgDatabase): Promise<readonly string[]> {
  for (const plan of transpile(migrationsOf(scripts), { target: dialect })) {
    const errors = plan.diagnostics.filter(({ severity }) => severity === 'error').map(({ code, message }) => `${code}: ${message}`);
    if (errors.length > 0) return errors;
    await target.apply(plan.steps.map(({ sql }) => sql));
  }
  const facts = await readPostgresFacts(postgres);
  const schema = compareFacts(facts, await readSqliteFacts(target), { mapping: 'classic' });
  const rows = await compareRows(facts, postgres, target, { mapping: 'classic' });
  return [...schema.differences.map(({ fact, expected, actual }) => `${fact}: ${expected} in Postgres, here ${actual}`), ...rows.differences];
}

describe('DO blocks are carried out on the catalog', () => {
  it.each(DO_CASES.map((block) => [block.name, block] as const))('%s', async (name, { scripts }) => {
    const [postgres, sqlite] = [await usePostgres(inject('postgresUrl')).database(`do ${name}`.slice(0, 60)), openSqlite()];
    try {
      for (const script of scripts) await postgres.script(script);
      expect(await judge(scripts, sqlite, 'sqlite', postgres)).toEqual([]);
      expect(await judge(scripts, await d1.database(name), 'd1', postgres)).toEqual([]);
    } finally {
      await Promise.all([postgres.close(), sqlite.close()]);
    }
  });

  it.each(REFUSED_BLOCKS)('%s is refused', (script, message) => {
    const [, plan] = transpile(migrationsOf(['CREATE TABLE users (id int PRIMARY KEY, email text); CREATE TABLE orders (id int)', script]), { target: 'sqlite' });
    expect(plan?.diagnostics.map((diagnostic) => diagnostic.message).join()).toMatch(message);
    expect(plan?.verdicts.map(({ verdict }) => verdict)).toEqual(['refused']);
  });
});
