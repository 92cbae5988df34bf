import type { FunctionRow, Operand, Render } from '../dialect.js';
import { fill, type Sql } from '../sql.js';
import { madeOf } from './interval-arithmetic.js';
import { partsOf } from './interval.js';
import { emulated } from './row.js';

/** Each bit of an integer, the sign's too, asked of all values in the array. */
const overBits = (set: string): string =>
  `(WITH RECURSIVE bits(bit) AS (SELECT 1 UNION ALL SELECT bit << 1 FROM bits WHERE bit > 0) SELECT sum(iif(${set}, bit, 0)) FROM bits WHERE EXISTS (SELECT 1 FROM json_each({1}) WHERE value IS NOT NULL))`;

const BITS: Readonly<Record<string, string>> = {
  bit_and: 'NOT EXISTS (SELECT 1 FROM json_each({1}) WHERE value & bit = 0)',
  bit_or: 'EXISTS (SELECT 1 FROM json_each({1}) WHERE value & bit <> 0)',
  bit_xor: '(SELECT sum(value & bit <> 0) FROM json_each({1})) % 2',
};

/** The squares of what each value is away from the mean, over their count or one less. */
const variance = (less: number): string =>
  `(SELECT sum((value - _mean) * (value - _mean)) / (_count - ${less}) FROM json_each({1}), (SELECT avg(value) AS _mean, count(value) AS _count FROM json_each({1})) WHERE value IS NOT NULL AND _count > ${less})`;
const [SAMPLE, POPULATION] = [variance(1), variance(0)];
const SPREAD: Readonly<Record<string, string>> = {
  variance: SAMPLE, var_samp: SAMPLE, var_pop: POPULATION,
  stddev: `sqrt(${SAMPLE})`, stddev_samp: `sqrt(${SAMPLE})`, stddev_pop: `sqrt(${POPULATION})`,
};

const DIGITS = { code: 'lossy-numeric', message: 'variances and standard deviations are worked out in floating point: their last digits can differ' };

const partOf =
  (part: 'months' | 'days' | 'seconds'): Render =>
  ([interval]) =>
    interval && partsOf(interval)?.[part];

const ofParts: Render = (args: readonly Operand[]) => {
  const [months, days, seconds] = args.map(({ sql }): Sql => fill('round({1}, 6)', [sql]));
  return months && days && seconds && madeOf({ months: fill('CAST({1} AS INTEGER)', [months]), days: fill('CAST({1} AS INTEGER)', [days]), seconds });
};

/** Not Postgres': what is made of aggregates (`4-plan/print/made-aggregates.ts`). */
export const MADE_OF_AGGREGATES: Readonly<Record<string, readonly FunctionRow[]>> = {
  ...Object.fromEntries(Object.entries(BITS).map(([name, set]) => [`bits of ${name}`, [emulated(['array'], overBits(set))]])),
  ...Object.fromEntries(Object.entries(SPREAD).map(([name, formula]) => [`spread of ${name}`, [emulated(['array'], formula, DIGITS)]])),
  'interval months': [emulated(['interval'], partOf('months'))],
  'interval days': [emulated(['interval'], partOf('days'))],
  'interval seconds': [emulated(['interval'], partOf('seconds'))],
  'interval of parts': [emulated(['float', 'float', 'float'], ofParts)],
};
