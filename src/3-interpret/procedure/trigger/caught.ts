import { TEXT } from '../../../model/base-types.js';
import type { Expr } from '../../../model/expression.js';
import type { ExceptionHandler } from '../../../model/procedure.js';
import type { TriggerAction } from '../../../model/trigger-program.js';
import { and, choose, FALSE, isNever, isNotTrue, isTrue, textLiteral, TRUE, withoutPlaces } from '../condition.js';
import { fold } from '../fold.js';
import { classOf, isFor } from '../error-condition.js';
import type { Failure, Failures } from './failures.js';
import type { Evaluated, Flow, Lowering } from './lowering.js';
import { isFields, mergeStates, type BodyState, type VariableState } from './trigger-state.js';

/** Where a block cannot go on, what its variables are there, and who takes over; nobody where no handler is for it. */
export interface Caught {
  readonly when: Expr;
  readonly state: BodyState;
  readonly handler?: ExceptionHandler;
  /** The place among what the block works out and does. */
  readonly at: number;
  readonly message?: Expr;
  readonly condition?: string;
  /** RAISE, as it is handed on where nobody catches it. */
  readonly raised?: Expr;
}

/** The errors in the order in which they are met. @param failuresAt what each part of the block can raise; undefined where that is not known */
export function caughtBy(handlers: readonly ExceptionHandler[], evaluated: readonly Evaluated[], failuresAt: (part: Evaluated) => Failures): readonly Caught[] | undefined {
  const caught: Caught[] = [];
  const known = new Set<string>();
  const met: Met[] = [];
  for (const [at, part] of evaluated.entries()) {
    const failures = failuresAt(part)?.flatMap((failure) => (takersOf(failure, handlers).length > 1 ? (failure.apart ?? [failure]) : [failure]));
    if (!failures) return undefined;
    for (const failure of failures) {
      const failing = keyOf(failure.when);
      // Whether a query comes to it is not known, but that it is fine is, where it has been worked out before.
      if (failure.perhaps) {
        const parts = partsOf(part.guard);
        if (met.some((one) => one.failing === failing && [...one.guard].every((each) => parts.has(each)))) continue;
        return undefined;
      }
      met.push({ failing, guard: partsOf(part.guard) });
      const [handler, ...others] = takersOf(failure, handlers);
      if (others.length > 0) return undefined;
      const when = isTrue(failure.when) ? part.guard : fold(choose(part.guard, failure.when, FALSE));
      const own = keyOf(when);
      const raised = 'value' in part && part.value.kind === 'call' && part.value.name === 'raise_exception' ? part.value : undefined;
      const [condition, ...more] = failure.conditions;
      if (!isNever(when) && !known.has(own) && !known.has(failing)) caught.push({ when, state: part.state, at, ...(handler && { handler }), ...(failure.message && { message: failure.message }), ...(condition !== undefined && more.length === 0 && { condition }), ...(raised && { raised }) });
      known.add(own);
    }
  }
  return caught;
}

/** An error that is asked for where the guard holds. */
interface Met {
  readonly failing: string;
  readonly guard: ReadonlySet<string>;
}

function keyOf(expr: Expr): string {
  return JSON.stringify(withoutPlaces(expr));
}

function partsOf(guard: Expr): ReadonlySet<string> {
  if (isTrue(guard)) return new Set();
  return new Set((guard.kind === 'logical' && guard.op === 'and' ? guard.args : [guard]).map(keyOf));
}

/** One, unless it hangs on the condition. */
function takersOf({ conditions }: Failure, handlers: readonly ExceptionHandler[]): readonly (ExceptionHandler | undefined)[] {
  return [...new Set(conditions.map((condition) => handlers.find((handler) => catches(handler, condition))))];
}

/** Postgres' errcodes.txt, as far as errors are foreseen. */
const STATES: Readonly<Record<string, string>> = {
  string_data_right_truncation: '22001', numeric_value_out_of_range: '22003', null_value_not_allowed: '22004', invalid_datetime_format: '22007', datetime_field_overflow: '22008', division_by_zero: '22012', invalid_parameter_value: '22023', invalid_text_representation: '22P02',
  restrict_violation: '23001', not_null_violation: '23502', foreign_key_violation: '23503', unique_violation: '23505', check_violation: '23514', undefined_column: '42703', undefined_table: '42P01', undefined_object: '42704', case_not_found: '20000', raise_exception: 'P0001', no_data_found: 'P0002', too_many_rows: 'P0003', assert_failure: 'P0004',
};

/** What no statement raises on a database in one file. */
const NEVER: ReadonlySet<string> = new Set(['deadlock_detected', 'lock_not_available', 'serialization_failure', 'query_canceled', 'insufficient_privilege', 'too_many_connections', 'out_of_memory', 'disk_full']);

/** Whether each condition that the handler names is one whose errors are foreseen. */
export function isForeseeable({ conditions }: ExceptionHandler): boolean {
  return conditions.every((each) => each === 'others' || NEVER.has(each) || each in STATES || classOf(each) !== undefined || Object.values(STATES).includes(each.toUpperCase()) || /^(?!00)[0-9A-Z]{5}$/.test(each));
}

function catches({ conditions }: ExceptionHandler, condition: string): boolean {
  const state = STATES[condition] ?? condition;
  return isFor(conditions.map((each) => STATES[each] ?? each), condition, state);
}

/** Whether the first error that is met is such a one. */
export function anyOf(caught: readonly Caught[], is: (one: Caught) => boolean): Expr {
  const [first, ...rest] = caught;
  if (!first) return FALSE;
  const later = anyOf(rest, is);
  if (is(first)) return isNever(later) ? first.when : choose(first.when, TRUE, later);
  return isNever(later) ? FALSE : choose(first.when, FALSE, later);
}

/** Done only where none of the errors is met up to the value that it asks for. @param at the place of that value */
export function whereNoneFailed(action: TriggerAction, at: number, caught: readonly Caught[]): TriggerAction {
  const failed = anyOf(caught.filter((one) => one.at <= at), () => true);
  return isNever(failed) ? action : { ...action, guard: and(action.guard ?? TRUE, isNotTrue(failed)) };
}

/** The handler's statements, where its errors are met. @param failed whether they are */
export function handled(handler: ExceptionHandler, caught: readonly Caught[], failed: Expr, start: Flow, lowering: Lowering): Flow & { readonly failed: Expr; readonly reached: Expr } {
  const own = caught.filter((one) => one.handler === handler);
  const states = own.map((one) => withError(one));
  const state = own.slice(0, -1).reduceRight<BodyState>((rest, one, i) => mergeStates(one.when, states[i] ?? rest, rest), states.at(-1) ?? start.state);
  const guard = and(start.guard, failed);
  return { ...(isNever(guard) ? { ...start, guard: FALSE } : lowering.run(handler.statements, { ...start, guard, state }, lowering)), failed, reached: isNever(guard) ? FALSE : guard };
}

/** SQLERRM and SQLSTATE are variables of the handler. */
function withError({ state, message, condition }: Caught): BodyState {
  const known = { ...(message && { [MESSAGE]: message }), ...(condition !== undefined && { [STATE]: textLiteral(STATES[condition] ?? condition) }) };
  return { ...state, variables: new Map<string, VariableState>([...state.variables, ...Object.entries(known).map(([name, value]) => [name, { type: TEXT, value }] as const)]) };
}

const [MESSAGE, STATE] = ['sqlerrm', 'sqlstate'];

/** What GET STACKED DIAGNOSTICS asks for. */
export function caughtError(item: string, { variables }: BodyState): Expr | undefined {
  const variable = variables.get(item === 'message_text' ? MESSAGE : item === 'returned_sqlstate' ? STATE : '');
  return variable && !isFields(variable.value) ? variable.value : undefined;
}

/** Whether the handler asks what the error says: messages to the client are nobody's. */
export function asksForError({ statements }: ExceptionHandler): boolean {
  const text = JSON.stringify(statements.filter((statement) => statement.kind !== 'raise' || statement.level === 'exception'));
  return text.includes(`"${MESSAGE}"`) || text.includes(`"${STATE}"`) || text.includes('"stacked":true');
}
