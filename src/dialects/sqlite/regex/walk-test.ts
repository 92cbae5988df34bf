import { fill, type Sql } from '../../sql.js';
import { quoteVisibly } from '../text-operators.js';
import { anchored } from './anchored.js';
import { automatonOf } from './automaton.js';
import { globClass } from './char-set.js';
import type { Regex } from './regex-tree.js';

const MOST_POSITIONS = 120;
const MOST_STEPS = 1000;

/** Any expression, by a query that reads the text character by character; `_at` holds the places in the expression where it can be. */
export function walkTest(value: Sql, regex: Regex): Sql | undefined {
  const whole = anchored(regex);
  const automaton = whole && automatonOf(whole, MOST_POSITIONS);
  if (!automaton) return undefined;
  const { sets, empty, first, last, follow } = automaton;
  const step = (from: number, to: number): string => `(${from}, ${quoteVisibly(globClass(sets[to] ?? [])).text}, ${to + 1})`;
  const steps = [...[...first].map((to) => step(0, to)), ...follow.flatMap((next, from) => [...next].map((to) => step(from + 1, to)))];
  if (steps.length === 0 || steps.length > MOST_STEPS) return undefined;
  const ends = [...(empty ? [0] : []), ...[...last].map((position) => position + 1)];
  return fill(
    [
      `iif({1} IS NULL, NULL, EXISTS (WITH RECURSIVE _steps(_from, _class, _to) AS (VALUES ${steps.join(', ')}),`,
      '_walk(_i, _at) AS (SELECT 1, 0 UNION SELECT _i + 1, _to FROM _walk, _steps WHERE _from = _at AND substr({1}, _i, 1) GLOB _class)',
      `SELECT 1 FROM _walk WHERE _i = length({1}) + 1 AND _at IN (${ends.join(', ')})))`,
    ].join(' '),
    [value],
  );
}
