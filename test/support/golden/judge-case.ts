import type { Mapping } from '../../../src/model/dialect.js';
import type { Script } from '../../../src/model/migration.js';
import type { Plan } from '../../../src/model/plan.js';
import { transpile } from '../../../src/transpile.js';
import { compareFacts } from '../facts/compare-facts.js';
import { compareRows } from '../facts/compare-rows.js';
import type { PgDatabase, Target } from '../facts/databases.js';
import { readPostgresFacts } from '../facts/read-postgres-facts.js';
import { readSqliteFacts } from '../facts/read-sqlite-facts.js';
import { asMigrations, asScript, type GoldenCase } from './golden-case.js';
import { sameFailure, sqlState } from './same-failure.js';

export type TargetName = 'sqlite' | 'd1';

const mappingOf = (golden: GoldenCase): Mapping => golden.options.mapping ?? 'classic';

/** All scripts of a case, in the order in which they run. */
export function scriptsOf(golden: GoldenCase): readonly Script[] {
  return [...golden.before, golden.input, ...(golden.after ? [golden.after] : [])];
}

export function compile(golden: GoldenCase, target: TargetName, scripts: readonly Script[] = scriptsOf(golden)): readonly Plan[] {
  return transpile(asMigrations(scripts), { target, mapping: mappingOf(golden) });
}

/** What the input becomes. */
export function planOfInput(golden: GoldenCase, target: TargetName): Plan {
  const plan = compile(golden, target)[golden.before.length];
  if (!plan) throw new Error(`${golden.name}: no plan for the input`);
  return plan;
}

export const errorsOf = (plan: Plan): readonly string[] => plan.diagnostics.filter(({ severity }) => severity === 'error').map(({ code, message }) => `${code}: ${message}`);

/** The error with which a batch fails, if it does. */
async function failure(run: Promise<void>): Promise<Error | undefined> {
  try {
    await run;
    return undefined;
  } catch (error) {
    return error as Error;
  }
}

/** @returns the error of the input, if Postgres refuses it; everything else must succeed. */
export async function runOnPostgres(golden: GoldenCase, postgres: PgDatabase): Promise<Error | undefined> {
  for (const { text } of golden.before) await postgres.script(text);
  const failed = await failure(postgres.script(golden.input.text));
  if (golden.after) await postgres.script(golden.after.text);
  return failed;
}

/** Executes the case on one target. @returns every way in which the target differs from Postgres */
export async function judgeCase(golden: GoldenCase, name: TargetName, target: Target, postgres: PgDatabase, failed: Error | undefined): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const [i, plan] of compile(golden, name).entries()) {
    const errors = errorsOf(plan);
    const run = errors.length > 0 ? new Error(errors.join('\n')) : await failure(target.apply(plan.steps.map(({ sql }) => sql)));
    const expected = i === golden.before.length ? failed : undefined;
    if (!sameFailure(expected, run, errors.length > 0)) faults.push(`${plan.migration}: Postgres: ${expected?.message ?? 'ok'}; ${name}: ${run?.message ?? 'ok'}`);
  }
  return [...faults, ...(await judgeState(golden, name, target, postgres)), ...(await judgeRejects(golden, name, target, postgres))];
}

async function judgeState(golden: GoldenCase, name: TargetName, target: Target, postgres: PgDatabase): Promise<readonly string[]> {
  const mapping = mappingOf(golden);
  const facts = await readPostgresFacts(postgres);
  const schema = compareFacts(facts, await readSqliteFacts(target), { mapping, leftOut: golden.options.leftOut ?? [], overAllRows: golden.options.overAllRows ?? [] });
  const rows = await compareRows(facts, postgres, target, { mapping, volatile: golden.options.volatile ?? {} });
  const [violations = []] = await target.queryAll(['SELECT "table" FROM pragma_foreign_key_check']);
  return [
    ...schema.differences.map(({ fact, expected, actual }) => `${name}: ${fact}: ${expected} in Postgres, here ${actual}`),
    ...rows.differences.map((difference) => `${name}: rows of ${difference}`),
    ...violations.map((row) => `${name}: a row of ${String(row['table'])} violates a foreign key`),
  ];
}

/** Every statement that Postgres refuses has to be refused by the target too. */
async function judgeRejects(golden: GoldenCase, name: TargetName, target: Target, postgres: PgDatabase): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const [i, statement] of golden.rejects.entries()) {
    const refusal = await failure(postgres.script(statement));
    if (!refusal) faults.push(`Postgres accepts: ${statement}`);
    const plan = compile(golden, name, [...golden.before, golden.input, asScript(`reject${i}.sql`, statement)]).at(-1);
    const errors = plan ? errorsOf(plan) : [];
    // A value that can never be right may be found before anything runs, a violated constraint may not.
    if (errors.length > 0 && !/^(42|22|428C9)/.test(sqlState(refusal))) faults.push(`${name}: ${statement}: ${errors.join('; ')}`);
    if (errors.length === 0 && plan && !(await failure(target.apply(plan.steps.map(({ sql }) => sql))))) faults.push(`${name} accepts: ${statement}`);
  }
  return faults;
}
