import { Refusal } from '../../../diagnostics/refusal.js';
import type { ProcedureBlock, ProcedureExpression } from '../../../model/procedure.js';
import type { Span } from '../../../model/span.js';
import { numbersOf, runQueryLoop } from './run-row-loop.js';
import type { Runner } from './runner.js';

/** What a runner knows at one point of a body. */
type Point = Pick<Runner, 'catalog' | 'variables' | 'guard' | 'alive' | 'asksChanging' | 'changes' | 'kept'>;

export function pointOf({ catalog, variables, guard, alive, asksChanging, changes, kept }: Runner): Point {
  return { catalog, variables, guard, alive, asksChanging, changes: [...changes], kept: [...kept] };
}

function goTo({ changes, kept, ...rest }: Point, runner: Runner): void {
  Object.assign(runner, rest);
  runner.changes.splice(0, Infinity, ...changes);
  runner.kept.splice(0, Infinity, ...kept);
}

/**
 * A block whose errors only the database knows, as a loop of one round: what is raised in the body of a trigger can be foreseen.
 *
 * @param before where the block begins
 * @returns whether it could be carried out in this way; otherwise nothing has changed
 */
export function triedOnce(block: ProcedureBlock, before: Point, span: Span, runner: Runner): boolean {
  if (!runner.keeping) return false;
  const after = pointOf(runner);
  goTo(before, runner);
  try {
    const one: ProcedureExpression = { node: { A_Const: { ival: { ival: 1 } } }, span };
    runQueryLoop(numbersOf({ kind: 'for-integer', variable: '__tm_once', lower: one, upper: one, reverse: false, statements: [{ ...block, variables: [] }], span }), runner);
    return true;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    goTo(after, runner);
    return false;
  }
}
