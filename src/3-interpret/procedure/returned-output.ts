import type { CreateFunctionStmt, FunctionParameter as ParameterNode } from '@pgsql/types';
import type { FunctionObject } from '../../model/catalog.js';
import type { Procedure, ProcedureExpression, ProcedureStatement, Return, Variable } from '../../model/procedure.js';
import type { Span } from '../../model/span.js';

/** Ways in which a parameter gives something back. */
const GIVES = ['FUNC_PARAM_OUT', 'FUNC_PARAM_INOUT'];

/** The one parameter that is the function's value; undefined where there are several, or none. */
export function outputOf({ parameters = [], is_procedure: isProcedure, returnType }: CreateFunctionStmt): { readonly node: ParameterNode; readonly number: number } | undefined {
  const nodes = parameters.flatMap((parameter, i) => ('FunctionParameter' in parameter ? [{ node: parameter.FunctionParameter, number: i + 1 }] : []));
  const outputs = nodes.filter(({ node }) => GIVES.includes(node.mode ?? '') || node.mode === 'FUNC_PARAM_TABLE');
  const [only] = outputs;
  return isProcedure || returnType?.setof || outputs.length !== 1 || !only || only.node.mode === 'FUNC_PARAM_TABLE' || only.node.name === undefined ? undefined : only;
}

/**
 * A body that gives its value by an OUT parameter, as one with a variable that it returns: `BEGIN q := p + 1; END` is `DECLARE q int; BEGIN q := p + 1; RETURN q; END`.
 */
export function withReturnedOutput(procedure: Procedure, statement: CreateFunctionStmt, { returns }: Pick<FunctionObject, 'returns'>): Procedure {
  const output = outputOf(statement);
  const { body } = procedure;
  if (!output?.node.argType || !returns) return procedure;
  const { span } = body;
  const own = output.node.mode === 'FUNC_PARAM_INOUT' ? { value: columnRef(`$${output.number}`, span) } : {};
  const { typmods: _modifiers, ...type } = output.node.argType;
  const variable: Variable = { name: output.node.name ?? '', type: { kind: 'type', type }, constant: false, notNull: false, span, ...own };
  const value = columnRef(variable.name, span);
  return { ...procedure, body: { kind: 'block', span, variables: [variable], handlers: [], statements: [returningIn(body, value), { kind: 'return', span, value }] } };
}

function columnRef(name: string, span: Span): ProcedureExpression {
  return { node: { ColumnRef: { fields: [{ String: { sval: name } }] } }, span };
}

/** RETURN alone gives what the parameter is by then. */
function returningIn<T>(tree: T, value: ProcedureExpression): T {
  if (Array.isArray(tree)) return tree.map((item: unknown) => returningIn(item, value)) as T;
  if (typeof tree !== 'object' || tree === null) return tree;
  if (isBareReturn(tree as unknown as ProcedureStatement)) return { ...tree, value };
  return Object.fromEntries(Object.entries(tree).map(([key, part]) => [key, key === 'node' ? part : returningIn(part, value)])) as T;
}

function isBareReturn(statement: ProcedureStatement): statement is Return {
  return statement.kind === 'return' && statement.value === undefined;
}
