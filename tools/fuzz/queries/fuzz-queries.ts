import process from 'node:process';
import { startWorkerd } from '../../../src/adapters/d1-workerd.js';
import type { Mapping } from '../../../src/model/dialect.js';
import { startPostgres } from '../../../test/support/facts/databases.js';
import { openBench, type Bench } from '../../../test/support/queries/bench.js';
import { ROWS } from '../../../test/support/queries/rows.js';
import { randomOf } from '../random.js';
import { judgeExpression, judgeQuery, judgeStatement, type Judgement } from './judge.js';
import { expressionMaker, TYPES, type ExpressionMaker } from './random-expression.js';
import { randomQuery } from './random-query.js';
import { randomStatement } from './random-statement.js';
import { wideQuery } from './wide-query.js';
import { wideStatement } from './wide-statement.js';

export interface QueryFuzz {
  readonly first: number;
  readonly rounds: number;
  /** When to stop, in milliseconds since 1970. */
  readonly end: number;
  readonly mapping: Mapping;
}

/** Random cases until the time is over; prints each fault with its seed, and how often refusals come. True without a fault. */
export async function fuzzQueries({ first, rounds, end, mapping }: QueryFuzz): Promise<boolean> {
  const [postgres, workerd] = await Promise.all([startPostgres(), startWorkerd({ D0: 'D0' })]);
  const database = await postgres.database('queries');
  const bench = await openBench(ROWS, mapping, { postgresUrl: postgres.url('queries'), remote: await workerd.binding('D0') });
  const make = expressionMaker();
  const counts: Record<string, number> = {};
  const refusals = new Map<string, number>();
  for (let i = 0; i < rounds && Date.now() < end; i++) {
    const { text, verdict, message = '' } = await judgeSeed(first + i, make, bench);
    counts[verdict] = (counts[verdict] ?? 0) + 1;
    if (verdict === 'fault') process.stdout.write(`\nseed ${first + i}: ${text}\n  ${message}\n`);
    if (verdict === 'refused') refusals.set(message.slice(0, 100), (refusals.get(message.slice(0, 100)) ?? 0) + 1);
  }
  await Promise.all([bench.close(), database.close(), workerd.stop()]);
  await postgres.stop();
  for (const [message, times] of [...refusals].toSorted(([, a], [, b]) => b - a).slice(0, 10)) process.stdout.write(`refused ${times} times: ${message}\n`);
  process.stdout.write(`${Object.entries(counts).map(([verdict, times]) => `${times} ${verdict}`).join(', ')}\n`);
  return (counts['fault'] ?? 0) === 0;
}

/** The case of a seed: an expression up to three calls deep, a query, or a statement that stores what is worked out. */
export async function judgeSeed(seed: number, make: ExpressionMaker, bench: Bench): Promise<Judgement & { readonly text: string }> {
  const random = randomOf(seed);
  if (random.chance(0.3)) {
    const { sql, query } = (random.chance(0.4) ? wideStatement : randomStatement)(make, random);
    return { text: sql, ...(await judgeStatement(sql, query, bench)) };
  }
  if (random.chance(0.4)) {
    const { sql, ordered } = (random.chance(0.6) ? wideQuery : randomQuery)(make, random);
    return { text: sql, ...(await judgeQuery(sql, ordered, bench)) };
  }
  const expression = make(random.pick(TYPES), 1 + random.below(3), random);
  return { text: expression, ...(await judgeExpression(expression, bench)) };
}
