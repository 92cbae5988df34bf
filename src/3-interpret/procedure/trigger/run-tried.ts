import type { Expr } from '../../../model/expression.js';
import type { ProcedureBlock, ProcedureStatement } from '../../../model/procedure.js';
import { and, isNever, isNotTrue, or } from '../condition.js';
import { anyOf, asksForError, caughtBy, handled, whereNoneFailed } from './caught.js';
import { failuresOf } from './failures.js';
import type { Evaluated, Flow, Lowering } from './lowering.js';
import { runDeclarations } from './run-assign.js';
import { mergeStates, type BodyState } from './trigger-state.js';

/**
 * A block that only works out values, with its handlers: each error that it can raise is known beforehand (`'x'::int` is one where the text is no number), so that
 * `BEGIN RETURN t::int; EXCEPTION WHEN OTHERS THEN RETURN NULL; END` is a choice. Undefined where the block does more, or where an error is not known.
 */
export function runTried(block: ProcedureBlock, flow: Flow, lowering: Lowering): Flow | undefined {
  if (!onlyWorksOut(block.statements, lowering.results !== undefined) || lowering.results?.unread) return undefined;
  const before = lowering.actions.length;
  const start = runDeclarations(block.variables, flow, lowering);
  const evaluated: Evaluated[] = [];
  const aside: SetAside[] = [];
  const inner: Lowering = { ...lowering, actions: [], evaluated, ...(lowering.results && { results: { ...lowering.results, returned: [] } }), ...(lowering.setAside && { setAside: (value, at) => watched(value, at, lowering, evaluated, aside) }) };
  const end = lowering.run(block.statements, start, inner);
  const caught = inner.actions.length > 0 ? undefined : caughtBy(block.handlers, evaluated, (part) => ('value' in part ? failuresOf(part.value, lowering.catalog) : undefined));
  // Without a handler it is an error where the value is worked out, as it is in Postgres; what is raised has no value.
  const met = caught?.filter(({ handler }) => handler);
  if (!caught || !met || caught.some(({ handler, raised }) => !handler && raised) || block.handlers.some((handler) => asksForError(handler) && met.some((one) => one.handler === handler && !(one.message && one.condition)))) {
    lowering.actions.length = before;
    return undefined;
  }
  for (const { index, at } of aside) lowering.actions.splice(index, 1, ...lowering.actions.slice(index, index + 1).map((action) => whereNoneFailed(action, at, caught)));
  const ends = block.handlers.map((handler) => handled(handler, met, anyOf(met, (one) => one.handler === handler), start, lowering));
  const failed = anyOf(met, () => true);
  lowering.freshness.capture(failed);
  const alive = ends.filter((each) => !isNever(each.guard));
  // What the handlers return is asked for first; where they go on, what is returned later is.
  const returns = (inner.results?.returned ?? []).map((each) => (alive.length > 0 ? { ...each, guard: and(each.guard, isNotTrue(failed)) } : each));
  lowering.results?.returned.push(...returns);
  const state = alive.reduceRight<BodyState>((rest, each) => mergeStates(each.failed, each.state, rest), end.state);
  const returned = flow.returned || end.returned || ends.some((each) => each.returned);
  const untouched = end.guard === start.guard && ends.every((each) => each.guard === each.reached);
  return { guard: untouched ? start.guard : or(...alive.map(({ guard }) => guard), and(end.guard, isNotTrue(failed))), state, ...(returned && { returned }) };
}

/** A value of the block that is put aside: the place of the action that does, and of the value among those that are worked out. */
interface SetAside {
  readonly index: number;
  readonly at: number;
}

function watched(value: Expr, flow: Flow, lowering: Lowering, evaluated: readonly Evaluated[], aside: SetAside[]): Expr | undefined {
  const index = lowering.actions.length;
  const place = lowering.setAside?.(value, flow);
  if (lowering.actions.length > index) aside.push({ index, at: evaluated.length - 1 });
  return place;
}

/** Without statements about rows, loops and jumps. In a trigger RETURN decides about the row, and stays outside. */
function onlyWorksOut(statements: readonly ProcedureStatement[], mayReturn: boolean): boolean {
  return statements.every((statement) => {
    switch (statement.kind) {
      case 'assign':
      case 'perform':
        return true;
      case 'raise':
        return statement.level !== 'exception' || mayReturn;
      case 'return':
        return mayReturn;
      case 'sql':
        return 'SelectStmt' in statement.statement.node && !statement.strict;
      case 'if':
      case 'case':
        return onlyWorksOut([...statement.branches.flatMap((branch) => branch.statements), ...(statement.otherwise ?? [])], mayReturn);
      case 'block':
        return onlyWorksOut([...statement.statements, ...statement.handlers.flatMap((handler) => handler.statements)], mayReturn);
      default:
        return false;
    }
  });
}

