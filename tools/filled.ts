/**
 * `npm run filled -- <directory> [--only name,name] [--seed 1] [--d1] [--exact]`: runs real migration histories on Postgres and SQLite (or D1) with rows in their tables,
 * which are made at random from the catalog between the files. Each file has to do the same to them on both, or be refused by both. Exits with 1 where one is not.
 */
import process from 'node:process';
import { parseArgs } from 'node:util';
import { loadParser } from '../src/2-parse/parse.js';
import { openSqlite, startD1, startPostgres } from '../test/support/facts/databases.js';
import { readHistories } from './corpus/history.js';
import { withOverrides } from './corpus/overrides.js';
import { withoutRefused } from './corpus/without-refused.js';
import { judgeFilled, type FilledReport } from './filled/judge-filled.js';

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { only: { type: 'string' }, seed: { type: 'string', default: '1' }, d1: { type: 'boolean' }, exact: { type: 'boolean' } } });
  const [directory] = positionals;
  if (directory === undefined) throw new Error('usage: npm run filled -- <directory with histories> [--only name,name] [--seed 1] [--d1] [--exact]');
  const wanted = values.only?.split(',');
  const histories = readHistories(directory).filter(({ name }) => wanted?.includes(name) ?? true);
  const target = values.d1 ? 'd1' : 'sqlite';
  await loadParser();
  const [postgres, d1] = await Promise.all([startPostgres(), values.d1 ? startD1(histories.map(({ name }) => name)) : undefined]);
  try {
    for (const original of histories.map(withOverrides)) {
      const { history } = withoutRefused(original, target);
      const database = await postgres.database(history.name);
      const report = await judgeFilled(history, database, d1 ? await d1.database(history.name) : openSqlite(), { target, mapping: values.exact ? 'exact' : 'classic', seed: Number(values.seed) });
      await database.close();
      process.stdout.write(`${lines(report, history.migrations.length).join('\n')}\n`);
      if (report.faults.length > 0 || report.stop !== undefined) process.exitCode = 1;
    }
  } finally {
    await Promise.all([postgres.stop(), d1?.stop()]);
  }
}

function lines({ history, files, rows, refused, faults, stop }: FilledReport, all: number): readonly string[] {
  return [
    `${history}: ${files} of ${all} files, ${rows} rows put in between, ${refused} files refused for their sake, ${faults.length} faults`,
    ...faults.map((fault) => `    ${fault}`),
    ...(stop === undefined ? [] : [`    stopped at ${stop}`]),
  ];
}

await main();
