import { fill, type Sql } from '../../sql.js';
import { quoteVisibly } from '../text-operators.js';
import { anchored } from './anchored.js';
import { automatonOf } from './automaton.js';
import { globClass } from './char-set.js';
import type { Regex } from './regex-tree.js';

const MOST_POSITIONS = 300;
const MOST_STEPS = 1000;

/** Reading a character of the class leads from one place in the expression to another. */
interface Step {
  readonly from: number;
  readonly characters: string;
  readonly to: number;
}

/** Steps from neighbouring places, all to one place, or each as far on (`by` is 1) as the others. */
interface Steps {
  readonly low: number;
  readonly high: number;
  readonly characters: string;
  readonly to: number;
  readonly by: 0 | 1;
}

/** Any expression, by a query that reads the text character by character; `_at` holds the places in the expression where it can be. */
export function walkTest(value: Sql, regex: Regex): Sql | undefined {
  const whole = anchored(regex);
  const automaton = whole && automatonOf(whole, MOST_POSITIONS);
  if (!automaton) return undefined;
  const { sets, empty, first, last, follow } = automaton;
  const step = (from: number, to: number): Step => ({ from, characters: globClass(sets[to] ?? []), to: to + 1 });
  const steps = [...[...first].map((to) => step(0, to)), ...follow.flatMap((next, from) => [...next].map((to) => step(from + 1, to)))];
  if (steps.length === 0 || steps.length > MOST_STEPS) return undefined;
  const rows = together(steps).map(({ low, high, characters, to, by }) => `(${low}, ${high}, ${quoteVisibly(characters).text}, ${to}, ${by})`);
  const ends = [...(empty ? [0] : []), ...[...last].map((position) => position + 1)];
  return fill(
    [
      `iif({1} IS NULL, NULL, EXISTS (WITH RECURSIVE _steps(_low, _high, _class, _to, _by) AS (VALUES ${rows.join(', ')}),`,
      '_walk(_i, _at) AS (SELECT 1, 0 UNION SELECT _i + 1, _to + _by * _at FROM _walk, _steps WHERE _at BETWEEN _low AND _high AND substr({1}, _i, 1) GLOB _class)',
      `SELECT 1 FROM _walk WHERE _i = length({1}) + 1 AND _at IN (${ends.join(', ')})))`,
    ].join(' '),
    [value],
  );
}

/** `[a-z]{0,61}` has the same steps again and again. */
function together(steps: readonly Step[]): readonly Steps[] {
  const onward = neighbours(steps, ({ from, to }) => to - from).filter(({ length }) => length > 1);
  const taken = new Set(onward.flat());
  const others = neighbours(steps.filter((step) => !taken.has(step)), ({ to }) => to);
  return [...onward.map((run) => joined(run, 1)), ...others.map((run) => joined(run, 0))].toSorted((a, b) => a.low - b.low || a.to - b.to);
}

/** Runs of steps from places side by side that have a class, and this number, in common. */
function neighbours(steps: readonly Step[], number: (step: Step) => number): readonly (readonly Step[])[] {
  const runs: Step[][] = [];
  for (const step of steps.toSorted((a, b) => (a.characters < b.characters ? -1 : a.characters > b.characters ? 1 : number(a) - number(b) || a.from - b.from))) {
    const run = runs.at(-1);
    const last = run?.at(-1);
    if (run && last && last.characters === step.characters && number(last) === number(step) && last.from + 1 === step.from) run.push(step);
    else runs.push([step]);
  }
  return runs;
}

function joined(run: readonly Step[], by: 0 | 1): Steps {
  const [first, last] = [run[0] as Step, run.at(-1) as Step];
  return { low: first.from, high: last.from, characters: first.characters, to: by === 1 ? first.to - first.from : first.to, by };
}
