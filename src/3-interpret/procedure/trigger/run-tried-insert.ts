import type { ProcedureBlock, ProcedureStatement } from '../../../model/procedure.js';
import type { TriggerAction } from '../../../model/trigger-program.js';
import { and, isNever, isNotTrue, or, TRUE } from '../condition.js';
import { NOT_CAUGHT } from '../handler.js';
import { onlyRow } from '../inserted-row.js';
import { newFreshness } from './freshness.js';
import { requireFresh, type Evaluated, type Flow, type Lowering } from './lowering.js';
import { runDeclarations } from './run-assign.js';
import { anyOf, caughtBy, handled } from './run-tried.js';
import { mergeStates, type BodyState } from './trigger-state.js';

/**
 * `BEGIN INSERT INTO t VALUES (text::numeric); EXCEPTION WHEN OTHERS THEN .. END`: whether the values of single rows can be worked out is asked beforehand, so
 * that the rows come where they can, and the handler runs where they cannot. Undefined where the block does more. A row that breaks a constraint is not foreseen.
 */
export function runTriedInsert(block: ProcedureBlock, flow: Flow, lowering: Lowering): Flow | undefined {
  if (!onlyInserts(block.statements) || block.handlers.some(({ conditions }) => conditions.includes('unique_violation') || conditions.includes('23505'))) return undefined;
  // Nothing is known of what the body reads until it is clear that it can be carried out in this way.
  if (!failuresIn(block, flow, { ...lowering, freshness: newFreshness(true), notes: [] })) return undefined;
  const failures = failuresIn(block, flow, lowering);
  if (!failures) return undefined;
  const { start, end, actions, caught } = failures;
  const failed = anyOf(caught, () => true);
  requireFresh(lowering, [failed]);
  lowering.freshness.capture(failed);
  for (const action of actions) lowering.actions.push({ ...action, guard: and(action.guard ?? TRUE, isNotTrue(failed)) });
  if (block.handlers.some(({ conditions }) => conditions.includes('others'))) lowering.notes.push(NOT_CAUGHT);
  const ends = block.handlers.map((handler) => handled(handler, caught, start, lowering));
  const alive = ends.filter((each) => !isNever(each.guard));
  const state = alive.reduceRight<BodyState>((rest, each) => mergeStates(each.failed, each.state, rest), end.state);
  const returned = end.returned || ends.some((each) => each.returned);
  const untouched = end.guard === start.guard && ends.every((each) => each.guard === each.reached);
  return { guard: untouched ? start.guard : or(...alive.map(({ guard }) => guard), and(end.guard, isNotTrue(failed))), state, ...(returned && { returned }) };
}

interface Failures {
  readonly start: Flow;
  readonly end: Flow;
  readonly actions: readonly TriggerAction[];
  readonly caught: NonNullable<ReturnType<typeof caughtBy>>;
}

/** What the block does, and where it cannot. */
function failuresIn(block: ProcedureBlock, flow: Flow, lowering: Lowering): Failures | undefined {
  const start = runDeclarations(block.variables, flow, lowering);
  const inner: Lowering = { ...lowering, actions: [], evaluated: [] };
  const end = lowering.run(block.statements, start, inner);
  const inserted = inner.actions.map((action) => valuesOf(action, end.state));
  if (inserted.some((values) => values === undefined)) return undefined;
  const caught = caughtBy(block.handlers, { ...inner, evaluated: [...(inner.evaluated ?? []), ...inserted.flatMap((values) => values ?? [])] });
  return caught && caught.length > 0 ? { start, end, actions: inner.actions, caught } : undefined;
}

function onlyInserts(statements: readonly ProcedureStatement[]): boolean {
  return statements.every((statement) => {
    switch (statement.kind) {
      case 'assign':
        return true;
      case 'raise':
        return statement.level !== 'exception';
      case 'sql':
        return 'InsertStmt' in statement.statement.node && !statement.into;
      case 'if':
      case 'case':
        return onlyInserts([...statement.branches.flatMap((branch) => branch.statements), ...(statement.otherwise ?? [])]);
      default:
        return false;
    }
  });
}

/** What a single row is made of. */
function valuesOf(action: TriggerAction, state: BodyState): readonly Evaluated[] | undefined {
  if (action.kind !== 'statement' || action.statement.kind !== 'insert') return undefined;
  const row = onlyRow(action.statement);
  return row && [...row.values()].map((value) => ({ guard: action.guard ?? TRUE, state, value }));
}
