import type { CaseStatement, Exit, GetDiagnostics, If, ProcedureExpression, ProcedureStatement } from '../../../model/procedure.js';
import type { DataType } from '../../../model/data-type.js';
import type { Expr } from '../../../model/expression.js';
import { and, FALSE, isNever, isNotTrue, isTrue, or, textLiteral, TRUE } from '../condition.js';
import { fold } from '../fold.js';
import { callsWhatDoes } from '../called-alone.js';
import { equality } from '../case-condition.js';
import { columnParts } from '../raw-names.js';
import { calledForValue } from './call-value.js';
import { raiseThrownAway } from './thrown-away.js';
import { finish, held, noteEvaluated, raise, requireFresh, requireFreshInstead, unsupported, valueOf, type Flow, type Lowering } from './lowering.js';
import { countOf } from './held-found.js';
import { unlessNoField } from './missing-field.js';
import { assignTo, runAssign, runDeclarations, withNewRow } from './run-assign.js';
import { mayChange } from './run-call.js';
import { oldRow } from './old-row.js';
import { runDynamic } from './run-dynamic.js';
import { runGuarded } from './run-guarded.js';
import { runForInteger } from './run-loop.js';
import { runReturnNext, runReturnOfRows } from './run-return-next.js';
import { runReturnQuery } from './run-return-query.js';
import { HELP, NO_LOOPS } from './loop-steps.js';
import { choiceOfReturns } from './returned-choice.js';
import { caughtError } from './caught.js';
import { raisedCondition, raiseMessage } from './run-raise.js';
import { runQueryLoop } from './run-query-loop.js';
import { runChangingLoop } from './run-changing-loop.js';
import { runsAsSet } from './run-set-of-rounds.js';
import { runForeach, runPlainLoop } from './run-scalar-loop.js';
import { runPerform, runSql } from './run-sql.js';
import { mergeStates, type BodyState } from './trigger-state.js';

const LOOPS: ReadonlySet<string> = new Set(['for-integer', 'loop', 'while', 'foreach', 'for-query', 'for-dynamic', 'for-cursor']);

/** Executes the statements one after another; where it ends, the guard says under which condition control is still there. */
export function runStatements(statements: readonly ProcedureStatement[], start: Flow, lowering: Lowering): Flow {
  let flow = start;
  for (const statement of statements) {
    if (isNever(flow.guard)) break;
    flow = runStatement(statement, flow, lowering);
  }
  return flow;
}

/** The variables of a block or of a loop are there within it; those around it that have such names are what they were. */
function outOfSight(names: readonly string[], end: Flow, before: Flow): Flow {
  if (names.length === 0) return end;
  const variables = new Map(end.state.variables);
  for (const name of names) {
    const outer = before.state.variables.get(name);
    if (outer) variables.set(name, outer);
    else variables.delete(name);
  }
  return { ...end, state: { ...end.state, variables } };
}

function runStatement(statement: ProcedureStatement, flow: Flow, lowering: Lowering): Flow {
  // What its rounds raise is not told.
  if (lowering.evaluated && LOOPS.has(statement.kind)) {
    const { evaluated, ...rest } = lowering;
    evaluated.push({ guard: flow.guard, state: flow.state, unforeseen: true });
    return runStatement(statement, flow, rest);
  }
  return unlessNoField(statement, flow, lowering, carryOut);
}

function carryOut(statement: ProcedureStatement, flow: Flow, lowering: Lowering): Flow {
  switch (statement.kind) {
    case 'block': {
      const end = statement.handlers.length > 0 ? runGuarded(statement, flow, lowering) : runStatements(statement.statements, runDeclarations(statement.variables, flow, lowering), lowering);
      return outOfSight(statement.variables.map(({ name }) => name), end, flow);
    }
    case 'assign':
      return runAssign(statement, flow, lowering);
    case 'if':
      return runIf(statement, flow, lowering);
    case 'case':
      return runCase(statement, flow, lowering);
    case 'return':
      return runReturn(statement.value, flow, lowering);
    case 'raise':
      if (statement.level !== 'exception') {
        for (const { node } of statement.args) if (callsWhatDoes(node, lowering.catalog)) calledForValue(lowering.scope(flow.state).expression(lowering.raw(node)), flow, lowering, statement.span);
        return flow;
      }
      raise(lowering, flow, raiseMessage(statement, flow, lowering), statement.span, raisedCondition(statement, flow, lowering));
      return { ...flow, guard: FALSE, ...(!flow.returned && { raised: true }) };
    case 'assert': {
      const holds = conditionOf(statement.condition, flow, lowering);
      const message = statement.message ? valueOf(lowering.scope(flow.state).expression(lowering.raw(statement.message.node)), lowering) : undefined;
      const failed = { ...flow, guard: and(flow.guard, isNotTrue(holds)) };
      if (!isNever(failed.guard)) raise(lowering, failed, message ?? textLiteral('assertion failed'), statement.span, textLiteral('assert_failure'));
      return flow;
    }
    case 'sql':
      return runSql(statement, flow, lowering);
    case 'perform':
      return runPerform(statement, flow, lowering);
    case 'get-diagnostics':
      return runDiagnostics(statement, flow, lowering);
    case 'dynamic':
      return runDynamic(statement, flow, lowering);
    case 'for-integer':
      return outOfSight([statement.variable], runsAsSet(statement, lowering.catalog) ? runChangingLoop(statement, flow, lowering) : runForInteger(statement, flow, lowering), flow);
    case 'loop':
    case 'while':
      return runPlainLoop(statement, flow, lowering);
    case 'foreach':
      return runForeach(statement, flow, lowering);
    case 'exit':
    case 'continue':
      return runExit(statement, flow, lowering);
    case 'for-query':
      return runQueryLoop(statement, flow, lowering);
    case 'for-dynamic':
    case 'for-cursor':
      return unsupported(lowering, NO_LOOPS, statement.span, HELP);
    case 'return-query':
      return runReturnQuery(statement, flow, lowering);
    case 'return-next':
      return runReturnNext(statement, flow, lowering);
    case 'open':
    case 'fetch':
    case 'close':
    case 'commit':
    case 'rollback':
      return unsupported(lowering, `${statement.kind.toUpperCase().replace('-', ' ')} has no equivalent in a trigger`, statement.span);
  }
}

/** `GET DIAGNOSTICS n = ROW_COUNT` right after the statement that it asks about. */
function runDiagnostics({ items, stacked, span }: GetDiagnostics, flow: Flow, lowering: Lowering): Flow {
  if (stacked) return items.reduce((at, { item, target }) => assignTo(target, caughtError(item, at.state) ?? unsupported(lowering, `GET STACKED DIAGNOSTICS ${item.toUpperCase()} of this error has no equivalent`, span), at, lowering, span), flow);
  const [only, ...others] = items;
  const count = countOf(flow.state.executed ?? flow.state.found);
  if (!only || others.length > 0 || only.item !== 'row_count' || !count) return unsupported(lowering, 'this GET DIAGNOSTICS has no equivalent', span, 'Only ROW_COUNT, right after INSERT, UPDATE or DELETE; otherwise use IF FOUND.');
  return assignTo(only.target, count, flow, lowering, span);
}

/** `EXIT WHEN ..`, `CONTINUE WHEN ..` of the loop around. */
function runExit({ kind, label, condition, span }: Exit, flow: Flow, lowering: Lowering): Flow {
  const { loop } = lowering;
  if (!loop || (label !== undefined && label !== loop.label)) return unsupported(lowering, `${kind.toUpperCase()} of an outer loop has no equivalent`, span, HELP);
  const holds = condition ? conditionOf(condition, flow, lowering) : TRUE;
  const guard = and(flow.guard, holds);
  if (!isNever(guard)) loop.ends.push({ kind, guard, state: flow.state });
  return { ...flow, guard: and(flow.guard, isNotTrue(holds)) };
}

/** @param first whether it is surely asked, so that functions that it calls can be carried out */
function conditionOf({ node, span }: ProcedureExpression, flow: Flow, lowering: Lowering, first = false): Expr {
  const condition = fold(valueOf(lowering.scope(flow.state).condition(lowering.raw(node), 'IF'), lowering));
  return held(first ? fold(calledForValue(condition, flow, lowering, span)) : condition, flow, lowering);
}

/** One way through a choice, and when it is taken. */
interface Branch {
  readonly when: Expr;
  readonly statements: readonly ProcedureStatement[];
}

function runIf({ branches, otherwise }: If, flow: Flow, lowering: Lowering): Flow {
  return runBranches(branches.map(({ condition, statements }, i) => ({ when: () => conditionOf(condition, flow, lowering, i === 0), statements })), otherwise, flow, lowering);
}

function runCase(statement: CaseStatement, flow: Flow, lowering: Lowering): Flow {
  const { operand } = statement;
  const branches = statement.branches.map(({ when, statements }) => ({
    when: () => or(...when.map((value) => conditionOf(operand ? equality(operand, value) : value, flow, lowering))),
    statements,
  }));
  const missing: ProcedureStatement = { kind: 'raise', span: statement.span, level: 'exception', condition: 'case_not_found', format: 'case not found', args: [], options: [] };
  return runBranches(branches, statement.otherwise ?? [missing], flow, lowering);
}

/** Each branch starts where no earlier one was taken. What is known to be false is not even looked at: it may not fit the event. */
function runBranches(choices: readonly { readonly when: () => Expr; readonly statements: readonly ProcedureStatement[] }[], otherwise: readonly ProcedureStatement[], flow: Flow, lowering: Lowering): Flow {
  const branches: Branch[] = [];
  let earlier: readonly Expr[] = [];
  for (const { when, statements } of choices) {
    const condition = when();
    if (!isNever(condition)) branches.push({ when: and(...earlier, condition), statements });
    if (isTrue(condition)) return join(branches, flow, lowering);
    if (!isNever(condition)) earlier = [...earlier, isNotTrue(condition)];
  }
  return join([...branches, { when: and(...earlier), statements: otherwise }], flow, lowering);
}

function join(branches: readonly Branch[], flow: Flow, lowering: Lowering): Flow {
  const ends = branches.map(({ when, statements }) => {
    const guard = and(flow.guard, when);
    const end = runStatements(statements, { guard, state: flow.state }, lowering);
    return { when, guard, end };
  });
  const alive = ends.filter(({ end }) => !isNever(end.guard));
  const last = alive.at(-1);
  const returned = flow.returned || ends.some(({ end }) => end.returned);
  if (!last) return { guard: FALSE, state: flow.state, raised: !returned && ends.every(({ end }) => end.raised), returned };
  const untouched = ends.every(({ guard, end }) => end.guard === guard || (end.raised && isNever(end.guard)));
  const state = alive.slice(0, -1).reduceRight<BodyState>((rest, { when, end }) => mergeStates(when, end.state, rest), last.end.state);
  return { guard: untouched ? flow.guard : or(...alive.map(({ end }) => end.guard)), state, ...(returned && { returned }) };
}

export function isVoid(type: DataType): boolean {
  return type.kind === 'base' && type.name === 'void';
}

function runReturn(value: ProcedureExpression | undefined, flow: Flow, lowering: Lowering): Flow {
  if (lowering.rows) return ended(runReturnOfRows(value, flow, lowering));
  if (lowering.results) {
    if (!value && isVoid(lowering.results.type)) return ended(flow);
    if (!value) return unsupported(lowering, 'RETURN without a value has no equivalent', undefined);
    const result = valueOf(lowering.scope(flow.state).assigned(lowering.raw(value.node), lowering.results.type, 'the result'), lowering);
    if (lowering.results.unread) {
      if (mayChange(result, lowering.catalog)) return unsupported(lowering, 'RETURN of a function that may change something has no equivalent', value.span, 'Write what the function does.');
      raiseThrownAway(result, flow, lowering, value.span);
      return ended(flow);
    }
    requireFresh(lowering, [flow.guard], value.span);
    requireFreshInstead(lowering, result, value.span);
    noteEvaluated(result, flow, lowering);
    lowering.results.returned.push({ guard: flow.guard, value: result });
    return ended(flow);
  }
  const choice = value && choiceOfReturns(value, lowering.event);
  if (choice) return runStatement(choice, flow, lowering);
  const name = columnParts(value?.node)?.join('.');
  const gone = (name === 'new' && lowering.event === 'delete') || (name === 'old' && lowering.event === 'insert');
  const isNull = !value || ('A_Const' in value.node && value.node.A_Const.isnull === true);
  if (name === 'old' && lowering.event === 'update' && lowering.trigger.timing !== 'after' && lowering.trigger.level === 'row') {
    finish(lowering, { ...flow, state: { ...flow.state, new: oldRow(flow, lowering) } }, 'row');
  } else if (isNull || gone) finish(lowering, flow, 'skip');
  else if (name === 'new' || name === 'old') finish(lowering, flow, 'row');
  else if (value && lowering.trigger.timing === 'before' && lowering.trigger.level === 'row') finish(lowering, withNewRow(value, flow, lowering), 'row');
  else {
    requireFresh(lowering, [flow.guard]);
    if (lowering.loop) finish(lowering, flow, 'row');
  }
  return ended(flow);
}

function ended(flow: Flow): Flow {
  return { ...flow, guard: FALSE, returned: true };
}
