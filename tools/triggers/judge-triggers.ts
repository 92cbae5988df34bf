import { emptyCatalog, tablesOf } from '../../src/model/catalog-lookup.js';
import type { Catalog, Table, Trigger } from '../../src/model/catalog.js';
import { planScript, transpile } from '../../src/transpile.js';
import { compareRows } from '../../test/support/facts/compare-rows.js';
import type { PgDatabase, PgServer, Target } from '../../test/support/facts/databases.js';
import { readPostgresFacts } from '../../test/support/facts/read-postgres-facts.js';
import { failureOf } from '../failure-of.js';
import type { History } from '../corpus/history.js';
import { runOnPostgres } from '../corpus/run-postgres.js';
import { runTarget } from '../corpus/run-target.js';
import { withoutRefused } from '../corpus/without-refused.js';
import { randomOf } from '../fuzz/random.js';
import type { maskOf } from '../rows/mask.js';
import { ownNumbers } from '../rows/own-numbers.js';
import { randomTexts } from '../rows/random-texts.js';
import { missingTriggers } from './postgres-triggers.js';
import { relation, type Rows } from '../rows/random-row.js';
import { rowsOf } from '../rows/rows-of.js';
import { asMigration } from '../rows/single-statement.js';
import { quoteName } from '../rows/value.js';
import { Trial } from './trial.js';
import { writeScript, type ScriptStatement, type TriggerScript } from './write-script.js';

/** How one trigger fared. */
export interface TriggerReport {
  readonly history: string;
  /** `table.trigger` */
  readonly trigger: string;
  readonly outcome: 'equal' | 'different' | 'not exercised';
  readonly statements: number;
  readonly effects: number;
  /** Differences, or why it could not be exercised. */
  readonly remarks: readonly string[];
  readonly script: readonly ScriptStatement[];
}

export interface Servers {
  readonly postgres: PgServer;
  /** Both empty. */
  readonly sqlite: Target;
  readonly d1: Target;
}

interface Placed {
  readonly table: Table;
  readonly trigger: Trigger;
}

/** Everything that a history's triggers are judged on. */
interface Stage {
  readonly catalog: Catalog;
  readonly postgres: PgDatabase;
  /** Where statements are tried out first. */
  readonly trial: PgDatabase;
  readonly rows: Rows;
  readonly targets: Readonly<Record<'sqlite' | 'd1', Target>>;
  readonly mask: ReturnType<typeof maskOf>;
  /** Remembers the numbers in a script. */
  readonly remember: (sql: string) => void;
}

/** Runs one script a trigger on Postgres, SQLite and D1, after the whole history, and compares all rows. What is refused of the history is taken out first. */
export async function judgeTriggers(original: History, { postgres, sqlite, d1 }: Servers, seed: number): Promise<readonly TriggerReport[]> {
  const { history, taken } = withoutRefused(original, 'd1');
  const { name, migrations } = history;
  const base = await postgres.database(`${name} base`);
  for (const migration of migrations) await runOnPostgres(migration, base);
  await base.close();
  const [judge, trial] = [await postgres.database(`${name} judge`, `${name} base`), await postgres.database(`${name} trial`, `${name} base`)];
  try {
    const plans = { sqlite: transpile(migrations, { target: 'sqlite' }), d1: transpile(migrations, { target: 'd1' }) };
    const stops = [await runTarget(history, plans.sqlite, sqlite), await runTarget(history, plans.d1, d1)].flatMap(({ stop }) => stop ?? []);
    const catalog = plans.sqlite.at(-1)?.catalog ?? emptyCatalog();
    const stage = { postgres: judge, trial, rows: rowsOf(trial), targets: { sqlite, d1 }, ...ownNumbers() };
    const broken = await judgeAll(name, triggersOf(catalog).filter(isBroken), { ...stage, catalog }, seed);
    // A trigger that fails each time would keep every other of its table from being seen.
    const rest = await withoutTriggers(triggersOf(catalog).filter(isBroken), { ...stage, catalog });
    const reports = await judgeAll(name, triggersOf(rest), { ...stage, catalog: rest }, seed);
    const known = [...broken, ...reports].map(({ trigger }) => trigger);
    const absent = await missingTriggers(original, known, { taken, plans: plans.sqlite }, postgres);
    return [...stops.map(({ file, message }) => ({ history: name, trigger: file, outcome: 'different' as const, statements: 0, effects: 0, remarks: [message], script: [] })), ...broken, ...reports, ...absent];
  } finally {
    await Promise.all([judge.close(), trial.close()]);
  }
}

/** Of those that fail each time in our eyes, in Postgres too. */
const isBroken = ({ trigger: { program } }: Placed): boolean => program?.kind === 'failed';

async function judgeAll(history: string, triggers: readonly Placed[], stage: Stage, seed: number): Promise<readonly TriggerReport[]> {
  const reports: TriggerReport[] = [];
  for (const { table, trigger } of triggers) reports.push(await judgeTrigger(history, table, trigger, stage, seed + reports.length));
  return reports;
}

/** Drops triggers everywhere. */
async function withoutTriggers(triggers: readonly Placed[], { catalog, postgres, trial, targets }: Stage): Promise<Catalog> {
  if (triggers.length === 0) return catalog;
  const sql = triggers.map(({ table, trigger }) => `DROP TRIGGER ${quoteName(trigger.name)} ON ${relation(table)}`).join(';\n');
  for (const database of [postgres, trial]) await database.script(sql);
  for (const [name, target] of targetsOf(targets)) await target.apply(planScript(asMigration(sql), 'up', catalog, { target: name }).steps.map((step) => step.sql));
  return planScript(asMigration(sql), 'up', catalog, { target: 'sqlite' }).catalog;
}

const targetsOf = (targets: Stage['targets']): readonly (readonly ['sqlite' | 'd1', Target])[] => [['sqlite', targets.sqlite], ['d1', targets.d1]];

function triggersOf(catalog: Catalog): readonly Placed[] {
  return tablesOf(catalog).flatMap((table) => table.triggers.map((trigger) => ({ table, trigger })));
}

async function judgeTrigger(history: string, table: Table, trigger: Trigger, stage: Stage, seed: number): Promise<TriggerReport> {
  const script = await writeScript(table, trigger, new Trial(stage.trial, stage.catalog), { catalog: stage.catalog, random: randomOf(seed), rows: stage.rows });
  const faults: string[] = [];
  for (const { sql } of script.statements) stage.remember(sql);
  for (const { sql, fails } of script.statements) faults.push(...(await runStatement(sql, fails, stage)));
  const facts = await readPostgresFacts(stage.postgres);
  for (const [name, target] of targetsOf(stage.targets)) {
    const { differences } = await compareRows(facts, stage.postgres, target, { mapping: 'classic', mask: stage.mask, volatile: randomTexts(stage.catalog) });
    faults.push(...differences.map((difference) => `${name}: ${difference}`));
  }
  return { history, trigger: `${table.name}.${trigger.name}`, ...outcomeOf(trigger, script, faults), statements: script.statements.length, effects: script.effects, script: script.statements };
}

function outcomeOf(trigger: Trigger, { statements, effects, problems }: TriggerScript, faults: readonly string[]): Pick<TriggerReport, 'outcome' | 'remarks'> {
  if (faults.length > 0) return { outcome: 'different', remarks: faults };
  if (effects > 0) return { outcome: 'equal', remarks: [] };
  if (trigger.events.every((event) => event === 'truncate')) return { outcome: 'not exercised', remarks: ['TRUNCATE triggers are left out, and said so'] };
  return { outcome: 'not exercised', remarks: [statements.length > 0 ? `it did nothing at ${statements.length} statements, alike everywhere` : 'no statement could be made', ...problems] };
}

/** Every database takes it, or every one refuses it. */
async function runStatement(sql: string, fails: boolean, { catalog, postgres, targets }: Stage): Promise<readonly string[]> {
  const faults: string[] = [];
  const judge = (name: string, failure: string | undefined): void => {
    if ((failure !== undefined) !== fails) faults.push(`${name} ${failure === undefined ? 'takes' : `refuses (${failure})`}: ${sql}`);
  };
  judge('Postgres', await failureOf(postgres.script(sql)));
  for (const [name, target] of targetsOf(targets)) {
    const { steps } = planScript(asMigration(sql), 'up', catalog, { target: name });
    judge(name, await failureOf(target.apply(steps.map((step) => step.sql))));
  }
  return faults;
}
