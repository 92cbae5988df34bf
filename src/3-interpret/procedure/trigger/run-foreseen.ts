import type { ProcedureBlock, ProcedureStatement } from '../../../model/procedure.js';
import type { Expr } from '../../../model/expression.js';
import { changedBy, HELD, type TriggerAction } from '../../../model/trigger-program.js';
import { isVolatile } from '../../../model/walk.js';
import { and, isNever, isNotTrue, or, TRUE } from '../condition.js';
import { failsAgain, FORESEEN } from '../handler.js';
import { asksForError, caughtBy, handled, isForeseeable, type Caught } from './caught.js';
import { failuresOf } from './failures.js';
import { putAside } from './met-errors.js';
import { inFront } from './in-front.js';
import { withNewKeys, type NewKeys } from './new-keys.js';
import { mayMove, newFreshness } from './freshness.js';
import { noteEvaluated, raise, unsupported, type Evaluated, type Flow, type Lowering } from './lowering.js';
import { runDeclarations } from './run-assign.js';
import { mergeStates, NO_TRIGGER, type BodyState } from './trigger-state.js';
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
  if (trial === 'never') return withoutHandlers(block, flow, lowering);
  // What a function by itself asks of rows is the same all the time: one that changes rows is no value.
  const moves = lowering.trigger !== NO_TRIGGER && trial.caught.some(({ when }) => mayMove(when, () => false));
  if (moves && !lowering.setAside && lowering.trigger.level !== 'row') return undefined;
  // Carried out once more, with values that are put aside.
  if (moves && !lowering.setAside) return unsupported(lowering, ASKED_BEFORE, block.span);
  const seen = foresee(block, flow, lowering);
  return seen && seen !== 'never' ? carriedOut(block, seen, lowering) : undefined;
}

/** What triggers of the tables raise that are written is not told. */
function withoutHandlers(block: ProcedureBlock, flow: Flow, lowering: Lowering): Flow {
  const before = lowering.actions.length;
  const end = lowering.run(block.statements, runDeclarations(block.variables, flow, lowering), lowering);
  const written = changedBy(lowering.actions.slice(before)).map((id) => lowering.catalog.objects.get(id));
  if (written.some((table) => table?.kind === 'table' && table.triggers.length > 0)) lowering.notes.push(FORESEEN);
  return end;
}

/** Only values that are put aside can tell. */
export const ASKED_BEFORE = 'whether this block fails is asked of rows that it changes';

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

/** `never` where no handler is for any of the errors that there can be. */
function foresee(block: ProcedureBlock, flow: Flow, lowering: Lowering): Foresight | 'never' | undefined {
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
  if (!caught) return undefined;
  if (!caught.some(({ handler }) => handler)) return 'never';
  if (caught.some(({ when }) => isVolatile(when))) return undefined;
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
