import type { ExceptionHandler, ProcedureBlock, ProcedureStatement } from '../../../model/procedure.js';
import type { Expr } from '../../../model/expression.js';
import { and, choose, FALSE, isNever, isNotTrue, or, TRUE, withoutPlaces } from '../condition.js';
import { failuresOf, type Failure } from './failures.js';
import type { Flow, Lowering } from './lowering.js';
import { runDeclarations } from './run-assign.js';
import { mergeStates, type BodyState } from './trigger-state.js';

/** Where the block cannot go on, what its variables are there, and who takes over. */
interface Caught {
  readonly when: Expr;
  readonly state: BodyState;
  readonly handler: ExceptionHandler;
}

/**
 * A block that only works out values, with its handlers: each error that it can raise is known beforehand (`'x'::int` is one where the text is no number), so that
 * `BEGIN RETURN t::int; EXCEPTION WHEN OTHERS THEN RETURN NULL; END` is a choice. Undefined where the block does more, or where an error is not known.
 */
export function runTried(block: ProcedureBlock, flow: Flow, lowering: Lowering): Flow | undefined {
  if (!onlyWorksOut(block.statements, lowering.results !== undefined) || lowering.results?.unread) return undefined;
  const start = runDeclarations(block.variables, flow, lowering);
  const inner: Lowering = { ...lowering, actions: [], evaluated: [], ...(lowering.results && { results: { ...lowering.results, returned: [] } }) };
  const end = lowering.run(block.statements, start, inner);
  const caught = inner.actions.length > 0 ? undefined : caughtBy(block.handlers, inner);
  if (!caught) return undefined;
  const ends = block.handlers.map((handler) => handled(handler, caught, start, lowering));
  const failed = anyOf(caught, () => true);
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

/** In the order in which the errors are met. */
export function caughtBy(handlers: readonly ExceptionHandler[], { evaluated = [], catalog }: Lowering): readonly Caught[] | undefined {
  const caught: Caught[] = [];
  const known = new Set<string>();
  for (const { guard, state, value } of evaluated) {
    const failures = failuresOf(value, catalog)?.flatMap((failure) => (takersOf(failure, handlers).length > 1 ? (failure.apart ?? [failure]) : [failure]));
    if (!failures) return undefined;
    for (const failure of failures) {
      const [handler, ...others] = takersOf(failure, handlers);
      // Without a handler it is an error where the value is worked out, as it is in Postgres; what is raised has no value.
      if (others.length > 0 || (!handler && value.kind === 'call' && value.name === 'raise_exception')) return undefined;
      const when = choose(guard, failure.when, FALSE);
      const [own, always] = [when, failure.when].map((each) => JSON.stringify(withoutPlaces(each)));
      if (handler && !known.has(own ?? '') && !known.has(always ?? '')) caught.push({ when, state, handler });
      known.add(own ?? '');
    }
  }
  return caught;
}

/** One, unless it hangs on the condition. */
function takersOf({ conditions }: Failure, handlers: readonly ExceptionHandler[]): readonly (ExceptionHandler | undefined)[] {
  return [...new Set(conditions.map((condition) => handlers.find((handler) => catches(handler, condition))))];
}

const STATES: Readonly<Record<string, string>> = {
  invalid_text_representation: '22P02', numeric_value_out_of_range: '22003', invalid_datetime_format: '22007', datetime_field_overflow: '22008', division_by_zero: '22012', invalid_parameter_value: '22023', undefined_object: '42704', raise_exception: 'P0001',
};

function catches({ conditions }: ExceptionHandler, condition: string): boolean {
  const state = STATES[condition] ?? '';
  return conditions.some((each) => each === 'others' || each === condition || each.toUpperCase() === state || (each === 'data_exception' && state.startsWith('22')));
}

/** Whether the first error that is met is such a one. */
export function anyOf(caught: readonly Caught[], is: (one: Caught) => boolean): Expr {
  const [first, ...rest] = caught;
  if (!first) return FALSE;
  return rest.length === 0 && is(first) ? first.when : choose(first.when, is(first) ? TRUE : FALSE, anyOf(rest, is));
}

export function handled(handler: ExceptionHandler, caught: readonly Caught[], start: Flow, lowering: Lowering): Flow & { readonly failed: Expr; readonly reached: Expr } {
  const own = caught.filter((one) => one.handler === handler);
  const failed = anyOf(caught, (one) => one.handler === handler);
  const state = own.slice(0, -1).reduceRight<BodyState>((rest, one) => mergeStates(one.when, one.state, rest), own.at(-1)?.state ?? start.state);
  const guard = and(start.guard, failed);
  return { ...(isNever(guard) ? { ...start, guard: FALSE } : lowering.run(handler.statements, { ...start, guard, state }, lowering)), failed, reached: isNever(guard) ? FALSE : guard };
}
