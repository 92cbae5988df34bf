/**
 * `npm run twins -- <directory> [--only name,name] [--verbose]`: histories whose authors also keep a SQLite schema by hand. Builds Postgres, our
 * SQLite and the twin, and counts on how many facts of Postgres each of the two SQLite schemas agrees; --verbose prints where they do not.
 */
import process from 'node:process';
import { parseArgs } from 'node:util';
import { loadParser } from '../src/2-parse/parse.js';
import { startPostgres } from '../test/support/facts/databases.js';
import { readHistories } from './corpus/history.js';
import { judgeTwin, type TwinReport } from './twins/judge-twin.js';
import { printTwins } from './twins/print-twins.js';

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { only: { type: 'string' }, verbose: { type: 'boolean' } } });
  const [directory] = positionals;
  if (directory === undefined) throw new Error('usage: npm run twins -- <directory with histories> [--only name,name] [--verbose]');
  const wanted = values.only?.split(',');
  const histories = readHistories(directory).filter(({ name, twin }) => twin !== undefined && (wanted?.includes(name) ?? true));
  await loadParser();
  const postgres = await startPostgres();
  const reports: TwinReport[] = [];
  try {
    for (const history of histories) {
      const database = await postgres.database(history.name);
      reports.push(await judgeTwin(history, database));
      await database.close();
    }
  } finally {
    await postgres.stop();
  }
  process.stdout.write(`${printTwins(reports, values.verbose ?? false)}\n`);
}

await main();
