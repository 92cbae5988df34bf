import type { Catalog } from '../../src/model/catalog.js';
import { emptyCatalog, tablesOf } from '../../src/model/catalog-lookup.js';
import type { Mapping } from '../../src/model/dialect.js';
import type { Migration } from '../../src/model/migration.js';
import type { Plan } from '../../src/model/plan.js';
import { planScript } from '../../src/transpile.js';
import { compareFacts } from '../../test/support/facts/compare-facts.js';
import { compareRows } from '../../test/support/facts/compare-rows.js';
import type { PgDatabase, Target } from '../../test/support/facts/databases.js';
import { readPostgresFacts } from '../../test/support/facts/read-postgres-facts.js';
import { readSqliteFacts } from '../../test/support/facts/read-sqlite-facts.js';
import { failureOf } from '../failure-of.js';
import { randomMigration } from './history/random-migration.js';
import { sequencesOf } from './sequences-of.js';
import { FIRST_MIGRATION } from './history/vocabulary.js';
import { randomOf } from './random.js';

export interface FuzzOptions {
  readonly target: 'sqlite' | 'd1';
  readonly mapping: Mapping;
}

export interface Round {
  readonly seed: number;
  readonly applied: number;
  readonly rejected: number;
  readonly unsupported: number;
  readonly rows: number;
  /** What went wrong, with the migrations that lead there. */
  readonly fault?: { readonly message: string; readonly history: readonly string[] };
}

/** The migration at a place of a round, over the schema that is there then; undefined at the end. */
type Next = (place: number, catalog: Catalog) => string | undefined;

/** A random history: so many migrations, each over what the ones before have made. */
export function randomHistory(seed: number, length: number): Next {
  const random = randomOf(seed);
  return (place, catalog) => (place >= length ? undefined : place === 0 ? FIRST_MIGRATION : randomMigration(catalog, random));
}

/** One round: after each migration that Postgres takes, schema and rows must be equal on the target. */
export async function runRound(seed: number, next: Next, postgres: PgDatabase, target: Target, options: FuzzOptions): Promise<Round> {
  const history: string[] = [];
  const counts = { seed, applied: 0, rejected: 0, unsupported: 0, rows: 0 };
  let catalog = emptyCatalog();
  for (let sql = next(0, catalog), place = 1; sql !== undefined; sql = next(place++, catalog)) {
    const step = await runMigration(sql, catalog, postgres, target, options);
    if (step.kind === 'fault') return { ...counts, fault: { message: step.message, history: [...history, sql] } };
    if (step.kind === 'end') break;
    counts[step.kind]++;
    if (step.kind !== 'applied') continue;
    history.push(sql);
    catalog = step.catalog;
    counts.rows = step.rows;
  }
  return counts;
}

type Outcome =
  | { readonly kind: 'applied'; readonly catalog: Catalog; readonly rows: number }
  | { readonly kind: 'rejected' | 'unsupported' | 'end' }
  | { readonly kind: 'fault'; readonly message: string };

async function runMigration(sql: string, catalog: Catalog, postgres: PgDatabase, target: Target, options: FuzzOptions): Promise<Outcome> {
  const { target: dialect } = options;
  const plan = planScript(asMigration(sql), 'up', catalog, options);
  const error = plan.diagnostics.find(({ severity }) => severity === 'error');
  if (error && isLimitation(error.code)) return { kind: 'unsupported' };
  const sequences = await sequencesOf(postgres);
  const rejection = await failureOf(postgres.script(sql));
  if (rejection) await postgres.script(sequences);
  if (error) return rejection ? { kind: 'rejected' } : { kind: 'fault', message: `Postgres takes what we refuse: ${error.code}: ${error.message}` };
  const failure = await failureOf(target.apply(plan.steps.map((step) => step.sql)));
  if (rejection && failure) return { kind: 'rejected' };
  if (rejection && isTolerated(rejection, sql)) return { kind: 'end' };
  if (rejection) return { kind: 'fault', message: `${dialect} takes what Postgres rejects: ${rejection}` };
  if (plan.diagnostics.some(({ code }) => ANNOUNCED.includes(code))) return { kind: 'end' };
  // An error that is not foreseen fails the statement, as the warning says.
  if (failure && plan.diagnostics.some(({ code }) => code === 'lossy-exception-handler')) return { kind: 'end' };
  if (failure) return { kind: 'fault', message: `${dialect} rejects what Postgres takes: ${failure}\n${plan.steps.map((step) => `  ${step.sql}`).join('\n')}` };
  return judge(plan, postgres, target, options);
}

/** Warnings that say themselves that values may differ from here on. */
const ANNOUNCED = ['lossy-json-text', 'trigger-row-by-row', 'trigger-adds-per-row', 'trigger-recursion', 'trigger-not-deferred'];

/**
 * Known differences, after which the databases cannot be compared any more: neither the range of integers nor the precision of numerics is guarded; and
 * what one migration breaks and mends again is never seen by the target, because its schema changes are made at once.
 */
function isTolerated(rejection: string, sql: string): boolean {
  const violated = /^insert or update on table ("[^]*") violates foreign key/.exec(rejection)?.[1];
  if (violated !== undefined && sql.includes(`DROP TABLE ${violated}`)) return true;
  // What holds a CHECK that is NOT VALID sees no row that is not inserted.
  if (rejection.includes('violates check constraint') && sql.includes('ON CONFLICT')) return true;
  return ['out of range', 'numeric field overflow', 'pending trigger events', 'could not create unique index', 'contains null values', 'is violated by some row', 'value too long', 'cannot affect row a second time', 'deferrable unique constraints', 'of the partition key', 'include all partitioning columns', 'when preparing the plan', 'moving row to another partition'].some((text) => rejection.includes(text));
}

/** Refusals of what Postgres can and the target cannot; everything else is an error of the script in Postgres' eyes too. */
function isLimitation(code: string): boolean {
  return code.includes('unsupported') || code === 'name-clash' || code.startsWith('too-');
}

async function judge(plan: Plan, postgres: PgDatabase, target: Target, { mapping }: FuzzOptions): Promise<Outcome> {
  const sequences = await sequencesOf(postgres);
  const expected = await readPostgresFacts(postgres);
  // Defaults are evaluated, and some take a number.
  await postgres.script(sequences);
  const found = await readSqliteFacts(target).catch((error: Error) => error);
  if (found instanceof Error) return { kind: 'fault', message: `${found.message}\n${plan.steps.map((step) => `  ${step.sql}`).join('\n')}` };
  const facts = compareFacts(expected, found, { mapping });
  const rows = await compareRows(expected, postgres, target, { mapping });
  // What a trigger always gives needs no NOT NULL.
  const wrong = facts.differences.filter(({ fact, expected: wanted }) => !(wanted === 'NOT NULL' && fact.endsWith(' nullability') && tablesOf(plan.catalog).some(({ triggers, name }) => triggers.length > 0 && fact.includes(`${name}.`))));
  const differences = [...wrong.map((difference) => JSON.stringify(difference)), ...rows.differences];
  if (differences.length > 0) return { kind: 'fault', message: `${differences.slice(0, 6).join('\n')}\n${plan.steps.map((step) => `  ${step.sql}`).join('\n')}` };
  return { kind: 'applied', catalog: plan.catalog, rows: rows.rows };
}

function asMigration(sql: string): Migration {
  return { name: 'random', version: '1', up: { file: 'random.sql', text: sql, checksum: '' }, overrides: {} };
}
