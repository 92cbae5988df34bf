import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { loadParser } from '../../src/2-parse/parse.js';
import type { Migration } from '../../src/model/migration.js';
import type { Plan } from '../../src/model/plan.js';
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

  it.each([[2], [0]])('fails, and changes nothing, where somebody else has changed the rows that decide: version %i', async (version) => {
    const block = "DO $$ BEGIN IF (SELECT number FROM version) = 1 THEN ALTER TABLE users ADD COLUMN email text; UPDATE version SET number = 2; END IF; END $$";
    const [first, second] = transpile(migrationsOf(['CREATE TABLE version (number int); INSERT INTO version VALUES (1); CREATE TABLE users (id int PRIMARY KEY)', block]), { target: 'sqlite' });
    const sqlite = openSqlite();
    await sqlite.apply(sqlOf(first));
    await sqlite.apply([`UPDATE version SET number = ${version}`]);
    await expect(sqlite.apply(sqlOf(second))).rejects.toThrow('CHECK constraint failed: the rows of version are not those that the migrations have written');
    expect(await sqlite.queryAll(["SELECT name FROM pragma_table_info('users')"])).toEqual([[{ name: 'id' }]]);
    await sqlite.apply(['UPDATE version SET number = 1']);
    await sqlite.apply(sqlOf(second));
    expect(await sqlite.queryAll(["SELECT name FROM pragma_table_info('users')"])).toEqual([[{ name: 'id' }, { name: 'email' }]]);
    await sqlite.close();
  });

  it('a table into which no migration has put anything has rows of others', () => {
    const block = 'DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM users) THEN ALTER TABLE users ADD COLUMN email text; END IF; END $$';
    expect(lastVerdicts(['CREATE TABLE users (id int)', block])).toEqual(['refused']);
    expect(lastVerdicts([`CREATE TABLE users (id int); ${block}`])).toEqual(['exact', 'emulated']);
  });
});

function sqlOf(plan: Plan | undefined): readonly string[] {
  return plan?.steps.map(({ sql }) => sql) ?? [];
}

function lastVerdicts(scripts: readonly string[]): readonly string[] | undefined {
  return transpile(migrationsOf(scripts), { target: 'sqlite' }).at(-1)?.verdicts.map(({ verdict }) => verdict);
}
