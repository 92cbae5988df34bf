/**
 * `npm run fuzz -- --text [directory with histories] [--seconds 60] [--seed 1] [--mutants 40] [--strict]`: the texts of real migrations, changed at random, on Postgres and
 * SQLite: no crash, no second for a statement, nothing that only one of them takes, and the same schema. Without a directory this
 * repository's own. With --strict also what only we take.
 *
 * `npm run fuzz -- --queries [--seconds 60] [--seed 1] [--mapping exact]`: random expressions and queries over rows that tell right from wrong, on Postgres
 * and on SQLite: the same values in the same order, a warning, or a refusal.
 *
 * `npm run fuzz -- --programs [--seconds 60] [--seed 1] [--mapping exact]`: random functions and triggers in PL/pgSQL, and statements that make them run: the same rows.
 *
 * `npm run fuzz -- [--seconds 60] [--seed 1] [--rounds n] [--length 30] [--d1] [--mapping exact]`: random schemas, random ALTER sequences and rows on Postgres and on SQLite
 * (and every fifth round, or always with --d1, on local D1); schema and rows must be equal after each migration. Prints the seed and the
 * shortest history that it can find for each fault, and exits with 1.
 */
import process from 'node:process';
import { parseArgs } from 'node:util';
import { loadParser } from '../src/2-parse/parse.js';
import { openSqlite, startD1, startPostgres } from '../test/support/facts/databases.js';
import { randomOf } from './fuzz/random.js';
import { randomProgram } from './fuzz/programs/random-program.js';
import { randomHistory, runRound, type FuzzOptions, type Round } from './fuzz/run-round.js';
import { shrink } from './fuzz/shrink.js';
import { readSources } from './fuzz/text/sources.js';
import { fuzzQueries } from './fuzz/queries/fuzz-queries.js';
import { walkHistory } from './fuzz/text/walk-history.js';

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { text: { type: 'boolean' }, queries: { type: 'boolean' }, programs: { type: 'boolean' }, mutants: { type: 'string', default: '40' }, strict: { type: 'boolean', default: false }, seconds: { type: 'string', default: '60' }, seed: { type: 'string' }, rounds: { type: 'string' }, length: { type: 'string', default: '30' }, d1: { type: 'boolean' }, mapping: { type: 'string', default: 'classic' } } });
  const first = values.seed === undefined ? Math.floor(Math.random() * 1e9) : Number(values.seed);
  const rounds = values.rounds === undefined ? Infinity : Number(values.rounds);
  const end = Date.now() + Number(values.seconds) * 1000;
  process.stdout.write(`first seed ${first}\n`);
  await loadParser();
  if (values.text) return fuzzTexts(positionals[0], { first, rounds, end, mutants: Number(values.mutants), strict: values.strict });
  if (values.queries) {
    if (!(await fuzzQueries({ first, rounds, end, mapping: values.mapping === 'exact' ? 'exact' : 'classic' }))) process.exitCode = 1;
    return;
  }
  const postgres = await startPostgres();
  const total = { rounds: 0, applied: 0, rejected: 0, unsupported: 0, faults: 0 };
  try {
    for (let i = 0; i < rounds && Date.now() < end; i++) {
      const options: FuzzOptions = { target: values.d1 === true || i % 5 === 4 ? 'd1' : 'sqlite', mapping: values.mapping === 'exact' ? 'exact' : 'classic' };
      const round = await oneRound(first + i, values.programs ? randomProgram(first + i) : randomHistory(first + i, Number(values.length)), postgres, options);
      total.rounds++;
      total.applied += round.applied;
      total.rejected += round.rejected;
      total.unsupported += round.unsupported;
      if (!round.fault) continue;
      total.faults++;
      const { message, history } = await shrink(round.fault, (migrations) => oneRound(first + i, (place) => migrations[place], postgres, options));
      process.stdout.write(`\nseed ${round.seed}: ${message}\nafter\n${history.join('\n--\n')}\n`);
    }
  } finally {
    await postgres.stop();
  }
  process.stdout.write(`${total.rounds} rounds: ${total.applied} migrations applied and equal, ${total.rejected} rejected by both, ${total.unsupported} refused, ${total.faults} faults\n`);
  if (total.faults > 0) process.exitCode = 1;
}

interface TextFuzz {
  readonly first: number;
  readonly rounds: number;
  readonly end: number;
  readonly mutants: number;
  readonly strict: boolean;
}

async function fuzzTexts(directory: string | undefined, { first, rounds, end, mutants, strict }: TextFuzz): Promise<void> {
  const sources = readSources(process.cwd(), directory);
  const postgres = await startPostgres();
  const counts: Record<string, number> = {};
  const seen = new Set<string>();
  try {
    for (let i = 0; i < rounds && Date.now() < end; i++) {
      const seed = first + i;
      const database = await postgres.database(`text_${seed}`);
      const report = await walkHistory(randomOf(seed).pick(sources), database, { seed, mutants, until: end, strict });
      await database.close();
      for (const [kind, count] of Object.entries(report.counts)) counts[kind] = (counts[kind] ?? 0) + count;
      for (const fault of report.faults) {
        const signature = fault.message.replaceAll(/"[^"]*"|'[^']*'|\b\w*\d\w*\b/g, '').slice(0, 60);
        if (!seen.has(signature)) process.stdout.write(`\n${fault.place}\n${fault.message}\nin\n${fault.text}\n`);
        seen.add(signature);
      }
    }
  } finally {
    await postgres.stop();
  }
  process.stdout.write(`\n${Object.entries(counts).map(([kind, count]) => `${count} ${kind}`).join(', ')}; ${seen.size} kinds of faults, each shown once\n`);
  if (seen.size > 0) process.exitCode = 1;
}

async function oneRound(seed: number, next: Parameters<typeof runRound>[1], postgres: Awaited<ReturnType<typeof startPostgres>>, options: FuzzOptions): Promise<Round> {
  const database = await postgres.database(`fuzz_${seed}_${Math.random()}`);
  const d1 = options.target === 'd1' ? await startD1(['fuzz']) : undefined;
  const target = d1 ? await d1.database('fuzz') : openSqlite();
  try {
    return await runRound(seed, next, database, target, options);
  } finally {
    await Promise.all([database.close(), target.close()]);
    await d1?.stop();
  }
}

await main();
