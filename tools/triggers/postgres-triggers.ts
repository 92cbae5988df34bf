import type { Plan } from '../../src/model/plan.js';
import type { PgDatabase, PgServer } from '../../test/support/facts/databases.js';
import type { History } from '../corpus/history.js';
import { runOnPostgres } from '../corpus/run-postgres.js';
import type { TriggerReport } from './judge-triggers.js';

const TRIGGERS = `SELECT c.relname || '.' || t.tgname AS name, pg_get_triggerdef(t.oid) AS definition
  FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE NOT t.tgisinternal AND t.tgparentid = 0 ORDER BY 1`;

/** The triggers that Postgres has after the whole history but we have not, because something was refused: with what was refused that may be the reason. */
export async function missingTriggers(original: History, known: readonly string[], { taken, plans }: { readonly taken: readonly string[]; readonly plans: readonly Plan[] }, postgres: PgServer): Promise<readonly TriggerReport[]> {
  const database = await postgres.database(`${original.name} whole`);
  try {
    for (const migration of original.migrations) await runOnPostgres(migration, database);
    const missing = (await triggersOn(database)).filter(({ name }) => !known.includes(name));
    return missing.map(({ name, definition }) => ({ history: original.name, trigger: name, outcome: 'not exercised', statements: 0, effects: 0, remarks: [reasonFor(name, definition, taken, plans)], script: [] }));
  } finally {
    await database.close();
  }
}

async function triggersOn(database: PgDatabase): Promise<readonly { readonly name: string; readonly definition: string }[]> {
  return (await database.query(TRIGGERS)).map((row) => ({ name: String(row['name']), definition: String(row['definition']) }));
}

/** What was refused of the trigger or its function, or what became of the statement that creates it. */
function reasonFor(name: string, definition: string, taken: readonly string[], plans: readonly Plan[]): string {
  const names = [name.slice(name.indexOf('.') + 1), /EXECUTE FUNCTION (?:\w+\.)?(\w+)\(/.exec(definition)?.[1] ?? name];
  const refused = taken.find((statement) => names.some((one) => statement.includes(one)));
  if (refused !== undefined) return `refused: ${refused}`;
  const verdicts = plans.flatMap((plan) => plan.verdicts).filter(({ statement }) => statement.tag === 'CreateTrigStmt' && statement.text.includes(names[0] ?? ''));
  return verdicts.at(-1)?.reason ?? `it is not in our catalog: ${definition}`;
}
