/**
 * `npm run corpus -- <directory> [--only name,name] [--past-refusals] [--servers] [--verbose] [--json]`: runs real migration histories on Postgres, SQLite and
 * local D1 and counts, statement by statement and fact by fact, how true the targets are. A history stops at its first refused
 * statement, but for those that have an override (`corpus/overrides.ts`); with --past-refusals such statements are taken out on all databases, to judge what comes after them.
 * With --servers each history is also applied by `up` itself to Postgres and to PGlite.
 */
import process from 'node:process';
import { parseArgs } from 'node:util';
import { loadParser } from '../src/2-parse/parse.js';
import { startD1, startPostgres } from '../test/support/facts/databases.js';
import { readHistories } from './corpus/history.js';
import { judgeHistory, type HistoryReport } from './corpus/judge-history.js';
import { overridesOf, withOverrides } from './corpus/overrides.js';
import { printReport } from './corpus/print-report.js';
import { runOnServers } from './corpus/run-servers.js';
import { withoutRefused } from './corpus/without-refused.js';

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { only: { type: 'string' }, 'past-refusals': { type: 'boolean' }, servers: { type: 'boolean' }, verbose: { type: 'boolean' }, json: { type: 'boolean' } } });
  const [directory] = positionals;
  if (directory === undefined) throw new Error('usage: npm run corpus -- <directory with histories> [--only name,name] [--past-refusals] [--servers] [--verbose] [--json]');
  const wanted = values.only?.split(',');
  const histories = readHistories(directory).filter(({ name }) => wanted?.includes(name) ?? true);
  await loadParser();
  const [postgres, d1] = await Promise.all([startPostgres(), startD1(histories.map(({ name }) => name))]);
  const reports: HistoryReport[] = [];
  try {
    for (const original of histories.map(withOverrides)) {
      for (const { file, statement, why } of overridesOf(original)) process.stderr.write(`override in ${original.name}: ${file}, statement ${statement}: ${why}\n`);
      const { history, taken } = values['past-refusals'] ? withoutRefused(original, 'sqlite') : { history: original, taken: [] };
      for (const statement of taken) process.stderr.write(`taken out of ${history.name}: ${statement}\n`);
      const database = await postgres.database(history.name);
      reports.push(await judgeHistory(history, database, await d1.database(history.name)));
      await database.close();
      if (values.servers) process.stderr.write(`${await runOnServers(original, postgres)}\n`);
      process.stderr.write(`${history.name} `);
    }
  } finally {
    process.stderr.write('\n');
    await Promise.all([postgres.stop(), d1.stop()]);
  }
  process.stdout.write(values.json ? `${JSON.stringify(reports, null, 2)}\n` : `${printReport(reports, values.verbose ?? false)}\n`);
}

await main();
