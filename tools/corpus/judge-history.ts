import type { DialectName } from '../../src/model/dialect.js';
import type { Plan } from '../../src/model/plan.js';
import { parse } from '../../src/2-parse/parse.js';
import { transpile } from '../../src/transpile.js';
import { compareFacts, type FactsVerdict } from '../../test/support/facts/compare-facts.js';
import { compareRows } from '../../test/support/facts/compare-rows.js';
import { openSqlite, type PgDatabase, type Target } from '../../test/support/facts/databases.js';
import { readPostgresFacts } from '../../test/support/facts/read-postgres-facts.js';
import { readSqliteFacts } from '../../test/support/facts/read-sqlite-facts.js';
import type { History } from './history.js';
import { runOnPostgres } from './run-postgres.js';
import { runTarget, type TargetRun } from './run-target.js';

/** One line of the report. */
export interface HistoryReport {
  readonly name: string;
  readonly files: number;
  readonly statements: number;
  readonly sqlite: TargetReport;
  readonly d1: TargetReport;
  /** Statements that the embedded Postgres refused: extensions that it does not have, mostly. */
  readonly postgresErrors: readonly string[];
  readonly seconds: number;
}

export interface TargetReport extends TargetRun {
  readonly facts: FactsVerdict;
  /** Rows that are not as in Postgres, but for what clocks and generators of numbers say. */
  readonly rows: readonly string[];
}

/** Runs one history on both targets as far as it goes, the same files on Postgres, and compares what is there. */
export async function judgeHistory(history: History, postgres: PgDatabase, d1: Target): Promise<HistoryReport> {
  const started = performance.now();
  const sqlite = openSqlite();
  const runs = { sqlite: await run(history, 'sqlite', sqlite), d1: await run(history, 'd1', d1) };
  const postgresErrors: string[] = [];
  const facts = new Map<number, Awaited<ReturnType<typeof readPostgresFacts>>>();
  const stops = new Set([runs.sqlite.applied, runs.d1.applied]);
  for (let i = 0; i <= Math.max(...stops); i++) {
    if (stops.has(i)) facts.set(i, await readPostgresFacts(postgres));
    const next = history.migrations[i];
    if (next && i < Math.max(...stops)) postgresErrors.push(...(await runOnPostgres(next, postgres)));
  }
  const compare = async (result: TargetRun, target: Target): Promise<TargetReport> => {
    const expected = facts.get(result.applied);
    if (!expected) throw new Error(`no facts after ${result.applied} files`);
    const verdict = compareFacts(expected, await readSqliteFacts(target), { mapping: 'classic' });
    const rows = result.applied < Math.max(...stops) ? [] : (await compareRows(expected, postgres, target, { mapping: 'classic', mask: masked })).differences;
    return { ...result, facts: verdict, rows };
  };
  const report = { sqlite: await compare(runs.sqlite, sqlite), d1: await compare(runs.d1, d1) };
  await sqlite.close();
  const statements = history.migrations.reduce((sum, { up }) => sum + parse(up).statements.length, 0);
  return { name: history.name, files: history.migrations.length, statements, ...report, postgresErrors, seconds: (performance.now() - started) / 1000 };
}

/** Today's moments, and UUIDs that are made at random. */
function masked(cell: string): string {
  const today = new Date().toISOString().slice(0, 10);
  return cell.replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<uuid>').replaceAll(new RegExp(`${today}[T ]?[\\d:.]*`, 'g'), '<now>');
}

type TargetName = Extract<DialectName, 'sqlite' | 'd1'>;

async function run(history: History, target: TargetName, database: Target): Promise<TargetRun> {
  const { plans, crash } = transpileAll(history, target);
  const result = await runTarget(history, plans, database);
  if (crash === undefined || result.stop) return result;
  const file = history.migrations[plans.length]?.up.file ?? '';
  return { ...result, stop: { file, line: 1, message: `the compiler crashed: ${crash}`, statement: '' } };
}

/** The plans up to the file, if there is one, at which the compiler itself fails. */
function transpileAll({ migrations }: History, target: TargetName): { readonly plans: readonly Plan[]; readonly crash?: string } {
  try {
    return { plans: transpile(migrations, { target }) };
  } catch (error) {
    let good = 0;
    for (let bad = migrations.length; bad - good > 1; ) {
      const middle = Math.floor((good + bad) / 2);
      if (crashes(migrations.slice(0, middle), target)) bad = middle;
      else good = middle;
    }
    return { plans: transpile(migrations.slice(0, good), { target }), crash: (error as Error).stack?.split('\n').slice(0, 3).join(' ') ?? String(error) };
  }
}

function crashes(migrations: History['migrations'], target: TargetName): boolean {
  try {
    transpile(migrations, { target });
    return false;
  } catch {
    return true;
  }
}
