import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { readMigrations } from '../src/1-source/read-migrations.js';
import { loadParser } from '../src/2-parse/parse.js';
import { connectSqlite } from '../src/adapters/sqlite.js';
import { migrate } from '../src/migrate.js';
import type { Plan } from '../src/model/plan.js';
import { transpile } from '../src/transpile.js';
import type { History } from '../tools/corpus/history.js';
import { measure } from './measure.js';

const ROUNDS = 5;

export interface UpResult {
  readonly histories: readonly string[];
  readonly files: number;
  readonly steps: number;
  readonly upMs: number;
  readonly directMs: number;
}

interface Prepared {
  readonly name: string;
  readonly directory: string;
  readonly plans: readonly Plan[];
}

/** `up` into fresh files (reading, compiling, ledger, applying) against better-sqlite3 executing the SQL that it prints, one transaction a file. */
export async function benchUp(histories: readonly History[]): Promise<UpResult> {
  await loadParser();
  const home = mkdtempSync(join(tmpdir(), 'bench-up-'));
  try {
    const prepared = histories.map((history, i) => prepare(history, join(home, String(i)))).filter((one) => one !== undefined);
    let round = 0;
    const [up, direct] = await measure(ROUNDS, [
      () => eachFresh(prepared, home, `up${round++}`, runUp),
      () => eachFresh(prepared, home, `direct${round++}`, runDirectly),
    ]);
    const plans = prepared.flatMap((one) => one.plans);
    const steps = plans.reduce((sum, plan) => sum + plan.steps.length, 0);
    return { histories: prepared.map(({ name }) => name), files: plans.length, steps, upMs: up?.medianMs ?? 0, directMs: direct?.medianMs ?? 0 };
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

/** Writes the history as plain files; undefined when it has anything that the compiler refuses. */
function prepare({ name, migrations }: History, directory: string): Prepared | undefined {
  mkdirSync(directory);
  for (const [i, { up }] of migrations.entries()) writeFileSync(join(directory, `${String(i + 1).padStart(5, '0')}_step.sql`), up.text);
  const source = readMigrations(directory);
  if ([...source.diagnostics].some(({ severity }) => severity === 'error')) return undefined;
  const plans = transpile(source.migrations, { target: 'sqlite' });
  const refused = plans.some(({ diagnostics }) => diagnostics.some(({ severity }) => severity === 'error'));
  return refused ? undefined : { name, directory, plans };
}

async function eachFresh(prepared: readonly Prepared[], home: string, label: string, run: (one: Prepared, file: string) => Promise<void> | void): Promise<void> {
  for (const [i, one] of prepared.entries()) await run(one, join(home, `${label}-${i}.db`));
}

async function runUp({ name, directory }: Prepared, file: string): Promise<void> {
  const adapter = await connectSqlite(file);
  const { diagnostics } = await migrate({ adapter, migrations: readMigrations(directory).migrations });
  await adapter.close();
  const error = diagnostics.find(({ severity }) => severity === 'error');
  if (error) throw new Error(`${name}: ${error.message}`);
}

function runDirectly({ plans }: Prepared, file: string): void {
  const database = new Database(file);
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = NORMAL');
  database.pragma('foreign_keys = ON');
  for (const { steps } of plans) {
    database.exec('BEGIN IMMEDIATE');
    for (const { sql } of steps) database.exec(sql);
    database.exec('COMMIT');
  }
  database.close();
}
