/**
 * `npm run fuzz -- [--seconds 60] [--seed 1] [--rounds n] [--length 30] [--d1] [--mapping exact]`: random schemas, random ALTER sequences and rows on Postgres and on SQLite
 * (and every fifth round, or always with --d1, on local D1); schema and rows must be equal after each migration. Prints the seed and the
 * shortest history that it can find for each fault, and exits with 1.
 */
import process from 'node:process';
import { parseArgs } from 'node:util';
import { loadParser } from '../src/2-parse/parse.js';
import { openSqlite, startD1, startPostgres } from '../test/support/facts/databases.js';
import { runRound, type FuzzOptions, type Round } from './fuzz/run-round.js';

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { seconds: { type: 'string', default: '60' }, seed: { type: 'string' }, rounds: { type: 'string' }, length: { type: 'string', default: '30' }, d1: { type: 'boolean' }, mapping: { type: 'string', default: 'classic' } } });
  const first = values.seed === undefined ? Math.floor(Math.random() * 1e9) : Number(values.seed);
  const rounds = values.rounds === undefined ? Infinity : Number(values.rounds);
  const end = Date.now() + Number(values.seconds) * 1000;
  process.stdout.write(`first seed ${first}\n`);
  await loadParser();
  const postgres = await startPostgres();
  const total = { rounds: 0, applied: 0, rejected: 0, unsupported: 0, faults: 0 };
  try {
    for (let i = 0; i < rounds && Date.now() < end; i++) {
      const round = await oneRound(first + i, Number(values.length), postgres, { target: values.d1 === true || i % 5 === 4 ? 'd1' : 'sqlite', mapping: values.mapping === 'exact' ? 'exact' : 'classic' });
      total.rounds++;
      total.applied += round.applied;
      total.rejected += round.rejected;
      total.unsupported += round.unsupported;
      if (!round.fault) continue;
      total.faults++;
      process.stdout.write(`\nseed ${round.seed}: ${round.fault.message}\nafter\n${round.fault.history.join('\n')}\n`);
    }
  } finally {
    await postgres.stop();
  }
  process.stdout.write(`${total.rounds} rounds: ${total.applied} migrations applied and equal, ${total.rejected} rejected by both, ${total.unsupported} refused, ${total.faults} faults\n`);
  if (total.faults > 0) process.exitCode = 1;
}

async function oneRound(seed: number, length: number, postgres: Awaited<ReturnType<typeof startPostgres>>, options: FuzzOptions): Promise<Round> {
  const database = await postgres.database(`fuzz_${seed}`);
  const d1 = options.target === 'd1' ? await startD1(['fuzz']) : undefined;
  const target = d1 ? await d1.database('fuzz') : openSqlite();
  try {
    return await runRound(seed, length, database, target, options);
  } finally {
    await Promise.all([database.close(), target.close()]);
    await d1?.stop();
  }
}

await main();
