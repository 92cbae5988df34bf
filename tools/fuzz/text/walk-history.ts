import Database from 'better-sqlite3';
import { parse } from '../../../src/2-parse/parse.js';
import { emptyCatalog } from '../../../src/model/catalog-lookup.js';
import type { Catalog } from '../../../src/model/catalog.js';
import type { Migration } from '../../../src/model/migration.js';
import type { Plan } from '../../../src/model/plan.js';
import { planScript, type TranspileOptions } from '../../../src/transpile.js';
import type { PgDatabase } from '../../../test/support/facts/databases.js';
import type { History } from '../../corpus/history.js';
import { runOnPostgres } from '../../corpus/run-postgres.js';
import { withoutRefused } from '../../corpus/without-refused.js';
import { randomOf, type Random } from '../random.js';
import { judgeText, leavesOut, type TextVerdict } from './judge-text.js';
import { mutate } from './mutate.js';

export interface WalkOptions {
  readonly seed: number;
  /** How many changed texts are tried in the whole history, about. */
  readonly mutants: number;
  /** No more are tried after this moment. */
  readonly until: number;
  readonly strict: boolean;
}

export interface TextFault {
  readonly place: string;
  readonly message: string;
  readonly text: string;
}

export interface WalkReport {
  readonly counts: Readonly<Record<TextVerdict['kind'], number>>;
  readonly faults: readonly TextFault[];
}

/** Goes through a history file by file; before each, changed versions of it are tried on the schema so far. */
export async function walkHistory(original: History, postgres: PgDatabase, { seed, mutants, until, strict }: WalkOptions): Promise<WalkReport> {
  const random = randomOf(seed);
  const options: TranspileOptions = { target: random.pick(['sqlite', 'd1'] as const), mapping: random.pick(['classic', 'exact'] as const), guards: random.chance(0.8) };
  const { history } = withoutRefused(original, options.target);
  const pool = history.migrations.flatMap(statementsOf);
  const sqlite = new Database(':memory:');
  sqlite.pragma('foreign_keys = ON');
  const counts = { equal: 0, refused: 0, rejected: 0, 'not judged': 0, fault: 0 };
  const faults: TextFault[] = [];
  let catalog = emptyCatalog();
  let leftOut = false;
  try {
    for (const [i, migration] of history.migrations.entries()) {
      for (const text of Date.now() < until ? mutantsOf(migration, i, pool, mutants / history.migrations.length, seed) : []) {
        const verdict = await judgeText(text, { catalog, postgres, sqlite, options, leftOut, strict });
        counts[verdict.kind]++;
        if (verdict.kind === 'fault') faults.push({ place: `${history.name}, before ${migration.up.file}, seed ${seed}, ${options.target} ${options.mapping}${options.guards ? '' : ', no guards'}`, message: verdict.message, text });
      }
      if (Date.now() >= until) break;
      const plan = await apply(migration, catalog, postgres, sqlite, options);
      if (!plan) break;
      catalog = plan.catalog;
      leftOut ||= leavesOut(plan);
    }
  } finally {
    sqlite.close();
  }
  return { counts, faults };
}

function statementsOf({ up }: Migration): readonly string[] {
  return parse(up).statements.map(({ text }) => text);
}

/** The same for one seed, whatever came before. */
function mutantsOf(migration: Migration, index: number, pool: readonly string[], wanted: number, seed: number): readonly string[] {
  const random: Random = randomOf(seed * 7919 + index);
  const statements = statementsOf(migration);
  if (statements.length === 0) return [];
  const count = Math.floor(wanted) + (random.chance(wanted % 1) ? 1 : 0);
  return Array.from({ length: count }, () => {
    const part = statements.length > 8 ? windowOf(statements, random) : statements;
    return `${mutate(part, pool, random).join(';\n')};`;
  });
}

/** Of a long file its beginning, up to some statement, so that what is in a mutant can depend on what stands before it. */
function windowOf(statements: readonly string[], random: Random): readonly string[] {
  return statements.slice(0, 1 + random.below(statements.length));
}

/** The migration as it is; nothing where the rows do not take it, as some fixtures want it. */
async function apply(migration: Migration, catalog: Catalog, postgres: PgDatabase, sqlite: Database.Database, options: TranspileOptions): Promise<Plan | undefined> {
  const plan = planScript(migration, 'up', catalog, options);
  sqlite.exec('BEGIN');
  try {
    for (const { sql } of plan.steps) sqlite.exec(sql);
    sqlite.exec('COMMIT');
  } catch {
    sqlite.exec('ROLLBACK');
    return undefined;
  }
  await runOnPostgres(migration, postgres);
  return plan;
}
