import { emptyCatalog, tablesOf } from '../../src/model/catalog-lookup.js';
import type { Catalog, Table } from '../../src/model/catalog.js';
import type { Mapping } from '../../src/model/dialect.js';
import type { Migration } from '../../src/model/migration.js';
import type { Plan } from '../../src/model/plan.js';
import { planScript } from '../../src/transpile.js';
import { compareRows } from '../../test/support/facts/compare-rows.js';
import type { PgDatabase, Target } from '../../test/support/facts/databases.js';
import { readPostgresFacts } from '../../test/support/facts/read-postgres-facts.js';
import { failureOf } from '../failure-of.js';
import type { History } from '../corpus/history.js';
import { runOnPostgres } from '../corpus/run-postgres.js';
import { randomOf, type Random } from '../fuzz/random.js';
import { ownNumbers } from '../rows/own-numbers.js';
import { randomInsert, relation } from '../rows/random-row.js';
import { randomTexts } from '../rows/random-texts.js';
import { rowsOf } from '../rows/rows-of.js';
import { asMigration } from '../rows/single-statement.js';

/** How one history fared on filled tables. */
export interface FilledReport {
  readonly history: string;
  readonly files: number;
  /** Rows that were inserted between the files. */
  readonly rows: number;
  /** Files that Postgres refuses for the sake of the rows, so that the target has to. */
  readonly refused: number;
  readonly faults: readonly string[];
  /** Why it ended before its last file. */
  readonly stop?: string;
}

export interface FilledOptions {
  readonly target: 'sqlite' | 'd1';
  readonly mapping: Mapping;
  readonly seed: number;
}

/** Each table is given so many rows, and one more each time that it has changed. */
const FEW = 3;
const MANY = 8;
const TRIES = 12;

const DIGEST = /\b[0-9a-f]{32}\b/g;

interface Run {
  readonly postgres: PgDatabase;
  readonly target: Target;
  readonly options: FilledOptions;
  readonly random: Random;
  readonly faults: string[];
  readonly numbers: ReturnType<typeof ownNumbers>;
  /** Tables for which no row was found, as they were then. */
  readonly unfilled: Set<Table>;
  /** Texts were made by random(). */
  madeAtRandom: boolean;
  catalog: Catalog;
  rows: number;
  refused: number;
}

/** Runs a history on Postgres and on a target, and puts rows into its tables between its files: each file has to do the same to them. */
export async function judgeFilled({ name, migrations }: History, postgres: PgDatabase, target: Target, options: FilledOptions): Promise<FilledReport> {
  const run: Run = { postgres, target, options, random: randomOf(options.seed), faults: [], numbers: ownNumbers(), unfilled: new Set(), madeAtRandom: false, catalog: emptyCatalog(), rows: 0, refused: 0 };
  for (const [i, migration] of migrations.entries()) {
    const stop = await step(migration, run);
    if (stop !== undefined) return { history: name, files: i, rows: run.rows, refused: run.refused, faults: run.faults, stop: `${migration.up.file}: ${stop}` };
  }
  return { history: name, files: migrations.length, rows: run.rows, refused: run.refused, faults: run.faults };
}

async function step(migration: Migration, run: Run): Promise<string | undefined> {
  const { file } = migration.up;
  const plan = planScript(migration, 'up', run.catalog, run.options);
  const error = plan.diagnostics.find(({ severity }) => severity === 'error');
  if (error) return `${error.code}: ${error.message}`;
  const refusal = await refusalOf(migration, run);
  if (refusal !== undefined) {
    run.refused++;
    if (!isSaid(plan, refusal) && (await wouldApply(plan, run))) run.faults.push(`${file}: taken, where Postgres says: ${refusal}`);
    await empty(run);
    const again = await refusalOf(migration, run);
    if (again !== undefined) return `Postgres without rows: ${again}`;
  }
  const failure = await failureOf(run.target.apply(plan.steps.map(({ sql }) => sql)));
  if (failure !== undefined) return `fails on the target only: ${failure}`;
  const before = run.catalog;
  run.catalog = plan.catalog;
  run.madeAtRandom ||= /\brandom\(\)/i.test(migration.up.text);
  const differences = await compare(run);
  if (differences.length > 0) {
    run.faults.push(...differences.map((difference) => `${file}: ${difference}`));
    await empty(run);
  }
  for (const table of keptTables(run.catalog)) if (!run.unfilled.has(table)) await fill(table, before.objects.get(table.id) === table ? FEW : MANY, run);
  return undefined;
}

/** What a file leaves out has a warning; how large a number may be is not asked by the classic mapping. */
function isSaid({ diagnostics }: Plan, refusal: string): boolean {
  return refusal.includes('out of range') || diagnostics.some(({ code }) => code.startsWith('lossy'));
}

/** What Postgres says of a migration for the sake of its rows. What it lacks itself, an extension or a role, is left out. */
async function refusalOf(migration: Migration, { postgres }: Run): Promise<string | undefined> {
  try {
    await postgres.script(migration.up.text);
    return undefined;
  } catch (error) {
    await postgres.script('ROLLBACK');
    if (isAboutRows(error)) return (error as Error).message;
    const errors = await runOnPostgres(migration, postgres);
    return errors.find((message) => /violates|already exists|is not present|invalid input/.test(message));
  }
}

/** https://www.postgresql.org/docs/18/errcodes-appendix.html: data exceptions, integrity constraints, RAISE; a text that is no ltree is a syntax error. */
function isAboutRows(error: unknown): boolean {
  return /^(?:22|23|42601|P0001)/.test((error as { readonly code?: string }).code ?? '');
}

/** Whether the target takes it; nothing remains of it. */
async function wouldApply({ steps }: Plan, { target }: Run): Promise<boolean> {
  try {
    await target.apply([...steps.map(({ sql }) => sql), 'SELECT * FROM "the end, where all is taken back"']);
    return true;
  } catch (error) {
    return (error as Error).message.includes('the end, where all is taken back');
  }
}

async function empty(run: Run): Promise<void> {
  const tables = keptTables(run.catalog);
  const failure = tables.length > 0 ? await everywhere(`TRUNCATE ${tables.map(relation).join(', ')} CASCADE`, run) : undefined;
  if (failure !== undefined) throw new Error(`tables cannot be emptied: ${failure}`);
}

/** @returns why one of them refuses it */
async function everywhere(sql: string, run: Run): Promise<string | undefined> {
  const plan = planScript(asMigration(sql), 'up', run.catalog, run.options);
  const error = plan.diagnostics.find(({ severity }) => severity === 'error');
  if (error) return error.message;
  try {
    await run.postgres.script(sql);
  } catch (error) {
    const { code, message } = error as Error & { readonly code?: string };
    if (code?.startsWith('23') && (await wouldApply(plan, run))) run.faults.push(`taken, where Postgres says: ${message}: ${sql}`);
    return message;
  }
  const failure = await failureOf(run.target.apply(plan.steps.map((each) => each.sql)));
  if (failure !== undefined) run.faults.push(`refused (${failure}), where Postgres takes it: ${sql}`);
  return undefined;
}

async function compare({ postgres, target, catalog, numbers, madeAtRandom, options: { mapping } }: Run): Promise<readonly string[]> {
  const mask: typeof numbers.mask = (cell, column) => numbers.mask(madeAtRandom ? cell.replaceAll(DIGEST, 'a digest') : cell, column);
  const { differences } = await compareRows(await readPostgresFacts(postgres), postgres, target, { mapping, mask, volatile: randomTexts(catalog) });
  return differences;
}

function keptTables(catalog: Catalog): readonly Table[] {
  return tablesOf(catalog).filter(({ persistence }) => persistence !== 'temporary');
}

async function fill(table: Table, wanted: number, run: Run): Promise<void> {
  const [{ count = 0 } = {}] = await run.postgres.query(`SELECT count(*)::int4 AS count FROM ${relation(table)}`);
  const missing = Math.min(wanted - Number(count), Number(count) < FEW ? FEW : 1);
  for (let i = 0; i < missing; i++) {
    if (!(await insert(table, run))) {
      run.unfilled.add(table);
      return;
    }
    run.rows++;
  }
}

async function insert(table: Table, run: Run): Promise<boolean> {
  for (let i = 0; i < TRIES; i++) {
    const made = await randomInsert(table, 1, { catalog: run.catalog, random: run.random, rows: rowsOf(run.postgres), ownNumbers: true });
    if (!('sql' in made)) continue;
    run.numbers.remember(made.sql);
    if ((await everywhere(made.sql, run)) === undefined) return true;
  }
  return false;
}
