import type { Node } from '@pgsql/types';
import type { Column, Table, Trigger } from '../../../model/catalog.js';
import type { Expr } from '../../../model/expression.js';
import type { Foreach, ForInteger, ForQuery, ProcedureStatement, ProcedureTarget } from '../../../model/procedure.js';
import type { Assignment, DataStatement, Query, TableSource } from '../../../model/query.js';
import type { Span } from '../../../model/span.js';
import { treesOf, type TriggerAction, type TriggerBody } from '../../../model/trigger-program.js';
import type { Statement } from '../../../model/statement.js';
import { diagnose } from '../../../diagnostics/diagnose.js';
import { Refusal } from '../../../diagnostics/refusal.js';
import { newPartId, draftOf } from '../../draft.js';
import { assignedIn } from '../assigned-variables.js';
import { bodyScope } from '../body-scope.js';
import { and, FALSE, isNotTrue, TRUE } from '../condition.js';
import { isReadAfter } from '../read-names.js';
import { queryOfChange } from '../raw-nodes.js';
import { attempt } from './attempt.js';
import { mayMove, newFreshness } from '../trigger/freshness.js';
import { emit, type Flow, type Lowering } from '../trigger/lowering.js';
import { runStatements } from '../trigger/run-statement.js';
import { isFields, itemsOf, NO_TABLE, type BodyState, type VariableState } from '../trigger/trigger-state.js';
import { columnsOfRow } from '../variable-type.js';
import { carriedOver, keepCarried, type Carried, type CarriedStore } from './carried-variables.js';
import { causeOf, fillKept, makeKept, readOf } from './keep-values.js';
import { exprOf } from './merge-variables.js';
import { leaveLastRow, rowVariables } from './row-variables.js';
import { forgetCount, refuseBlock, scopeOf, setVariable, type Runner, type RunVariable } from './runner.js';
import { ENDED, RETURNED, withoutJumps } from './without-jumps.js';

/** Stands for what a variable is when a round begins that the round before may have changed. */
const CARRIED = -42;

/** No body can name it. */
const CHANGED = '__tm_changed';

/** No body can name it; a number follows. */
const ASIDE = '__tm_aside_';

/** A loop as it is written, and what a round of it does. */
export interface RowLoop {
  readonly target: ProcedureTarget;
  readonly statements: readonly ProcedureStatement[];
  readonly span: Span;
  readonly label?: string;
}

/** The rows, and with them the rounds: of a query, or as many as what a round does asks for. */
export interface LoopRows {
  readonly columns: Query['columns'];
  query(actions: readonly TriggerAction[]): Query;
}

interface Loop {
  readonly statement: RowLoop;
  readonly statements: readonly ProcedureStatement[];
  readonly trigger: Trigger;
  readonly assigned: ReadonlySet<string>;
}

/** `FOR r IN SELECT .. LOOP`, where only the database knows the rows, and `FOR r IN DELETE .. RETURNING .. LOOP`: all of its rows are changed before the first round. */
export function runQueryLoop(statement: ForQuery, runner: Runner): void {
  const { node } = statement.query;
  const query = scopeOf(runner).query('SelectStmt' in node ? node : queryOfChange(CHANGED, node));
  runRowLoop(statement, { columns: query.columns, query: () => query }, runner);
}

/**
 * A loop whose rounds only the database knows: other targets have no loops. Each round is what a trigger does when one of the rows comes into a table
 * that is made for them.
 *
 * @returns whether the loop has ended by EXIT or RETURN, where it may
 */
export function runRowLoop(statement: RowLoop, rows: LoopRows, runner: Runner): Expr | undefined {
  const { span, target, label } = statement;
  const names = rows.columns.map((column) => column.name);
  if (target.some((name) => name.length !== 1) || (target.length > 1 && target.length !== names.length)) refuseBlock(runner, 'this loop over rows is known only to the database', span);
  const statements = withoutJumps(statement.statements, label);
  const trigger: Trigger = { id: -1, name: 'round', timing: 'after', events: ['insert'], columns: [], level: 'row', function: 'round', args: [], enabled: true };
  const loop: Loop = { statement, statements, trigger, assigned: assignedIn(statements) };
  return attempt(() => carryOut(loop, rows, false, runner), () => carryOut(loop, rows, true, runner), runner);
}

/** @param aside whether what a round works out is set aside, instead of worked out again at each use */
function carryOut(loop: Loop, rows: LoopRows, aside: boolean, runner: Runner): Expr | undefined {
  const { span } = loop.statement;
  const cause = causeOf(span, runner);
  const names = rows.columns.map((column) => column.name);
  // Columns of one name are told apart by their places, as those are that nobody names.
  const unnumbered = rows.columns.map((column, i): Column => ({ id: -1 - i, name: names.indexOf(column.name) === i ? column.name : `${column.name}_${i + 1}`, type: column.type, notNull: false }));
  const first = trialRound(loop, { ...NO_TABLE, columns: unnumbered }, aside, runner);
  const query = rows.query(first.lowering.actions);
  const store = keepCarried([...carriedVariables(loop, first, runner), ...first.aside], cause, runner);
  const draft = draftOf(cause, runner.catalog, runner.services);
  const columns = unnumbered.map((column) => ({ ...column, id: newPartId(draft) }));
  const id = newPartId(draft);
  const table = makeKept(draft, columns, runner, (bare) => ({ ...bare, triggers: [{ ...loop.trigger, id, program: { kind: 'lowered', reads: [], bodies: [lowerRound(loop, bare, store, aside, runner)] } }] }));
  fillKept(table, query, cause, runner);
  for (const variable of loop.assigned) if (runner.variables.has(variable)) setVariable(runner, variable, { type: runner.variables.get(variable)?.type, value: undefined, ...store?.get(variable) });
  const [any] = columns;
  if (any && runner.reads.found) setVariable(runner, 'found', { type: undefined, value: undefined, expr: { kind: 'subquery', form: 'exists', query: readOf(table, any, runner), type: FALSE.type } });
  leaveLastRow(loop.statement.target, table, loop.assigned, span, runner);
  forgetCount(runner);
  const returned = store?.get(RETURNED)?.expr;
  if (returned) runner.alive = and(...(runner.alive ? [runner.alive] : []), isNotTrue(returned));
  return store?.get(ENDED)?.expr;
}

/** `FOREACH v IN ARRAY a` as `FOR v IN SELECT unnest(a)`: the elements are rows where only the database knows them. */
export function elementsOf({ kind: _kind, array, slice, ...loop }: Foreach): ForQuery | undefined {
  return slice > 0 ? undefined : { ...loop, kind: 'for-query', query: callOf('unnest', [array.node], array.span) };
}

/** `FOR i IN 1..n` as `FOR i IN SELECT generate_series(1, n)`: the numbers are rows where only the database knows the bounds. */
export function numbersOf({ kind: _kind, variable, lower, upper, step, reverse, ...loop }: ForInteger): ForQuery {
  const one: Node = { A_Const: { ival: { ival: 1 } } };
  const by = step?.node ?? one;
  const args: Node[] = [lower.node, upper.node, reverse ? { A_Expr: { kind: 'AEXPR_OP', name: [{ String: { sval: '-' } }], rexpr: by } } : by];
  return { ...loop, kind: 'for-query', target: [[variable]], query: callOf('generate_series', args, lower.span) };
}

function callOf(name: string, args: Node[], span: Span): Statement {
  const val: Node = { FuncCall: { funcname: [{ String: { sval: name } }], args, location: span.start } };
  return { file: '', span, text: '', tag: 'SelectStmt', node: { SelectStmt: { targetList: [{ ResTarget: { val } }], op: 'SETOP_NONE', limitOption: 'LIMIT_OPTION_DEFAULT' } } };
}

/** The variables with values from one round for the next, or for what comes after the loop, and what each is before it. */
function carriedVariables(loop: Loop, { lowering, flow }: Round, runner: Runner): readonly Carried[] {
  const ends = [ENDED, RETURNED].filter((name) => loop.assigned.has(name)).map((name) => ({ name, initial: FALSE }));
  const needed = carriedOver(treesOf(lowering.actions), (name) => flow.state.variables.get(name)?.value, CARRIED);
  for (const name of loop.assigned) if (isReadAfter(name, loop.statement, runner.body)) needed.add(name);
  return [...ends, ...[...needed].flatMap((name) => {
    const variable = runner.variables.get(name);
    const last = flow.state.variables.get(name)?.value;
    const initial = variable && !ofNoRow(variable, runner) && !(last && isFields(last)) ? exprOf(variable) : undefined;
    if (variable && initial) return [{ name, initial: variable.type ? { ...initial, type: variable.type } as Expr : initial }];
    return carriedOver(treesOf(lowering.actions), () => undefined, CARRIED).has(name) ? refuseBlock(runner, `"${name}" carries a value from one round of the loop to the next`, loop.statement.span) : [];
  })];
}

/** The fields of a variable of a row type that nothing has been assigned to. */
function ofNoRow({ type, value, fields }: RunVariable, { catalog }: Runner): RunVariable['fields'] {
  const columns = type && value === null && !fields ? columnsOfRow(type, catalog) : undefined;
  return columns?.map((column) => ({ name: column.name, expr: { kind: 'literal', value: null, type: column.type } }));
}

/** What each name stands for when a round begins. */
function variablesOf({ statement: { target, span }, assigned }: Loop, table: Table, runner: Runner, store: CarriedStore | undefined): ReadonlyMap<string, VariableState> {
  const carried = (name: string, type: Expr['type']): Expr => store?.get(name)?.expr ?? { kind: 'column', source: CARRIED, name, type };
  const variables = new Map<string, VariableState>();
  for (const name of [ENDED, RETURNED]) if (assigned.has(name)) variables.set(name, { type: FALSE.type, value: carried(name, FALSE.type) });
  for (const [name, variable] of runner.variables) {
    const expr = exprOf(variable);
    const isUnknown = variable.value === undefined && !expr && !variable.fields;
    const fields = variable.fields ?? ofNoRow(isUnknown ? { ...variable, value: null } : variable, runner);
    if (fields) variables.set(name, { type: variable.type, value: fields.map((field) => (isUnknown || assigned.has(name) ? { name: field.name, expr: carried(name, field.expr.type) } : field)) });
    if (variable.type === undefined && (isUnknown || variable.value === null)) variables.set(name, { type: undefined, value: [] });
    // A loop before has left it: whoever reads it before it is given another value is told.
    else if (isUnknown && variable.type && !fields) variables.set(name, { type: variable.type, value: carried(name, variable.type) });
    else if (expr && !fields && name !== 'found') variables.set(name, { type: variable.type ?? expr.type, value: assigned.has(name) ? carried(name, variable.type ?? expr.type) : expr });
  }
  for (const [name, variable] of rowVariables(target.map(([name = '']) => name), table, span, runner)) variables.set(name, variable);
  return variables;
}

/** The first time only shows which variables are carried over, and what is to be set aside. */
function trialRound(loop: Loop, table: Table, aside: boolean, runner: Runner): Round & { readonly aside: readonly Carried[] } {
  const values: Carried[] = [];
  const setAside = (value: Expr, flow: Flow, lowering: Lowering): Expr => {
    const name = `${ASIDE}${values.length}`;
    values.push({ name, initial: { kind: 'literal', value: null, type: value.type } });
    emit(lowering, flow, { kind: 'statement', statement: update({ kind: 'table', source: -1, relation: -1 }, [{ column: -1, value }]) });
    return { kind: 'column', source: -1, name, type: value.type };
  };
  return { ...runRound(loop, table, variablesOf(loop, table, runner, undefined), TRUE, runner, aside ? setAside : undefined), aside: values };
}

function lowerRound(loop: Loop, table: Table, store: CarriedStore | undefined, aside: boolean, runner: Runner): TriggerBody {
  const variables = variablesOf(loop, table, runner, store);
  const ended = store?.get(ENDED)?.expr;
  const target = store && { kind: 'table' as const, source: runner.counter.nextSource++, relation: store.table };
  let next = 0;
  const setAside = (value: Expr, flow: Flow, lowering: Lowering): Expr => {
    const place = store?.get(`${ASIDE}${next++}`);
    if (!place || !target) throw new Error('what is set aside has a place');
    emit(lowering, flow, { kind: 'statement', statement: update(target, [{ column: place.column, value }]) });
    return place.expr;
  };
  const { lowering, flow } = runRound(loop, table, variables, ended ? isNotTrue(ended) : TRUE, runner, aside ? setAside : undefined);
  const values = [...(store ?? [])].flatMap(([name, { column }]) => {
    const value = flow.state.variables.get(name)?.value;
    return value && !isFields(value) && value !== variables.get(name)?.value ? [{ column, value }] : [];
  });
  if (target && values.length > 0) asLoop(() => emit(lowering, flow, { kind: 'statement', statement: update(target, values) }, loop.statement.span));
  return { event: 'insert', actions: lowering.actions, assignments: [], notes: lowering.notes };
}

function update(target: TableSource, set: readonly Assignment[]): DataStatement {
  return { kind: 'update', with: [], recursive: false, target, set, from: [], returning: [], ofOneRow: true };
}

interface Round {
  readonly lowering: Lowering;
  readonly flow: Flow;
}

type SetAside = (value: Expr, flow: Flow, lowering: Lowering) => Expr;

function runRound({ statements, trigger }: Loop, table: Table, variables: BodyState['variables'], guard: Expr, { catalog, file, counter, kept, body, services: { parser } }: Runner, setAside?: SetAside): Round {
  const lowering: Lowering = {
    catalog, file, table, trigger, event: 'insert', freshness: newFreshness(), actions: [], outcomes: [], notes: [], counter, calling: [], called: new Set(), run: runStatements, ...(parser && { parser }),
    scope: (state) => bodyScope(catalog, file, itemsOf(table, state, []), counter, [], body?.variablesFirst),
    raw: (node) => node,
    ...(setAside && { setAside: (value: Expr, flow: Flow) => (mayMove(value, (id) => kept.some((one) => one.id === id)) ? setAside(value, flow, lowering) : undefined) }),
  };
  return { lowering, flow: asLoop(() => runStatements(statements, { guard, state: { new: new Map(), old: new Map(), variables, found: FALSE } }, lowering)) };
}

/** What no trigger can do is no trigger's fault here. */
function asLoop<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof Refusal) || error.diagnostic.code !== 'trigger-unsupported') throw error;
    const { message, file: where, span, help } = error.diagnostic;
    throw new Refusal(diagnose('do-block-unsupported', { file: where, span, help, message: `each round of this loop runs in the database, as a trigger does: ${message}` }));
  }
}
