import type { ProcedureBlock, ProcedureStatement } from '../../../model/procedure.js';
import type { Expr } from '../../../model/expression.js';
import { HELD, type TriggerAction } from '../../../model/trigger-program.js';
import { isVolatile } from '../../../model/walk.js';
import { BOOL, INT4 } from '../../analyze/type-key.js';
import { and, choose, FALSE, isNever, isNotTrue, or, TRUE } from '../condition.js';
import { failsAgain, FORESEEN } from '../handler.js';
import { anyOf, asksForError, caughtBy, handled, isForeseeable, type Caught } from './caught.js';
import { failuresOf } from './failures.js';
import { inFront } from './in-front.js';
import { withNewKeys, type NewKeys } from './new-keys.js';
import { mayMove, newFreshness } from './freshness.js';
import { noteEvaluated, raise, unsupported, type Evaluated, type Flow, type Lowering } from './lowering.js';
import { runDeclarations } from './run-assign.js';
import { mergeStates, type BodyState } from './trigger-state.js';
import type { Within } from './row-violations.js';
import { violationsOf } from './violations.js';

/**
 * A block that changes rows, with its handlers. SQLite's triggers cannot catch errors, but most can be foreseen: whether values can be worked out, whether a row
 * has a key that is there already, lacks its parent or breaks a CHECK, and what the body raises itself. So it is asked before the block, and it or a
 * handler is carried out. Undefined where the block does more, or where an error hangs on what the block itself does.
 */
export function runForeseen(block: ProcedureBlock, flow: Flow, lowering: Lowering): Flow | undefined {
  if (!isPlain(block.statements) || (block.handlers.every(failsAgain) && !lowering.evaluated) || !block.handlers.every(isForeseeable)) return undefined;
  const trial = foresee(block, flow, onTrial(lowering));
  if (!trial) return undefined;
  const moves = trial.caught.some(({ when }) => mayMove(when, () => false));
  if (moves && !lowering.setAside && lowering.trigger.level !== 'row') return undefined;
  // Carried out once more, with values that are put aside.
  if (moves && !lowering.setAside) return unsupported(lowering, 'whether this block fails is asked of rows that it changes', block.span);
  const seen = foresee(block, flow, lowering);
  return seen && carriedOut(block, seen, lowering);
}

/** What the block does and raises, before any of it is done. */
interface Foresight {
  readonly start: Flow;
  readonly end: Flow;
  /** Values that have to be known beforehand, and then the rest. */
  readonly first: readonly TriggerAction[];
  readonly actions: readonly TriggerAction[];
  readonly inner: Lowering;
  readonly evaluated: readonly Evaluated[];
  readonly caught: readonly Caught[];
}

function foresee(block: ProcedureBlock, flow: Flow, lowering: Lowering): Foresight | undefined {
  const { catalog, counter, actions } = lowering;
  const before = actions.length;
  const evaluated: Evaluated[] = [];
  const inner: Lowering = { ...lowering, evaluated, outcomes: [], ...(lowering.results && { results: { ...lowering.results, returned: [] } }) };
  const start = runDeclarations(block.variables, flow, inner);
  const end = lowering.run(block.statements, start, inner);
  const made = actions.splice(before);
  const keys: NewKeys = new Map();
  const within: Within = { catalog, counter, keys, own: lowering.trigger.timing === 'after' && lowering.event !== 'delete' ? lowering.table.id : undefined };
  const parts = withNewKeys(evaluated, made, catalog, keys);
  const caught = caughtBy(block.handlers, parts, (part) => ('unforeseen' in part ? undefined : 'value' in part ? failuresOf(part.value, catalog) : violationsOf(part.statement, within)));
  if (!caught?.some(({ handler }) => handler) || caught.some(({ when }) => isVolatile(when))) return undefined;
  if (block.handlers.some((handler) => asksForError(handler) && caught.some((one) => one.handler === handler && !(one.message && one.condition)))) return undefined;
  const ordered = inFront(made, parts, caught, catalog, counter);
  return ordered && { start, end, ...ordered, inner, evaluated };
}

/** Nothing of it stays. */
function onTrial(lowering: Lowering): Lowering {
  const trial: Lowering = {
    ...lowering, actions: [...lowering.actions], outcomes: [], notes: [], freshness: newFreshness(true),
    setAside: (value, { guard }) => {
      if (!mayMove(value, () => false)) return undefined;
      const name = `trial ${trial.actions.length}`;
      trial.actions.push({ kind: 'hold', guard, name, value });
      return { kind: 'column', source: HELD, name, type: value.type };
    },
  };
  return trial;
}

/** Statements one after the other, with choices among them. */
function isPlain(statements: readonly ProcedureStatement[]): boolean {
  return statements.every((statement) => {
    switch (statement.kind) {
      case 'assign':
      case 'perform':
      case 'raise':
      case 'return':
      case 'sql':
      case 'get-diagnostics':
      case 'assert':
        return true;
      case 'if':
      case 'case':
        return isPlain([...statement.branches.flatMap((branch) => branch.statements), ...(statement.otherwise ?? [])]);
      case 'block':
        return isPlain([...statement.statements, ...statement.handlers.flatMap((handler) => handler.statements)]);
      default:
        return false;
    }
  });
}

function carriedOut(block: ProcedureBlock, { start, end, first, actions, inner, evaluated, caught }: Foresight, lowering: Lowering): Flow {
  lowering.actions.push(...first);
  const { asked, any } = putAside(caught, start, lowering);
  const failed = any(({ handler }) => handler !== undefined);
  const goesOn = isNotTrue(failed);
  for (const action of actions) lowering.actions.push({ ...action, guard: and(action.guard ?? TRUE, goesOn) });
  handOn(evaluated, asked, goesOn, lowering);
  lowering.outcomes.push(...inner.outcomes.map((outcome) => ({ ...outcome, guard: and(outcome.guard, goesOn) })));
  lowering.results?.returned.push(...(inner.results?.returned ?? []).map((each) => ({ ...each, guard: and(each.guard, goesOn) })));
  if (block.handlers.some(({ conditions }) => conditions.includes('others'))) lowering.notes.push(FORESEEN);
  const ends = block.handlers.map((handler) => handled(handler, asked, any((one) => one.handler === handler), start, lowering));
  const alive = ends.filter((each) => !isNever(each.guard));
  const state = alive.reduceRight<BodyState>((rest, each) => mergeStates(each.failed, each.state, rest), end.state);
  const returned = end.returned || ends.some((each) => each.returned);
  const untouched = end.guard === start.guard && ends.every((each) => each.guard === each.reached);
  return { guard: untouched ? start.guard : or(...alive.map(({ guard }) => guard), and(end.guard, goesOn)), state, ...(returned && { returned }) };
}

/** Which error is met first, and whether it is one of some. */
interface Met {
  readonly asked: readonly Caught[];
  any(is: (one: Caught) => boolean): Expr;
}

/** It is asked once, before anything is done, and put aside: its number, or whether it is the only one. */
function putAside(caught: readonly Caught[], flow: Flow, lowering: Lowering): Met {
  const [only, ...others] = caught;
  const which = caught.reduceRight<Expr>((rest, { when }, i) => choose(when, number(i + 1), rest), number(0));
  // What it reads has been captured where the block asks it, which is later.
  const place = lowering.setAside?.(structuredClone(only && others.length === 0 ? only.when : which), flow);
  if (!place) return { asked: caught, any: (is) => anyOf(caught, is) };
  if (only && others.length === 0) return { asked: [{ ...only, when: place }], any: (is) => (is(only) ? place : FALSE) };
  const isNumber = (i: number): Expr => ({ kind: 'operator', name: '=', left: place, right: number(i), type: BOOL });
  return { asked: caught.map((one, i) => ({ ...one, when: isNumber(i + 1) })), any: (is) => oneOf(caught.flatMap((one, i) => (is(one) ? [i + 1] : [])), caught.length, place) };
}

function number(value: number): Expr {
  return { kind: 'literal', value: String(value), type: INT4 };
}

function oneOf(numbers: readonly number[], of: number, operand: Expr): Expr {
  const [first] = numbers;
  if (first === undefined) return FALSE;
  if (numbers.length === of) return { kind: 'operator', name: '>', left: operand, right: number(0), type: BOOL };
  return numbers.length === 1 ? { kind: 'operator', name: '=', left: operand, right: number(first), type: BOOL } : { kind: 'in', negated: false, operand, list: numbers.map(number), type: BOOL };
}

/** What no handler of the block is for is for those around it; without any, what is raised ends all. */
function handOn(evaluated: readonly Evaluated[], caught: readonly Caught[], goesOn: Expr, lowering: Lowering): void {
  for (const [at, part] of evaluated.entries()) {
    const raised = caught.find((one) => one.at === at && one.raised && !one.handler);
    const own: Flow = { guard: and(part.guard, goesOn), state: part.state };
    if (raised?.raised?.kind === 'call' && raised.raised.args[0]) raise(lowering, { guard: and(raised.when, goesOn), state: part.state }, raised.raised.args[0], undefined, raised.raised.args[1]);
    else if ('value' in part && part.value.kind !== 'call') noteEvaluated(part.value, own, lowering);
    else if ('statement' in part) lowering.evaluated?.push({ ...part, guard: own.guard });
  }
}
