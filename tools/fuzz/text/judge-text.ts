import type Database from 'better-sqlite3';
import { parse } from '../../../src/2-parse/parse.js';
import { POSTGRES_EXPLANATIONS } from '../../../src/diagnostics/explanations/postgres.js';
import type { Catalog } from '../../../src/model/catalog.js';
import type { Plan } from '../../../src/model/plan.js';
import { planScript, type TranspileOptions } from '../../../src/transpile.js';
import { compareFacts, type FactsVerdict } from '../../../test/support/facts/compare-facts.js';
import { compareRows } from '../../../test/support/facts/compare-rows.js';
import type { PgDatabase } from '../../../test/support/facts/databases.js';
import { readPostgresFacts } from '../../../test/support/facts/read-postgres-facts.js';
import { readSqliteFacts, type SqliteSource } from '../../../test/support/facts/read-sqlite-facts.js';
import { sequencesOf } from '../sequences-of.js';
import { maskOf } from '../../rows/mask.js';

/** What a changed text is tried on; nothing of it remains. */
export interface Bench {
  readonly catalog: Catalog;
  readonly postgres: PgDatabase;
  readonly sqlite: Database.Database;
  readonly options: TranspileOptions;
  /** What the texts so far were told to leave out. */
  readonly leftOut: boolean;
  /** Count what only we take as a fault too: an error of Postgres that is not told. */
  readonly strict: boolean;
}

export type TextVerdict = { readonly kind: 'equal' | 'refused' | 'rejected' | 'not judged' } | { readonly kind: 'fault'; readonly message: string };

const SECOND_MS = 1000;

/** Compiles a text and, where it can be, runs it on both databases and takes it back. */
export async function judgeText(text: string, bench: Bench): Promise<TextVerdict> {
  const started = performance.now();
  let plan: Plan;
  try {
    plan = planScript({ name: 'text', version: '1', up: { file: 'text.sql', text, checksum: '' }, overrides: {} }, 'up', bench.catalog, bench.options);
  } catch (error) {
    return { kind: 'fault', message: `crash: ${(error as Error).stack?.split('\n').slice(0, 5).join('\n')}` };
  }
  const elapsed = performance.now() - started;
  if (elapsed > SECOND_MS * Math.max(1, plan.verdicts.length)) return { kind: 'fault', message: `${Math.round(elapsed)} ms for ${plan.verdicts.length} statements` };
  // The grammar is Postgres' own.
  if (plan.diagnostics.some(({ code }) => code === 'syntax-error')) return { kind: 'rejected' };
  if (parse({ file: '', text }).statements.some(({ tag }) => tag === 'TransactionStmt' || tag === 'VariableSetStmt')) return { kind: 'not judged' };
  const sequences = await sequencesOf(bench.postgres);
  await bench.postgres.script('BEGIN');
  bench.sqlite.exec('BEGIN');
  try {
    return await judgePlan(text, plan, bench);
  } finally {
    await bench.postgres.script(`ROLLBACK; ${sequences}`);
    if (bench.sqlite.inTransaction) bench.sqlite.exec('ROLLBACK');
  }
}

interface PgError extends Error {
  readonly code?: string;
}

async function judgePlan(text: string, plan: Plan, bench: Bench): Promise<TextVerdict> {
  const rejection = await bench.postgres.script(text).then(() => undefined, (error: PgError) => error);
  const error = plan.diagnostics.find(({ severity }) => severity === 'error');
  if (error) {
    if (rejection || !(error.code in POSTGRES_EXPLANATIONS)) return { kind: rejection ? 'rejected' : 'refused' };
    return { kind: 'fault', message: `Postgres takes what we refuse: ${error.code}: ${error.message}` };
  }
  const failure = failureOf(plan, bench.sqlite);
  if (rejection) return judgeRejection(rejection, failure, bench.strict);
  if (failure !== undefined) return { kind: 'fault', message: `SQLite rejects what Postgres takes: ${failure}` };
  return judgeState(plan, bench);
}

/** Schema and rows. */
async function judgeState(plan: Plan, { postgres, sqlite, options, leftOut }: Bench): Promise<TextVerdict> {
  const { mapping = 'classic', guards = true } = options;
  const session = savepoints(postgres);
  const source: SqliteSource = { queryAll: async (statements) => statements.map((sql) => sqlite.prepare<[], Record<string, unknown>>(sql).all()) };
  const expected = await readPostgresFacts(session);
  const facts = compareFacts(expected, await readSqliteFacts(source), { mapping, guards });
  const differences = facts.differences.filter((difference) => !isTolerated(difference, leftOut || leavesOut(plan)));
  if (differences.length > 0) return { kind: 'fault', message: `schema: ${differences.slice(0, 4).map(({ fact, expected, actual }) => `${fact}: Postgres: ${expected}; here: ${actual}`).join('\n  ')}` };
  if (UNPREDICTABLE.test(plan.verdicts.map(({ statement }) => statement.text).join(' '))) return { kind: 'equal' };
  const rows = await compareRows(expected, session, source, { mapping, mask: maskOf(Date.now(), () => true) });
  return rows.differences.length === 0 ? { kind: 'equal' } : { kind: 'fault', message: `rows: ${rows.differences.slice(0, 4).join('\n  ')}\n${plan.steps.map(({ sql }) => `  ${sql}`).join('\n').slice(0, 3000)}` };
}

/** Random numbers differ; a sequence that starts again below the numbers in use goes on above them in SQLite. */
const UNPREDICTABLE = /\brandom\(|\bRESTART\b|\bsetval\(/i;

/** Indexes and CHECKs that a warning says are not made, or over all rows. */
export function leavesOut({ diagnostics }: Plan): boolean {
  return diagnostics.some(({ code }) => code === 'lossy-check' || code === 'lossy-index' || code === 'lossy-index-predicate');
}

/** The time as a text has microseconds and cuts itself to the length of its column in Postgres only; a default may be one that no row can have. */
function isTolerated({ fact, expected, actual }: FactsVerdict['differences'][number], leftOut: boolean): boolean {
  if (fact.endsWith(' default') && (expected.startsWith('unknown ') || (expected.startsWith('now ') && actual.startsWith('now ')))) return true;
  return leftOut && (actual === 'absent' || expected === `${actual} WHERE`) && / (?:index|check) /.test(fact);
}

/** Rows break constraints alike (22.., 23..), and a batch knows no statement that cannot run in a transaction; what is wrong in itself (42.., ..) has to be told. */
function judgeRejection({ code = '', message }: PgError, failure: string | undefined, strict: boolean): TextVerdict {
  if (failure !== undefined && /^(?:22|23|P0)/.test(code)) return { kind: 'rejected' };
  if (strict && /^(?:42|2B|0A|3F)/.test(code)) return { kind: 'fault', message: `we take what Postgres rejects (${code}): ${message}${failure === undefined ? '' : `; SQLite: ${failure}`}` };
  return { kind: 'not judged' };
}

function failureOf({ steps }: Plan, sqlite: Database.Database): string | undefined {
  for (const { sql } of steps) {
    try {
      sqlite.exec(sql);
    } catch (error) {
      return `${(error as Error).message}\n  ${sql}`;
    }
  }
  return undefined;
}

/** A query that fails must not end the transaction. */
function savepoints(postgres: PgDatabase): Pick<PgDatabase, 'query'> {
  return {
    async query(sql) {
      await postgres.script('SAVEPOINT query');
      try {
        return await postgres.query(sql);
      } catch (error) {
        await postgres.script('ROLLBACK TO query');
        throw error;
      }
    },
  };
}
