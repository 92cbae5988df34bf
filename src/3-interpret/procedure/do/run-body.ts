import type { Node } from '@pgsql/types';
import type { ExceptionHandler, ProcedureBlock, ProcedureExpression, ProcedureStatement, Raise, Variable } from '../../../model/procedure.js';
import type { Catalog } from '../../../model/catalog.js';
import type { Span } from '../../../model/span.js';
import { Refusal } from '../../../diagnostics/refusal.js';
import { resolveTypeName } from '../../analyze/type-name.js';
import type { Expr } from '../../../model/expression.js';
import { and, isNever, isNotTrue, TRUE } from '../condition.js';
import { callsWhatDoes } from '../called-alone.js';
import { equality } from '../case-condition.js';
import { canBeLeftOut, failsAgain } from '../handler.js';
import { columnParts } from '../raw-names.js';
import { typeLike } from '../variable-type.js';
import { noteAsked } from './asks-of-changing.js';
import { assign } from './assign.js';
import { attempt } from './attempt.js';
import { catches } from './conditions.js';
import { leaveHandlersOut } from './leave-handlers-out.js';
import { pointOf, triedOnce } from './tried-once.js';
import { unlessConflict } from './unless-conflict.js';
import { mergeVariables, type BranchEnd } from './merge-variables.js';
import { runDynamic } from './run-dynamic.js';
import { doneUnread, selectsUnread } from './unread-call.js';
import { performed, runDiagnostics, runStatement as runSqlStatement, selectedInto } from './run-sql.js';
import { runLoop } from './run-loop.js';
import { changesSchema, conditionOf, raise, runAssert } from './row-conditions.js';
import { evaluate, guardOf, known, refuseBlock, required, scopeOf, setVariable, type Ending, type Runner } from './runner.js';
import { bothHappen, requireSupposed, supposedValue } from './supposed.js';
import { booleanOf, textOfValue } from './value.js';

/** Carries a block out on the runner's catalog. @throws Refusal for what cannot be decided while the migration is read */
export function runBlock(block: ProcedureBlock, runner: Runner): Ending {
  const outer = runner.variables;
  for (const variable of block.variables) declare(variable, runner);
  const ending = block.handlers.length === 0 ? runList(block.statements, runner) : runGuarded(block, runner);
  // Inner variables go out of sight; outer ones keep what the block has given them.
  const own = new Set(block.variables.map(({ name }) => name));
  runner.variables = new Map([...[...runner.variables].filter(([name]) => !own.has(name)), ...[...outer].filter(([name]) => own.has(name))]);
  return ending?.kind === 'exit' && ending.label !== undefined && ending.label === block.label ? undefined : ending;
}

function declare({ name, type, value, span }: Variable, runner: Runner): void {
  const resolved = type.kind === 'type' ? resolveTypeName(type.type, runner.catalog, runner) : type.kind === 'like' ? typeLike(type, runner.catalog) : undefined;
  setVariable(runner, name, { type: resolved, value: null });
  if (value && !doneUnread(name, value, runner)) assign([name], value, span, runner);
}

/** What a block did before its error is undone, as by a savepoint. */
function runGuarded(block: ProcedureBlock, runner: Runner): Ending {
  const before = pointOf(runner);
  const { catalog, variables } = runner;
  const [done, kept] = [runner.changes.length, runner.kept.length];
  let ending: Ending;
  try {
    ending = runList(block.statements, runner);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { diagnostic } = error;
    const handler = block.handlers.find(({ conditions }) => catches(conditions, error));
    if (!handler) throw error;
    runner.catalog = catalog;
    runner.changes.length = done;
    runner.kept.length = kept;
    runner.variables = new Map(variables).set('sqlerrm', { type: undefined, value: diagnostic.message });
    return runHandler(handler, error, runner);
  }
  const rows = runner.changes.slice(done).find(({ effect }) => effect.kind === 'data');
  if (!rows || block.handlers.every(failsAgain)) return ending;
  if (runInstead(block, done, catalog, rows.cause.span, runner)) return undefined;
  if (!block.handlers.every(canBeLeftOut) && !changesSchema(catalog, runner) && triedOnce(block, before, rows.cause.span, runner)) return undefined;
  leaveHandlersOut(block, done, runner);
  return ending;
}

/** Whether the handler is carried out where the rows are not as the block would have them. */
function runInstead(block: ProcedureBlock, done: number, before: Catalog, span: Span, runner: Runner): boolean {
  const instead = changesSchema(before, runner) ? undefined : unlessConflict(block, done, runner);
  if (!instead) return false;
  const inserted = runner.variables;
  runBranch(instead.handler.statements, instead.when, span, runner);
  runner.variables = mergeVariables([{ when: instead.when, variables: runner.variables }], inserted, span, runner);
  return true;
}

function runHandler({ statements }: ExceptionHandler, error: Refusal, runner: Runner): Ending {
  const again = statements.find((statement) => statement.kind === 'raise' && statement.level === 'exception' && statement.format === undefined && statement.condition === undefined);
  if (again) throw error;
  return runList(statements, runner);
}

function runList(statements: readonly ProcedureStatement[], runner: Runner): Ending {
  for (const statement of statements) {
    if (runner.budget-- <= 0) refuseBlock(runner, 'the block runs too long while the migration is read', statement.span);
    const ending = run(statement, runner);
    if (ending) return ending;
  }
  return undefined;
}

function run(statement: ProcedureStatement, runner: Runner): Ending {
  const { span } = statement;
  switch (statement.kind) {
    case 'block':
      return runBlock(statement, runner);
    case 'assign': {
      const parts = columnParts(statement.target) ?? refuseBlock(runner, 'assigning to a part of a value is not supported', span);
      if (parts.length > 1 || !doneUnread(parts[0], statement.value, runner)) assign(parts, statement.value, span, runner);
      return undefined;
    }
    case 'if':
      return runIf(statement.branches.map(({ condition, statements }) => ({ conditions: [condition], statements })), statement.otherwise, span, runner);
    case 'case':
      return runIf(statement.branches.map((branch) => ({ conditions: [anyOf(branch.when, statement.operand)], statements: branch.statements })), statement.otherwise ?? [notFound(span)], span, runner);
    case 'loop':
    case 'while':
    case 'foreach':
    case 'for-integer':
    case 'for-dynamic':
    case 'for-query':
      return runLoop(statement, runner, runList);
    case 'exit':
    case 'continue': {
      const { condition, label } = statement;
      const taken = !condition || booleanOf(required(runner, span, () => evaluate(condition.node, runner))) === true;
      return taken ? { kind: statement.kind, ...(label !== undefined && { label }) } : undefined;
    }
    case 'return': {
      const value = statement.value && known(() => evaluate(statement.value?.node as Node, runner));
      return { kind: 'return', ...(value !== undefined && { value }) };
    }
    case 'raise':
      if (statement.level !== 'exception') {
        for (const arg of statement.args) if (callsWhatDoes(arg.node, runner.catalog) && !doneUnread(undefined, arg, runner)) noteAsked(scopeOf(runner).expression(arg.node), runner);
        return undefined;
      }
      raise(raised(statement, runner), guardOf(runner), span, runner);
      return { kind: 'raised' };
    case 'assert':
      runAssert(statement, runner);
      return undefined;
    case 'sql':
      if (statement.into && !statement.strict && selectsUnread(statement.statement, statement.into, runner)) performed(statement.statement, runner);
      else if (statement.into) selectedInto(statement.statement, statement.into, statement, runner);
      else runSqlStatement(statement.statement, runner);
      return undefined;
    case 'perform':
      performed(statement.query, runner);
      return undefined;
    case 'dynamic':
      runDynamic(statement, runner);
      return undefined;
    case 'get-diagnostics':
      runDiagnostics(statement, runner);
      return undefined;
    case 'for-cursor':
    case 'return-next':
    case 'return-query':
    case 'open':
    case 'fetch':
    case 'close':
    case 'commit':
    case 'rollback':
      return refuseBlock(runner, `${statement.kind.toUpperCase().replace('-', ' ')} is not supported in a body that is read`, span);
  }
}

/** `WHEN a, b`, which are compared with the operand where there is one. */
function anyOf(when: readonly ProcedureExpression[], operand: ProcedureExpression | undefined): ProcedureExpression {
  const conditions = when.map((value) => (operand ? equality(operand, value) : value));
  const [first] = conditions as [ProcedureExpression];
  return conditions.length === 1 ? first : { ...first, node: { BoolExpr: { boolop: 'OR_EXPR', args: conditions.map(({ node }) => node) } } };
}

function notFound(span: Span): Raise {
  return { kind: 'raise', span, level: 'exception', format: 'case not found', args: [], options: [] };
}

function raised({ format, args, condition, options }: Raise, runner: Runner): string {
  const values = args.map(({ node }) => known(() => textOfValue(evaluate(node, runner))) ?? '..');
  let next = 0;
  const message = format?.replaceAll(/%%|%/g, (match) => (match === '%%' ? '%' : (values[next++] ?? '%')));
  const option = options.find((each) => each.option === 'message');
  return message ?? (option ? String(known(() => textOfValue(evaluate(option.value.node, runner))) ?? '') : (condition ?? 'exception'));
}

type Choice = { readonly conditions: readonly ProcedureExpression[]; readonly statements: readonly ProcedureStatement[] };

/** IF over the catalog is decided here; IF over rows becomes a condition of each statement in its branches. */
function runIf(choices: readonly Choice[], otherwise: readonly ProcedureStatement[], span: Span, runner: Runner): Ending {
  for (const [i, { conditions: [condition], statements }] of choices.entries()) {
    if (!condition) continue;
    const value = known(() => booleanOf(evaluate(condition.node, runner)));
    const supposed = value === undefined && runner.supposing ? supposedValue(condition, runner) : undefined;
    if (supposed) requireSupposed(condition, supposed, span, runner);
    else if (value === undefined) return runUndecided(choices.slice(i), otherwise, span, runner);
    if (value === true || supposed?.holds) return runList(statements, runner);
  }
  return runList(otherwise, runner);
}

/** Where all branches but one raise an error, that one is carried out after those, without a condition: it may change the schema. */
function runUndecided(choices: readonly Choice[], otherwise: readonly ProcedureStatement[], span: Span, runner: Runner): Ending {
  const ongoing = [...choices.map(({ statements }) => statements), otherwise].filter((statements) => statements.length === 0 || !alwaysRaises(statements));
  const [only, ...others] = ongoing;
  const under = (): Ending => runUnderCondition(choices, otherwise, span, runner);
  if (!only || others.length > 0) return under();
  const without = (statements: readonly ProcedureStatement[]): readonly ProcedureStatement[] => (statements === only ? [] : statements);
  return attempt(under, () => runUnderCondition(choices.map((choice) => ({ ...choice, statements: without(choice.statements) })), without(otherwise), span, runner) ?? runList(only, runner), runner, 'first');
}

/** `RAISE NOTICE '..'; RAISE EXCEPTION '..'` */
function alwaysRaises(statements: readonly ProcedureStatement[]): boolean {
  return statements.every((statement, i) => statement.kind === 'raise' && (statement.level === 'exception') === (i === statements.length - 1));
}

function runUnderCondition(choices: readonly Choice[], otherwise: readonly ProcedureStatement[], span: Span, runner: Runner): Ending {
  const { catalog, variables: before, happens } = runner;
  const ends: (BranchEnd & { readonly ending: Ending })[] = [];
  let earlier: readonly Expr[] = [];
  let open = happens;
  for (const { conditions: [condition], statements } of [...choices, { conditions: [], statements: otherwise }]) {
    runner.variables = before;
    const supposed = condition ? supposedValue(condition, runner)?.holds : true;
    runner.happens = bothHappen(open, supposed);
    open = bothHappen(open, supposed === undefined ? undefined : !supposed);
    const holds = condition ? conditionOf(condition, span, runner) : TRUE;
    const when = and(...earlier, holds);
    const ending = runBranch(statements, when, span, runner);
    ends.push({ when, variables: runner.variables, ending });
    earlier = [...earlier, isNotTrue(holds)];
  }
  runner.happens = happens;
  if (changesSchema(catalog, runner)) refuseBlock(runner, 'whether the schema changes here depends on rows, which only the database knows', span);
  const ongoing = ends.filter(({ ending, when }) => !ending && !isNever(when));
  runner.variables = mergeVariables(ongoing.slice(0, -1), ongoing.at(-1)?.variables ?? before, span, runner);
  return ongoing.length === 0 ? ends.at(-1)?.ending : undefined;
}

function runBranch(statements: readonly ProcedureStatement[], when: Expr, span: Span, runner: Runner): Ending {
  const { guard: outer, alive } = runner;
  const both = outer ? and(outer, when) : when;
  if (isNever(both)) return undefined;
  runner.guard = both;
  const ending = runList(statements, runner);
  if (ending?.kind === 'exit' || ending?.kind === 'continue') refuseBlock(runner, 'only the database knows whether the loop ends here', span);
  if (outer) runner.guard = outer;
  else delete runner.guard;
  // A RETURN in a branch ends what comes after the IF where the branch is taken.
  if (ending?.kind === 'return') runner.alive = and(...(alive ? [alive] : []), isNotTrue(both));
  return ending;
}
