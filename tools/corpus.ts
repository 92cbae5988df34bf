/**
 * `npm run corpus -- <directory> [--only name,name] [--verbose] [--json]`: runs real migration histories on Postgres, SQLite and
 * local D1 and counts, statement by statement and fact by fact, how true the targets are.
 */
import process from 'node:process';
import { parseArgs } from 'node:util';
import { loadParser } from '../src/2-parse/parse.js';
import { startD1, startPostgres } from '../test/support/facts/databases.js';
import { readHistories } from './corpus/history.js';
import { judgeHistory, type HistoryReport } from './corpus/judge-history.js';
import { printReport } from './corpus/print-report.js';

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { only: { type: 'string' }, verbose: { type: 'boolean' }, json: { type: 'boolean' } } });
  const [directory] = positionals;
  if (directory === undefined) throw new Error('usage: npm run corpus -- <directory with histories> [--only name,name] [--verbose] [--json]');
  const wanted = values.only?.split(',');
  const histories = readHistories(directory).filter(({ name }) => wanted?.includes(name) ?? true);
  await loadParser();
  const [postgres, d1] = await Promise.all([startPostgres(), startD1(histories.map(({ name }) => name))]);
  const reports: HistoryReport[] = [];
  try {
    for (const history of histories) {
      const database = await postgres.database(history.name);
      reports.push(await judgeHistory(history, database, await d1.database(history.name)));
      await database.close();
      process.stderr.write(`${history.name} `);
    }
  } finally {
    process.stderr.write('\n');
    await Promise.all([postgres.stop(), d1.stop()]);
  }
  process.stdout.write(values.json ? `${JSON.stringify(reports, null, 2)}\n` : `${printReport(reports, values.verbose ?? false)}\n`);
}

await main();
