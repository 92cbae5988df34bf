import type { Column, Table, Trigger } from '../../../model/catalog.js';
import type { Expr } from '../../../model/expression.js';
import type { ForQuery, ProcedureStatement } from '../../../model/procedure.js';
import { NEW_ROW, type TriggerBody } from '../../../model/trigger-program.js';
import { walkTree } from '../../../model/walk.js';
import { diagnose } from '../../../diagnostics/diagnose.js';
import { Refusal } from '../../../diagnostics/refusal.js';
import { newPartId, draftOf } from '../../draft.js';
import { assignedIn } from '../assigned-variables.js';
import { bodyScope } from '../body-scope.js';
import { FALSE, TRUE } from '../condition.js';
import { newFreshness } from '../trigger/freshness.js';
import type { Flow, Lowering } from '../trigger/lowering.js';
import { runStatements } from '../trigger/run-statement.js';
import { itemsOf, type BodyState, type VariableState } from '../trigger/trigger-state.js';
import { causeOf, fillKept, makeKept } from './keep-values.js';
import { exprOf } from './merge-variables.js';
import { refuseBlock, scopeOf, setVariable, type Runner } from './runner.js';

/** Stands for what a variable is when a round begins that the round before may have changed. */
const CARRIED = -42;

/**
 * `FOR r IN SELECT .. LOOP`: only the database knows the rows, and other targets have no loops. Each round is what a trigger does when one of the rows
 * comes into a table that is made for them.
 */
export function runRowLoop(statement: ForQuery, runner: Runner): void {
  const { span, target: [name = []] } = statement;
  const query = scopeOf(runner).query(statement.query.node);
  const names = query.columns.map((column) => column.name);
  if (statement.target.length !== 1 || name.length !== 1 || new Set(names).size < names.length) refuseBlock(runner, 'this loop over rows is known only to the database', span);
  const cause = causeOf(span, runner);
  const draft = draftOf(cause, runner.catalog, runner.services);
  const columns = query.columns.map((column): Column => ({ id: newPartId(draft), name: column.name, type: column.type, notNull: false }));
  const trigger: Trigger = { id: newPartId(draft), name: 'round', timing: 'after', events: ['insert'], columns: [], level: 'row', function: 'round', args: [], enabled: true };
  const assigned = assignedIn(statement.statements);
  const table = makeKept(draft, columns, runner, (bare) => ({ ...bare, triggers: [{ ...trigger, program: { kind: 'lowered', reads: [], bodies: [lowerRound(statement, name[0] ?? '', bare, trigger, assigned, runner)] } }] }));
  fillKept(table, query, cause, runner);
  for (const variable of assigned) if (runner.variables.has(variable)) setVariable(runner, variable, { type: runner.variables.get(variable)?.type, value: undefined });
}

function carried(name: string, type: Expr['type']): Expr {
  return { kind: 'column', source: CARRIED, name, type };
}

function lowerRound(statement: ForQuery, row: string, table: Table, trigger: Trigger, assigned: ReadonlySet<string>, runner: Runner): TriggerBody {
  const { catalog, file, counter } = runner;
  const variables = new Map<string, VariableState>();
  for (const [name, variable] of runner.variables) {
    const expr = exprOf(variable);
    const { fields } = variable;
    if (fields) variables.set(name, { type: undefined, value: fields.map((field) => (assigned.has(name) ? { name: field.name, expr: carried(name, field.expr.type) } : field)) });
    if (expr && name !== 'found') variables.set(name, { type: variable.type ?? expr.type, value: assigned.has(name) ? carried(name, variable.type ?? expr.type) : expr });
  }
  variables.set(row, { type: undefined, value: table.columns.map(({ id, name, type }) => ({ name, expr: { kind: 'column', source: NEW_ROW, column: id, name, type } })) });
  const lowering: Lowering = {
    catalog, file, table, trigger, event: 'insert', freshness: newFreshness(), actions: [], outcomes: [], notes: [], counter, calling: [], called: new Set(), run: runStatements,
    scope: (state) => bodyScope(catalog, file, itemsOf(table, state, []), counter),
    raw: (node) => node,
  };
  const state: BodyState = { new: new Map(), old: new Map(), variables, found: FALSE };
  runRound(statement, { guard: TRUE, state }, lowering);
  for (const action of lowering.actions) {
    const trees = [...(action.guard ? [action.guard] : []), ...(action.kind === 'statement' ? [action.statement] : action.kind === 'raise' ? [action.message] : [])];
    for (const tree of trees) walkTree(tree, { expression: (node) => void (node.kind === 'column' && node.source === CARRIED && refuseBlock(runner, `"${node.name}" carries a value from one round of the loop to the next`, statement.span)) });
  }
  return { event: 'insert', actions: lowering.actions, assignments: [], notes: lowering.notes };
}

/** What no trigger can do is no trigger's fault here. */
function runRound({ statements }: ForQuery, flow: Flow, lowering: Lowering): void {
  try {
    runStatements(statements.map(ended), flow, lowering);
  } catch (error) {
    if (!(error instanceof Refusal) || error.diagnostic.code !== 'trigger-unsupported') throw error;
    const { message, file, span, help } = error.diagnostic;
    throw new Refusal(diagnose('do-block-unsupported', { file, span, help, message: `each round of this loop runs in the database, as a trigger does: ${message}` }));
  }
}

/** CONTINUE ends a round, as RETURN ends the body of a trigger. */
function ended(statement: ProcedureStatement): ProcedureStatement {
  switch (statement.kind) {
    case 'continue': {
      const { condition, span, label } = statement;
      if (label !== undefined) return statement;
      return condition ? { kind: 'if', span, branches: [{ condition, statements: [{ kind: 'return', span }] }], otherwise: [] } : { kind: 'return', span };
    }
    case 'if':
      return { ...statement, branches: statement.branches.map((branch) => ({ ...branch, statements: branch.statements.map(ended) })), otherwise: statement.otherwise.map(ended) };
    case 'block':
      return { ...statement, statements: statement.statements.map(ended) };
    default:
      return statement;
  }
}
