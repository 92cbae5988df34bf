import type { Node } from '@pgsql/types';
import { BOOL, INT8 } from '../../../model/base-types.js';
import type { DataStatement, Query } from '../../../model/query.js';
import type { DataType } from '../../../model/data-type.js';
import type { ExecuteSql, GetDiagnostics, ProcedureTarget } from '../../../model/procedure.js';
import type { Span } from '../../../model/span.js';
import type { Statement } from '../../../model/statement.js';
import { Refusal } from '../../../diagnostics/refusal.js';
import { guardedStatements, hasAggregate } from '../../../model/guarded-statement.js';
import { isExpression, isVolatile, someNode } from '../../../model/walk.js';
import type { Expr } from '../../../model/expression.js';
import { stringOf } from '../../catalog/resolve.js';
import { isSessionFunction, serverWorkOf } from '../../session-function.js';
import { asCall, callAlone, callsSideBySide, callsWhatDoes, whatDoes } from '../called-alone.js';
import { roundOf, SELECT } from '../called-round.js';
import { choose } from '../condition.js';
import { givesSet, isOneRow } from '../one-row.js';
import { fold } from '../fold.js';
import { queryOf } from '../inserted-row.js';
import { readsOwnRows, rowAtATime } from '../row-at-a-time.js';
import { afterWriting } from '../../written-rows.js';
import { countNow, foundNow } from '../trigger/trigger-state.js';
import { givenByChange } from '../trigger/with-changes.js';
import { columnsOfRow } from '../variable-type.js';
import { noteAsked } from './asks-of-changing.js';
import { valueFor } from './assign.js';
import { valueOfType } from './cast-value.js';
import { argumentNode } from './constant-node.js';
import { keepRow, type KeptRow } from './keep-values.js';
import { requireFound, requireNoSecond, requireOne, requireOneOf } from './only-row.js';
import { returnedRow } from './returned-row.js';
import { evaluate, evaluateSelect, forgetCount, guardOf, known, refuseBlock, required, ROW_COUNT, scopeOf, setVariable, type Runner, type RunVariable } from './runner.js';
import { runQueryLoop } from './run-row-loop.js';
import { runUnseen } from './unseen-change.js';
import { exprOf } from './merge-variables.js';
import { supposedRows } from './supposed.js';
import { withSystemFacts } from './system-facts.js';
import { isRow, type Value } from './value.js';

const ROWS: ReadonlySet<string> = new Set(['SelectStmt', 'InsertStmt', 'UpdateStmt', 'DeleteStmt', 'MergeStmt']);

/** `GET DIAGNOSTICS n = ROW_COUNT` */
export function runDiagnostics(statement: GetDiagnostics, runner: Runner): void {
  const { items, span } = statement;
  for (const { item, target: [name = '', field] } of items) {
    const count = isFirst(statement, runner) ? { expr: countOf('0') } : runner.variables.get(ROW_COUNT);
    if (item !== 'row_count' || field !== undefined || !count?.expr) return refuseBlock(runner, 'this GET DIAGNOSTICS is not supported: only ROW_COUNT after INSERT, UPDATE or DELETE', span);
    setVariable(runner, name, { type: runner.variables.get(name)?.type, value: undefined, expr: count.expr });
  }
}

/** Nothing has been done before: blocks of their own after statements of the migration, which count nothing. */
function isFirst(statement: GetDiagnostics, { body }: Runner): boolean {
  return body?.statements[0] === statement && body.variables.every(({ value }) => !value);
}

/** A statement in the body: about rows, with the variables in sight; any other as it would stand in the migration itself. */
export function runStatement(statement: Statement, runner: Runner): void {
  const called = sessionFunction(statement.node, runner);
  if (ROWS.has(statement.tag) && called === undefined) return runRows(statement, runner);
  const guard = called === undefined || called === 'set_config' ? guardOf(runner) : undefined;
  const change = runner.services.interpret(statement, runner.catalog);
  const [first] = change.diagnostics;
  if (change.effect.kind === 'refused') throw first ? new Refusal(first) : new Error('a refused statement without a diagnostic');
  if (guard && runUnseen(change, guard, runner)) return;
  if (guard) refuseBlock(runner, 'whether this statement runs depends on rows, which only the database knows', statement.span);
  runner.changes.push(change);
  runner.catalog = change.after;
  forgetCount(runner);
}

/** `SELECT set_config('search_path', ..)` changes where names are looked up; others of its kind change nothing here. */
function sessionFunction(node: Node, { catalog }: Runner): string | undefined {
  const [target] = 'SelectStmt' in node ? (node.SelectStmt.targetList ?? []) : [];
  const value = target && 'ResTarget' in target ? target.ResTarget.val : undefined;
  const call = value && 'FuncCall' in value ? value.FuncCall : undefined;
  const name = stringOf(call?.funcname?.at(-1)) ?? '';
  return isSessionFunction(name) ? name : call && serverWorkOf(call, catalog);
}

function runRows(statement: Statement, runner: Runner): void {
  const data = scopeOf(runner).statement(withSystemFacts(statement, runner.catalog));
  const { reader, block } = rowAtATime(statement, () => [data], runner.catalog) ?? {};
  if (!reader) return runData(data, statement, runner);
  if (!block || !runner.run || runner.reads.found || runner.reads.count) refuseBlock(runner, readsOwnRows(reader), statement.span);
  runner.run(block, runner);
}

function runData(data: DataStatement, statement: Statement, runner: Runner): void {
  const guard = guardOf(runner);
  const fault = runner.freshness.stale([data, ...(guard ? [guard] : [])]);
  if (fault) refuseBlock(runner, fault === 'changed' ? 'a condition or variable is used after the body has changed the rows that it reads' : 'a random value is used twice', statement.span);
  if (guard && statement.tag === 'MergeStmt') refuseBlock(runner, 'whether this statement runs depends on rows, which only the database knows', statement.span);
  runner.freshness.write(data);
  // Its clauses change the same rows, each in its own way.
  if (statement.tag === 'MergeStmt' && 'target' in data) runner.freshness.write({ kind: 'truncate', relations: [data.target.relation], restartIdentity: false, cascade: false });
  const { catalog } = runner;
  runner.catalog = afterWriting(catalog, [data], runner.happens);
  runner.changes.push({ cause: statement, before: catalog, after: runner.catalog, effect: { kind: 'data', statements: guard ? guardedStatements(data, guard) : [data] }, diagnostics: [] });
  if (data.kind === 'select-statement' || data.kind === 'truncate') return;
  // Other targets have several statements for it, none of which counts what all of them change.
  if (statement.tag === 'MergeStmt') return forgetFound(runner);
  const now = runner.reads.count ? [foundNow(), countNow()] : [foundNow()];
  const isKept = runner.keeping && (runner.reads.found || runner.reads.count);
  const [found, count] = isKept ? keepRow(queryOf(now.map((expr, i) => ({ expr, name: i === 0 ? 'value' : 'row_count' }))), statement.span, runner).values : now;
  for (const [name, expr] of [['found', found], [ROW_COUNT, count]] as const) {
    if (!expr) continue;
    runner.freshness.capture(expr);
    setVariable(runner, name, { type: undefined, value: undefined, expr });
  }
}

function forgetFound(runner: Runner): void {
  setVariable(runner, 'found', { type: undefined, value: undefined });
  forgetCount(runner);
}

/** Where INTO stands, and whether it takes exactly one row. */
type Asked = Pick<ExecuteSql, 'span' | 'strict'>;

/** `SELECT .. INTO a, b`: ROW_COUNT is one where there is a row, and none where there is not. */
export function selectedInto(statement: Statement, into: ProcedureTarget, asked: Asked, runner: Runner): void {
  const { node } = statement;
  if (!('SelectStmt' in node)) return returnedInto(scopeOf(runner).statement(statement), statement, into, asked, runner);
  readInto(node, statement, into, asked, runner);
  const found = runner.variables.get('found');
  const there = found && exprOf(found);
  if (there && runner.reads.count) setVariable(runner, ROW_COUNT, { type: undefined, value: undefined, expr: choose(there, countOf('1'), countOf('0')) });
}

function countOf(value: string): Expr {
  return { kind: 'literal', value, type: INT8 };
}

/** Over the system views at once, over rows as a subquery at each use. */
function readInto(node: Extract<Node, { SelectStmt: unknown }>, statement: Statement, into: ProcedureTarget, asked: Asked, runner: Runner): void {
  const { span, strict } = asked;
  const read = known(() => evaluateSelect(node, runner)) ?? supposedRows(node.SelectStmt, span, runner);
  if (read) return required(runner, span, () => {
    const [row] = read.rows;
    if (strict) requireOneOf(read.rows.length, span, runner);
    setVariable(runner, 'found', { type: undefined, value: row !== undefined });
    return give(into, read.columns, read.columns.map((_, i) => row?.[i] ?? null), runner);
  });
  const [target = []] = into;
  const query = scopeOf(runner).query(node);
  noteAsked(query, runner);
  const change = givenByChange(query);
  if (change) return returnedInto(change, statement, into, asked, runner);
  if (runner.keeping) {
    const row = keepRow(query, span, runner);
    if (strict) requireOne(query, row.found, span, runner);
    return giveRow(into, query.columns.map(({ name }) => name), row, span, runner);
  }
  const [column] = query.columns;
  if (into.length !== 1 || target.length !== 1 || query.columns.length !== 1 || !column || isRecord(runner.variables.get(target[0] ?? ''))) return refuseBlock(runner, 'the values of this query are known only to the database', span);
  const limit = countOf('1');
  // Folded before it is captured: conditions are folded, and would otherwise hold another tree than the captured one.
  const variable = runner.variables.get(target[0] ?? '');
  const expr = fold(valueFor(variable?.type, { kind: 'subquery', form: 'scalar', query: query.limit ? query : { ...query, limit }, type: column.type }, span, runner));
  const found = fold({ kind: 'subquery', form: 'exists', query, type: BOOL });
  for (const each of [expr, found]) runner.freshness.capture(each);
  if (strict) requireOne(query, found, span, runner);
  setVariable(runner, target[0] ?? '', { type: variable?.type ?? column.type, value: undefined, expr });
  setVariable(runner, 'found', { type: undefined, value: undefined, expr: found });
}

/** A record, or a variable of a row type: what is selected are its fields. */
function isRecord(variable: RunVariable | undefined): boolean {
  return variable !== undefined && (variable.type === undefined || variable.type.kind === 'composite' || isRow(variable.value));
}

function returnedInto(data: DataStatement, statement: Statement, into: ProcedureTarget, { span, strict }: Asked, runner: Runner): void {
  if (!runner.keeping || !('returning' in data)) return refuseBlock(runner, 'RETURNING .. INTO is known only to the database', span);
  requireNoSecond(data, span, runner);
  const row = returnedRow(data, (change) => runData(change, statement, runner), span, runner);
  if (strict) requireFound(row.found, span, runner);
  giveRow(into, data.returning.map(({ name }) => name), row, span, runner);
}

/** Gives the variables what has been set aside: NULL where there was no row. */
function giveRow(into: ProcedureTarget, columns: readonly string[], { values, found }: KeptRow, span: Span, runner: Runner): void {
  setVariable(runner, 'found', { type: undefined, value: undefined, expr: found });
  const [[only = '', ofOnly] = []] = into;
  const fields = into.length === 1 && ofOnly === undefined ? fieldsOf(runner.variables.get(only), columns, runner) : undefined;
  if (fields) return setVariable(runner, only, { type: runner.variables.get(only)?.type, value: undefined, fields: values.map((expr, i) => ({ name: fields[i]?.name ?? '', expr: valueFor(fields[i]?.type, expr, span, runner) })) });
  for (const [i, [name = '', field]] of into.entries()) {
    const expr = values[i];
    const variable = runner.variables.get(name);
    if (field !== undefined || !expr || (into.length === 1 && columns.length > 1)) return refuseBlock(runner, 'these values of a row are known only to the database', span);
    setVariable(runner, name, { type: variable?.type ?? expr.type, value: undefined, expr: valueFor(variable?.type, expr, span, runner) });
  }
}

/** What a record's fields are: those of the query, or of the row type that it was declared with. */
function fieldsOf(variable: RunVariable | undefined, columns: readonly string[], { catalog }: Runner): readonly { readonly name: string; readonly type?: DataType }[] | undefined {
  const type = variable?.type;
  if (type === undefined) return columns.map((name) => ({ name }));
  const own = columnsOfRow(type, catalog);
  return own?.length === columns.length ? own : undefined;
}

function give(into: ProcedureTarget, columns: readonly string[], values: readonly Value[], runner: Runner): void {
  const [first = []] = into;
  const variable = runner.variables.get(first[0] ?? '');
  const record = into.length === 1 && first.length === 1 && (columns.length > 1 || isRow(variable?.value) || variable?.type === undefined);
  if (record && variable?.type === undefined && (columns.length > 1 || isRow(variable?.value))) {
    return setVariable(runner, first[0] ?? '', { type: undefined, value: { row: Object.fromEntries(columns.map((column, i) => [column, values[i] ?? null])) } });
  }
  for (const [i, [name = '']] of into.entries()) setVariable(runner, name, { type: runner.variables.get(name)?.type, value: valueOfType(values[i] ?? null, runner.variables.get(name)?.type) });
}

/** PERFORM: over the system views it only says whether there are rows. */
export function performed(written: Statement, runner: Runner): void {
  perform(written, runner);
  forgetCount(runner);
}

function perform(written: Statement, runner: Runner): void {
  const several = 'SelectStmt' in written.node ? callsSideBySide(written.node.SelectStmt, runner.catalog) : undefined;
  if (several && 'SelectStmt' in written.node && (written.node.SelectStmt.fromClause || written.node.SelectStmt.whereClause)) {
    if (!runner.keeping) refuseBlock(runner, 'what these functions are given is known only to the database', written.span);
    return runQueryLoop(roundOf(written, written.node.SelectStmt, ...several), runner);
  }
  if (several) return several.forEach((call) => perform({ ...written, node: { SelectStmt: { ...SELECT, targetList: [{ ResTarget: { val: { FuncCall: call } } }] } } }, runner));
  const query = asCall(written, runner.catalog);
  const read = known(() => evaluateSelect(query.node, runner));
  if (read && !callsWhatDoes(query.node, runner.catalog)) return setVariable(runner, 'found', { type: undefined, value: read.rows.length > 0 });
  const done = runProcedure(query, runner) || runAsRound(query, runner);
  if (!done) runStatement(query, runner);
  const found = runner.reads.found ? foundBy(query, done, runner) : undefined;
  if (found) setVariable(runner, 'found', { type: undefined, value: undefined, ...found });
}

/** Rows are there or not, whatever is selected of them: undefined where that says how many there are. */
function withoutTargets(query: Query): Query | undefined {
  const { body } = query;
  if (body.kind !== 'select' || body.having || body.targets.some(({ expr }) => hasAggregate(expr) || givesSet(expr))) return undefined;
  return { ...query, columns: [{ name: '?column?', type: INT8 }], body: { ...body, targets: [{ name: '?column?', expr: { kind: 'literal', value: '1', type: INT8 } }] } };
}

/**
 * Whether there are rows, asked once more: nothing is known of FOUND where asking does something.
 * @param done whether what was selected has done something, after which rows may be others: then what that has left of FOUND counts
 */
function foundBy(statement: Statement, done: boolean, runner: Runner): Partial<Pick<RunVariable, 'expr' | 'value'>> | undefined {
  const { node } = withSystemFacts(statement, runner.catalog);
  const written = 'SelectStmt' in node && !node.SelectStmt.withClause ? scopeOf(runner).query(node) : undefined;
  if (written && isOneRow(written)) return { value: true };
  if (done) return undefined;
  const query = written && (withoutTargets(written) ?? written);
  if (!query || someNode(query, (part) => isExpression(part) && isVolatile(part))) return {};
  const there = fold({ kind: 'subquery', form: 'exists', query, type: BOOL });
  const [expr] = runner.keeping ? keepRow(queryOf([{ expr: there, name: 'value' }]), statement.span, runner).values : [there];
  if (expr) runner.freshness.capture(expr);
  return expr ? { expr } : {};
}

/** `PERFORM backfill(100)`, `PERFORM move(id) FROM users`: a function that does something is carried out like one that the migration itself calls. */
function runProcedure(statement: Statement, runner: Runner): boolean {
  const call = guardOf(runner) ? undefined : withKnownArguments(statement, runner);
  const change = call && runner.services.interpret(call, runner.catalog);
  // A STRICT function that is given NULL does nothing.
  if (change?.effect.kind === 'none') return true;
  if (change?.effect.kind !== 'sequence') return false;
  runner.changes.push(change);
  runner.catalog = change.after;
  setVariable(runner, 'found', { type: undefined, value: undefined });
  return true;
}

/** `PERFORM log_change(v_id)`, where only the database knows what is given, or whether it is called: in the round of a loop it is done as in a trigger. */
function runAsRound(statement: Statement, runner: Runner): boolean {
  const select = 'SelectStmt' in statement.node ? statement.node.SelectStmt : {};
  const call = callAlone(select);
  if (!call || !whatDoes(call, runner.catalog)) return false;
  if (!runner.keeping) refuseBlock(runner, 'what this function is given is known only to the database', statement.span);
  runQueryLoop(roundOf(statement, select, call), runner);
  return true;
}

/** The call alone, with the values of the variables; over rows as it is written. */
function withKnownArguments(statement: Statement, runner: Runner): Statement | undefined {
  const select = 'SelectStmt' in statement.node ? statement.node.SelectStmt : {};
  const [target] = select.targetList ?? [];
  const value = target && 'ResTarget' in target ? target.ResTarget.val : undefined;
  if (!value || !('FuncCall' in value)) return undefined;
  if (select.fromClause) return statement;
  const args = (value.FuncCall.args ?? []).map((arg) => known(() => argumentNode(evaluate(arg, runner))));
  if (!args.every((arg) => arg !== undefined)) return undefined;
  return { ...statement, node: { SelectStmt: { ...select, targetList: [{ ResTarget: { val: { FuncCall: { ...value.FuncCall, args } } } }] } } };
}
