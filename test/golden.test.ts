import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { loadParser } from '../src/2-parse/parse.js';
import type { Script } from '../src/model/migration.js';
import type { Plan } from '../src/model/plan.js';
import { transpile } from '../src/transpile.js';
import { compareFacts } from './support/facts/compare-facts.js';
import { compareRows } from './support/facts/compare-rows.js';
import { openSqlite, startD1, usePostgres, type D1Server, type PgDatabase, type Target } from './support/facts/databases.js';
import { readPostgresFacts } from './support/facts/read-postgres-facts.js';
import { readSqliteFacts } from './support/facts/read-sqlite-facts.js';
import { diagnosticsText, planText } from './support/golden/expected-text.js';
import { asMigrations, asScript, readGoldenCases, type GoldenCase } from './support/golden/golden-case.js';
import { sameFailure, sqlState } from './support/golden/same-failure.js';

const CASES = readGoldenCases(join(import.meta.dirname, '../fixtures'));
const UPDATE = process.env['UPDATE_GOLDENS'] === '1';
const TARGETS = ['sqlite', 'd1'] as const;

let d1: D1Server;

beforeAll(async () => {
  await loadParser();
  d1 = await startD1(CASES.map(({ name }) => name));
});
afterAll(() => d1.stop());

function compile(golden: GoldenCase, target: (typeof TARGETS)[number], scripts: readonly Script[]): readonly Plan[] {
  return transpile(asMigrations(scripts), { target, mapping: golden.options.mapping ?? 'classic' });
}

/** `expected.*` says what the file should be; with UPDATE_GOLDENS=1 it is made so. */
function expectFile(golden: GoldenCase, file: string, text: string): void {
  const path = join(golden.directory, file);
  if (UPDATE) writeFileSync(path, text);
  expect(existsSync(path) ? readFileSync(path, 'utf8') : undefined, `${file} (UPDATE_GOLDENS=1 rewrites it)`).toBe(text);
}

const errorsOf = (plan: Plan): readonly string[] => plan.diagnostics.filter(({ severity }) => severity === 'error').map(({ code, message }) => `${code}: ${message}`);

/** The error with which a batch fails, if it does. */
async function failure(run: Promise<void>): Promise<Error | undefined> {
  try {
    await run;
    return undefined;
  } catch (error) {
    return error as Error;
  }
}

async function runOnPostgres(golden: GoldenCase, postgres: PgDatabase): Promise<Error | undefined> {
  for (const { text } of golden.before) await postgres.script(text);
  const failed = await failure(postgres.script(golden.input.text));
  if (golden.after) await postgres.script(golden.after.text);
  return failed;
}

/** Executes the case on one target and compares how it went, all facts and all rows with Postgres. */
async function judge(golden: GoldenCase, plans: readonly Plan[], target: Target, postgres: PgDatabase, failed: Error | undefined): Promise<void> {
  const input = plans[golden.before.length];
  for (const plan of plans) {
    const errors = errorsOf(plan);
    const run = errors.length > 0 ? new Error(errors.join('\n')) : await failure(target.apply(plan.steps.map(({ sql }) => sql)));
    if (plan === input) expect(sameFailure(failed, run, errors.length > 0), `Postgres: ${failed?.message}; target: ${run?.message}`).toBe(true);
    else expect(run?.message, plan.migration).toBeUndefined();
  }
  const facts = await readPostgresFacts(postgres);
  const mapping = golden.options.mapping ?? 'classic';
  expect(compareFacts(facts, await readSqliteFacts(target), { mapping }).differences).toEqual([]);
  expect((await compareRows(facts, postgres, target, { mapping, volatile: golden.options.volatile ?? {} })).differences).toEqual([]);
  const [violations] = await target.queryAll(['SELECT * FROM pragma_foreign_key_check']);
  expect(violations).toEqual([]);
}

/** Every statement that Postgres refuses is refused by the target too. */
async function judgeRejects(golden: GoldenCase, target: Target, dialect: (typeof TARGETS)[number], postgres: PgDatabase): Promise<void> {
  for (const [i, statement] of golden.rejects.entries()) {
    const refusal = await failure(postgres.script(statement));
    expect(refusal, `Postgres accepts: ${statement}`).toBeDefined();
    const plan = compile(golden, dialect, [...golden.before, golden.input, asScript(`reject${i}.sql`, statement)]).at(-1);
    if (!plan) throw new Error('no plan');
    const errors = errorsOf(plan);
    if (errors.length > 0) expect(sqlState(refusal), `${statement}: ${errors.join('\n')}`).toMatch(/^(42|22|23|428C9)/);
    else expect(await failure(target.apply(plan.steps.map(({ sql }) => sql))), `${dialect} accepts: ${statement}`).toBeDefined();
  }
}

describe.each(CASES.map((golden) => [golden.name, golden] as const))('%s', (name, golden) => {
  const scripts = [...golden.before, golden.input, ...(golden.after ? [golden.after] : [])];

  it('prints what is expected', () => {
    const inputs = TARGETS.map((target) => compile(golden, target, scripts)[golden.before.length]).filter((plan) => plan !== undefined);
    for (const plan of inputs) expectFile(golden, `expected.${plan.target}.sql`, planText(plan));
    expectFile(golden, 'expected.diagnostics.txt', diagnosticsText(inputs, golden.input.text));
  });

  if (golden.options.refused !== undefined) {
    it('is refused on purpose, with a diagnostic', () => {
      for (const target of TARGETS) expect(compile(golden, target, scripts).flatMap(errorsOf)).not.toEqual([]);
    });
    return;
  }

  it('leaves the same schema and rows on SQLite and D1 as on Postgres', async () => {
    const postgres = await usePostgres(inject('postgresUrl')).database(`golden ${name}`);
    const targets = { sqlite: openSqlite(), d1: await d1.database(name) };
    try {
      const failed = await runOnPostgres(golden, postgres);
      for (const target of TARGETS) {
        await judge(golden, compile(golden, target, scripts), targets[target], postgres, failed);
        await judgeRejects(golden, targets[target], target, postgres);
      }
    } finally {
      await Promise.all([postgres.close(), targets.sqlite.close()]);
    }
  });
});
