/**
 * `npm run triggers -- <directory> [--only name,name] [--seed 1] [--verbose]`: for each trigger that a history leaves, a script of INSERT, UPDATE and DELETE
 * made from the catalog, run on Postgres, SQLite and local D1; all rows must be equal afterwards. Exits with 1 where they are not.
 */
import process from 'node:process';
import { parseArgs } from 'node:util';
import { loadParser } from '../src/2-parse/parse.js';
import { openSqlite, startD1, startPostgres } from '../test/support/facts/databases.js';
import { readHistories } from './corpus/history.js';
import { judgeTriggers, type TriggerReport } from './triggers/judge-triggers.js';
import { printTriggers } from './triggers/print-triggers.js';

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { only: { type: 'string' }, seed: { type: 'string', default: '1' }, verbose: { type: 'boolean' } } });
  const [directory] = positionals;
  if (directory === undefined) throw new Error('usage: npm run triggers -- <directory with histories> [--only name,name] [--seed 1] [--verbose]');
  const wanted = values.only?.split(',');
  const histories = readHistories(directory).filter(({ name, migrations }) => (wanted?.includes(name) ?? true) && migrations.some(({ up }) => /\btrigger\b/i.test(up.text)));
  await loadParser();
  const [postgres, d1] = await Promise.all([startPostgres(), startD1(histories.map(({ name }) => name))]);
  const reports: TriggerReport[] = [];
  try {
    for (const history of histories) {
      const sqlite = openSqlite();
      reports.push(...(await judgeTriggers(history, { postgres, sqlite, d1: await d1.database(history.name) }, Number(values.seed))));
      await sqlite.close();
    }
  } finally {
    await Promise.all([postgres.stop(), d1.stop()]);
  }
  process.stdout.write(`${printTriggers(reports, values.verbose ?? false)}\n`);
  if (reports.some(({ outcome }) => outcome === 'different')) process.exitCode = 1;
}

await main();
