import { BOOL, INT4, TEXT } from '../../../model/base-types.js';
import type { Column } from '../../../model/catalog.js';
import type { DataType } from '../../../model/data-type.js';
import type { Expr, SourceId } from '../../../model/expression.js';
import type { ProcedureStatement } from '../../../model/procedure.js';
import type { Query } from '../../../model/query.js';
import type { Span } from '../../../model/span.js';
import type { TriggerAction } from '../../../model/trigger-program.js';
import { assignedIn, assignsColumn } from '../assigned-variables.js';
import { and, choose, FALSE, isNever, isTrue, or, TRUE } from '../condition.js';
import { fold } from '../fold.js';
import { newFreshness } from './freshness.js';
import { givenColumns, type GivenColumns } from './given-by-rounds.js';
import { carriedColumn, type Carried, type LoopRows } from './loop-query.js';
import { unsupported, type Flow, type Given, type LoopEnd, type Lowering } from './lowering.js';
import { isFields, type BodyState, type VariableState } from './trigger-state.js';

/** A loop of any kind, as what its rounds need. */
export interface Rounds {
  readonly statements: readonly ProcedureStatement[];
  readonly span: Span;
  readonly label?: string;
  /** Counters and the like: a value before the first round, and one after each. */
  readonly hidden: readonly { readonly name: string; readonly type: DataType; readonly first: Expr; next?(column: Expr): Expr }[];
  /** What the loop gives its variables in each round. */
  bind(column: (name: string) => Expr): ReadonlyMap<string, VariableState>;
  /** The variables keep what they were given last: NULL where there was no round, or what they were. */
  readonly leaves?: 'row' | 'element';
  /** What must hold before a round, over the variables as they are then. */
  condition(column: (name: string) => Expr, state: BodyState, lowering: Lowering): Expr;
  /** FOR over a query. */
  readonly rows?: LoopRows['rows'];
  /** FOR sets FOUND: whether there was a round. */
  readonly setsFound: boolean;
  /** Carries out what the rounds do to rows, for all rounds at once; without it such a loop has no equivalent. */
  forAll?(actions: readonly TriggerAction[], rounds: Query, source: SourceId): void;
}

export const NO_LOOPS = 'loops have no equivalent in a trigger';
export const HELP = 'Write one statement for all rows: INSERT .. SELECT, UPDATE .. FROM.';

/** What is carried beside variables: no variable has such a name. */
export const MORE = '_more';
const AT = '_at';
export const FOUND_COLUMN = '_found';
export const RAISED = '_raised';
export const RETURNED = '_returned';
export const RESULT = '_result';

export interface Made {
  readonly loop: LoopRows;
  /** What the rounds do to rows. */
  readonly actions: readonly TriggerAction[];
  readonly variables: ReadonlyMap<string, DataType>;
  /** What the loop gives its variables, where they keep it. */
  readonly left: ReadonlyMap<string, VariableState>;
  /** The columns of NEW that get a value in a round. */
  readonly columns: readonly Column[];
  readonly ends: readonly StepEnd[];
  /** The rows of RETURN NEXT, as columns that are carried on. */
  readonly nexts: readonly GivenColumns[];
  /** Only EXIT, RETURN and RAISE end it. */
  readonly endless: boolean;
}

/** No variable has such a name. */
export function nameOfNew({ name }: Column): string {
  return `new.${name}`;
}

export type StepEnd = LoopEnd & { readonly step: number };

/** What the rounds of a loop carry on, and the ways in which they end. */
export function made(rounds: Rounds, steps: readonly (readonly ProcedureStatement[])[], common: number, before: number, flow: Flow, lowering: Lowering): Made {
  const carried = new Map([...assignedIn(rounds.statements, lowering.otherNames)].flatMap((name) => typeOf(name, flow) ?? []));
  const hidden = new Map(rounds.hidden.map(({ name, type }) => [name, type]));
  const given = lowering.table.columns.filter(({ name }) => assignsColumn(rounds.statements, 'new')(name));
  const column = (name: string): Expr => carriedColumn(before, name, hidden.get(name) ?? carried.get(name) ?? BOOL);
  const columnOfNew = (each: Column): Expr => carriedColumn(before, nameOfNew(each), each.type);
  const bound = rounds.bind(column);
  const left = rounds.leaves ? bound : new Map<string, VariableState>();
  const state: BodyState = {
    ...flow.state,
    new: new Map([...flow.state.new, ...given.map((each) => [each.id, columnOfNew(each)] as const)]),
    variables: new Map<string, VariableState>([...flow.state.variables, ...[...carried].map(([name, type]) => [name, { type, value: column(name) }] as const), ...bound]),
    found: column(FOUND_COLUMN),
  };
  const actions: TriggerAction[] = [];
  const rows = steps.map((): Given[] => []);
  const ends = steps.flatMap((statements, step) => endsOf(statements, state, rounds, { actions, given: rows[step] ?? [] }, lowering).map((end) => ({ ...end, step })));
  const at: Expr = carriedColumn(before, AT, INT4);
  const nexts = givenColumns(rows.flatMap((those, step) => those.map((each) => (steps.length > 1 ? { ...each, guard: and(isAt(at, step), each.guard) } : each))));
  const last = steps.length - 1;
  // One of the ends is reached: the last one needs no condition.
  const pick = (value: (end: StepEnd) => Expr, otherwise: Expr): Expr => ends.reduceRight<Expr | undefined>((rest, end) => (rest ? choose(fold(steps.length > 1 ? and(isAt(at, end.step), end.guard) : end.guard), value(end), rest) : value(end)), undefined) ?? otherwise;
  const result = resultOf(lowering);
  const isOver = ({ kind, step }: StepEnd): boolean => kind === 'continue' || (kind === 'end' && step === last);
  const columns: Carried[] = [
    ...nexts.flatMap(({ carried: those }) => those),
    { name: MORE, type: BOOL, first: TRUE, next: pick(({ kind }) => (kind === 'end' || kind === 'continue' ? TRUE : FALSE), TRUE) },
    ...(steps.length > 1 ? [{ name: AT, type: INT4, first: whole(0), next: pick((end) => whole(isOver(end) ? 0 : end.step + 1), whole(0)) }] : []),
    ...rounds.hidden.map(({ name, type, first, next }) => ({ name, type, first, next: next ? pick((end) => (isOver(end) ? next(column(name)) : column(name)), column(name)) : column(name) })),
    ...[...carried].map(([name, type]): Carried => ({ name, type, first: left.has(name) && rounds.leaves === 'row' ? missing(type) : firstOf(name, type, flow), next: pick((end) => scalar(end.state.variables.get(name)) ?? column(name), column(name)) })),
    ...[...left].flatMap(([name, variable]) => (carried.has(name) ? [] : leftColumns(name, variable, rounds, before, flow, pick))),
    ...given.map((each): Carried => ({ name: nameOfNew(each), type: each.type, first: flow.state.new.get(each.id) ?? missing(each.type), next: pick((end) => end.state.new.get(each.id) ?? columnOfNew(each), columnOfNew(each)) })),
    { name: FOUND_COLUMN, type: BOOL, first: flow.state.found, next: pick(({ state: reached }) => reached.found, column(FOUND_COLUMN)) },
    { name: RAISED, type: TEXT, first: missing(TEXT), next: pick(({ kind, value }) => (kind === 'raise' && value ? value : missing(TEXT)), missing(TEXT)) },
    { name: RETURNED, type: BOOL, first: FALSE, next: pick(({ kind }) => (kind === 'return' ? TRUE : FALSE), FALSE) },
    { name: RESULT, type: result, first: missing(result), next: pick(({ kind, value }) => (kind === 'return' && value ? value : missing(value?.type ?? TEXT)), missing(result)) },
  ];
  const holds = rounds.condition(column, state, lowering);
  const condition = and(column(MORE), steps.length > 1 ? or(isLater(at), holds) : holds);
  return { loop: { common, before, carried: columns, condition, ...(rounds.rows && { rows: rounds.rows }), nextSource: () => lowering.counter.nextSource++ }, actions, nexts, variables: carried, left, columns: given, ends, endless: isTrue(holds) && !rounds.rows };
}

/** The variables of the loop, field by field, go on to the next row and to what comes after the last. */
function leftColumns(name: string, variable: VariableState, { leaves }: Rounds, before: SourceId, { state }: Flow, pick: (value: (end: StepEnd) => Expr, otherwise: Expr) => Expr): readonly Carried[] {
  const fields = isFields(variable.value) ? variable.value.map((field) => ({ key: nameOfField(name, field.name), type: field.expr.type, field: field.name })) : [{ key: name, type: variable.type ?? variable.value.type, field: undefined }];
  return fields.map(({ key, type, field }): Carried => {
    const column = carriedColumn(before, key, type);
    return { name: key, type, first: leaves === 'row' ? missing(type) : (partOf(state.variables.get(name), field) ?? missing(type)), next: pick((end) => partOf(end.state.variables.get(name), field) ?? column, column) };
  });
}

function partOf(variable: VariableState | undefined, field: string | undefined): Expr | undefined {
  if (field === undefined || !variable || !isFields(variable.value)) return scalar(variable);
  return variable.value.find(({ name }) => name === field)?.expr;
}

/** No variable has such a name. */
export function nameOfField(variable: string, field: string): string {
  return `${variable}.${field}`;
}

/** The value of a function; of a trigger, whether the row goes on. */
function resultOf({ results }: Lowering): DataType {
  return results?.type ?? BOOL;
}

/** The ways in which the statements of a step end; their guards exclude each other. */
function endsOf(statements: readonly ProcedureStatement[], state: BodyState, { label, span, forAll }: Rounds, done: { readonly actions: TriggerAction[]; readonly given: Given[] }, lowering: Lowering): readonly LoopEnd[] {
  const ends: LoopEnd[] = [];
  const { setAside: _none, ...plain } = lowering;
  const inner: Lowering = { ...plain, freshness: newFreshness(true), actions: [], outcomes: [], loop: { ends, ...(label !== undefined && { label }) }, ...(lowering.results && { results: { type: lowering.results.type, returned: [] } }), ...(lowering.rows && { rows: { ...lowering.rows, given: done.given } }) };
  const end = lowering.run(statements, { guard: TRUE, state }, inner);
  for (const action of inner.actions) {
    if (action.kind !== 'raise' && !forAll) return unsupported(lowering, NO_LOOPS, span, HELP);
    if (action.kind !== 'raise') done.actions.push(action);
    else ends.push({ kind: 'raise', guard: action.guard ?? TRUE, state, value: action.message });
  }
  for (const { guard, value } of inner.results?.returned ?? []) ends.push({ kind: 'return', guard, state, value });
  for (const { guard, result, state: reached } of inner.outcomes) ends.push({ kind: 'return', guard, state: reached, value: result === 'row' ? TRUE : FALSE });
  if (!isNever(end.guard)) ends.push({ kind: 'end', guard: end.guard, state: end.state });
  return ends;
}

function typeOf(name: string, { state }: Flow): readonly (readonly [string, DataType])[] | undefined {
  const variable = state.variables.get(name);
  return variable && !isFields(variable.value) ? [[name, variable.type ?? variable.value.type]] : undefined;
}

function firstOf(name: string, type: DataType, { state }: Flow): Expr {
  return scalar(state.variables.get(name)) ?? missing(type);
}

function scalar(variable: VariableState | undefined): Expr | undefined {
  return variable && !isFields(variable.value) ? variable.value : undefined;
}

function missing(type: DataType): Expr {
  return { kind: 'literal', value: null, type };
}

export function whole(value: number): Expr {
  return { kind: 'literal', value: String(value), type: INT4 };
}

function isAt(at: Expr, step: number): Expr {
  return { kind: 'operator', name: '=', left: at, right: whole(step), type: BOOL };
}

function isLater(at: Expr): Expr {
  return { kind: 'operator', name: '>', left: at, right: whole(0), type: BOOL };
}
