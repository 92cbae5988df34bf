import { BOOL } from '../../../model/base-types.js';
import type { Expr } from '../../../model/expression.js';
import type { Query } from '../../../model/query.js';
import { FOUND } from '../../../model/trigger-program.js';
import { isClock, walkTree } from '../../../model/walk.js';
import { assignedIn } from '../assigned-variables.js';
import { afterRounds } from './after-rounds.js';
import { CARRIED } from './freshness.js';
import { eachRound, type LoopRows } from './loop-query.js';
import { HELP, made, MORE, NO_LOOPS, type Made, type Rounds } from './loop-steps.js';
import { unsupported, type Flow, type Lowering } from './lowering.js';

/**
 * A loop that only works out values, as a recursive query with one row a round: what the body gives its variables are the next row's columns,
 * over those of the row before. EXIT, RETURN and RAISE end the rows.
 */
export function runRounds(rounds: Rounds, flow: Flow, lowering: Lowering): Flow {
  if (assignedIn(rounds.statements).has('old')) return unsupported(lowering, NO_LOOPS, rounds.span, HELP);
  const [common, before] = [lowering.counter.nextSource++, lowering.counter.nextSource++];
  const whole = made(rounds, [rounds.statements], common, before, flow, lowering);
  if (whole.actions.length > 0) return runForAll(whole, rounds, flow, lowering);
  // A random value that is used twice in a round is a column of its own where each statement is a step.
  const loop = usesTwice(whole.loop) ? made(rounds, rounds.statements.map((statement) => [statement]), common, before, flow, lowering) : whole;
  if (usesTwice(loop.loop)) return unsupported(lowering, 'a random or changing value is used twice in a loop', rounds.span);
  return afterRounds(loop, rounds, flow, lowering);
}

/** The rounds depend on values only, so that they are known before any of them changes a row. */
function runForAll(made: Made, rounds: Rounds, flow: Flow, lowering: Lowering): Flow {
  const { loop, actions } = made;
  if (!rounds.forAll || usesTwice(loop) || !canEnd(made)) return unsupported(lowering, NO_LOOPS, rounds.span, HELP);
  const names = new Set<string>([MORE]);
  walkTree(actions as unknown as Expr, { expression: (node) => void (node.kind === 'column' && node.source === loop.before && names.add(node.name)) });
  const known = eachRound(loop, [...names]);
  if (asksWhatWasFound(known) || asksWhatWasFound(actions as unknown as Expr)) return unsupported(lowering, 'a loop that asks how many rows its statements have found has no equivalent', rounds.span, HELP);
  rounds.forAll(actions, known, loop.before);
  const next = afterRounds(made, rounds, flow, lowering);
  return { ...next, state: { ...next.state, found: { kind: 'column', source: CARRIED, name: 'found', type: BOOL } } };
}

/** Something that changes from round to round decides about the next one. */
function canEnd({ loop, ends }: Made): boolean {
  let varies = ends.some(({ kind }) => kind !== 'end' && kind !== 'continue');
  walkTree(loop.condition, { expression: (node) => void (varies ||= node.kind === 'column' && node.source === loop.before && node.name !== MORE) });
  return varies;
}

function asksWhatWasFound(tree: Expr | Query): boolean {
  let asks = false;
  walkTree(tree, { expression: (node) => void (asks ||= node.kind === 'column' && node.source === FOUND) });
  return asks;
}

/** Whether a random value stands in two columns of a round, or twice in one. */
function usesTwice({ carried }: LoopRows): boolean {
  const seen = new Set<Expr>();
  let twice = false;
  for (const { next } of carried) walkTree(next, { expression: (node) => {
    if (node.kind !== 'call' || !node.volatile || isClock(node)) return;
    twice ||= seen.has(node);
    seen.add(node);
  } });
  return twice;
}
