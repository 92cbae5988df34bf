import type { SqliteFacts } from '../../test/support/facts/schema-facts.js';
import { openSqlite, type PgDatabase, type Target } from '../../test/support/facts/databases.js';
import { readPostgresFacts } from '../../test/support/facts/read-postgres-facts.js';
import { readSqliteFacts } from '../../test/support/facts/read-sqlite-facts.js';
import { transpile } from '../../src/transpile.js';
import type { History } from '../corpus/history.js';
import { runOnPostgres } from '../corpus/run-postgres.js';
import { runTarget } from '../corpus/run-target.js';
import { compareTwin, type TwinVerdict } from './compare-twin.js';
import { runTwin } from './run-twin.js';

export interface TwinReport {
  readonly name: string;
  readonly ours: TwinVerdict;
  readonly twin: TwinVerdict;
  /** What kept one of the three schemas from being built as it stands. */
  readonly remarks: readonly string[];
}

/** Builds the three schemas and holds both SQLite ones against Postgres. */
export async function judgeTwin(history: History, postgres: PgDatabase): Promise<TwinReport> {
  const stops: string[] = [];
  for (const migration of history.migrations) stops.push(...(await runOnPostgres(migration, postgres)).map((error) => `Postgres refused ${error}`));
  const expected = await readPostgresFacts(postgres);
  const ours = await schemaOf(async (target) => {
    const { stop } = await runTarget(history, transpile(history.migrations, { target: 'sqlite' }), target);
    if (stop) stops.push(`ours stops at ${stop.file}:${stop.line}: ${stop.message}`);
  });
  const twin = await runTwin(history.twin ?? []);
  const remarks = [...stops, ...twin.remarks].map((remark) => `${history.name}: ${remark}`);
  return { name: history.name, ours: compareTwin(expected, ours), twin: compareTwin(expected, twin.facts), remarks };
}

async function schemaOf(build: (target: Target) => Promise<void>): Promise<SqliteFacts> {
  const target = openSqlite();
  try {
    await build(target);
    return await readSqliteFacts(target);
  } finally {
    await target.close();
  }
}
