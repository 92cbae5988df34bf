import type { CallStmt, FuncCall, SelectStmt } from '@pgsql/types';
import type { FunctionObject } from '../../model/catalog.js';
import type { Effect } from '../../model/change.js';
import type { ProcedureStatement } from '../../model/procedure.js';
import { writtenList } from '../catalog/resolve.js';
import type { Draft } from '../draft.js';
import { refuse } from '../refuse.js';
import { withNamedParameters } from './body-scope.js';
import { overloadsOf } from './create-function.js';
import { callAlone, callForEachRow, callsSideBySide } from './called-alone.js';
import { performed, roundOf, SELECT } from './called-round.js';
import { argumentsOf, constantOf, takesArguments } from './given-arguments.js';
import { inputsOf } from './inputs-of.js';
import { runBody } from './do-block.js';
import { doesSomething, outputsOf, withUnreadRows } from './unread-rows.js';
import { valueOfType } from './do/cast-value.js';
import { evaluate, known, newRunner, type RunVariable } from './do/runner.js';

/** `CALL p(..)`: the procedure's body, carried out like a DO block. */
export function callStatement(draft: Draft, { funccall }: CallStmt): Effect {
  const object = funccall && procedureOf(draft, funccall);
  if (!funccall || !object) return refuse(draft, 'unknown-function', 'there is no such procedure in PL/pgSQL', { help: 'Write what the procedure does as statements of the migration.' });
  return carriedOut(draft, object, funccall);
}

/** `SELECT f(..)` or `SELECT * FROM f(..)` by itself, where f is a function in PL/pgSQL that does something instead of working out a value. */
export function selectOfProcedure(draft: Draft, select: SelectStmt): Effect | undefined {
  const several = callsSideBySide(select, draft.catalog);
  if (several) return select.fromClause || select.whereClause ? forEachRow(draft, select, ...several) : runStatements(draft, several.map((call) => performed(draft.statement, call)));
  const alone = callAlone(select);
  const call = alone ?? callForEachRow(select);
  if (!call || select.groupClause || select.distinctClause) return undefined;
  const object = procedureOf(draft, call);
  if (!object) return undefined;
  return alone ? carriedOut(draft, object, call) : forEachRow(draft, select, call);
}

function forEachRow(draft: Draft, select: SelectStmt, ...calls: readonly FuncCall[]): Effect {
  return runStatements(draft, [roundOf(draft.statement, select, ...calls)]);
}

function runStatements(draft: Draft, statements: readonly ProcedureStatement[]): Effect {
  const { span, file } = draft.statement;
  return runBody(draft, { kind: 'block', span, variables: [], handlers: [], statements }, file, new Map());
}

function procedureOf(draft: Draft, { funcname, args = [] }: FuncCall): FunctionObject | undefined {
  const { schema, name } = writtenList(funcname);
  const fitting = overloadsOf(draft, schema, name).filter((object) => doesSomething(object) && takesArguments(object, args));
  return fitting.length === 1 ? fitting[0] : undefined;
}

function carriedOut(draft: Draft, object: FunctionObject, call: FuncCall): Effect {
  const { args = [] } = call;
  const { procedure, name } = object;
  if (!procedure || 'unreadable' in procedure) return refuse(draft, 'unsupported-function', `the body of ${name} cannot be read: ${procedure?.unreadable.message ?? 'it is not in PL/pgSQL'}`);
  const { file } = draft.statement;
  const outside = newRunner(file, draft.catalog, draft.services, new Map());
  const parameters = new Map<string, RunVariable>();
  const given = argumentsOf(object, args) ?? [];
  for (const [i, input] of inputsOf(object).entries()) {
    const node = given[i];
    const value = node ? known(() => valueOfType(evaluate(node, outside), input.type)) : constantOf(input.default);
    if (node && value === undefined) return forEachRow(draft, SELECT, call);
    if (value === null && object.strict) return { kind: 'none', reason: 'a STRICT function does nothing where it is given NULL' };
    const variable: RunVariable = { type: input.type, value, ...(value === undefined && input.default && { expr: input.default }) };
    parameters.set(`$${i + 1}`, variable);
    if (input.name !== undefined) parameters.set(input.name, variable);
  }
  for (const { names, type } of outputsOf(object)) for (const each of names) parameters.set(each, { type, value: null });
  return runBody(draft, withNamedParameters(withUnreadRows(procedure.body)), procedure.file, parameters);
}
