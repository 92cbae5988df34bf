import type { CreateFunctionStmt, Node } from '@pgsql/types';
import { baseType } from '../../model/base-types.js';
import type { FunctionObject, FunctionParameter } from '../../model/catalog.js';
import { searchedSchemas } from '../../model/catalog-lookup.js';
import type { Effect } from '../../model/change.js';
import { objectsMentioning } from '../../model/mentions.js';
import { resolveTypeName } from '../analyze/type-name.js';
import { sameType, withoutModifiers } from '../analyze/type-key.js';
import { typeText } from '../analyze/type-text.js';
import { addName } from '../catalog/names.js';
import { creationSchema, display, stringOf, writtenList } from '../catalog/resolve.js';
import { newId, put, type Draft } from '../draft.js';
import { refuse } from '../refuse.js';
import { Refusal } from '../../diagnostics/refusal.js';
import { analyzeColumnExpression } from '../analyze/column-expression.js';
import { readBody } from './function-body.js';
import { inputsOf } from './inputs-of.js';
import { outputOf } from './returned-output.js';
import { refreshTriggers } from './refresh-triggers.js';

const MODES: Readonly<Record<string, FunctionParameter['mode']>> = { FUNC_PARAM_OUT: 'out', FUNC_PARAM_INOUT: 'inout', FUNC_PARAM_VARIADIC: 'variadic', FUNC_PARAM_TABLE: 'table' };
const PSEUDO: ReadonlySet<string> = new Set(['trigger', 'void', 'event_trigger', 'record', 'internal', 'language_handler']);

const KEPT: Effect = { kind: 'none', reason: 'a function exists only where something uses it: in its triggers and in the expressions that call it' };

/** `CREATE [OR REPLACE] FUNCTION | PROCEDURE name (parameters) RETURNS type LANGUAGE .. AS ..` */
export function createFunction(draft: Draft, statement: CreateFunctionStmt): Effect | undefined {
  const written = writtenList(statement.funcname);
  const schema = creationSchema(draft, written);
  const parameters = (statement.parameters ?? []).flatMap((node) => parameterOf(draft, node) ?? []);
  const known = overloadsOf(draft, schema, written.name).find((object) => sameInputs(object, parameters));
  if (known && !statement.replace) {
    refuse(draft, 'duplicate-function', `function "${display(written)}" already exists with same argument types`, { name: written.name });
  }
  const options = optionsOf(statement.options);
  const returns = returnOf(draft, statement);
  const bare: FunctionObject = {
    kind: 'function',
    id: known?.id ?? newId(draft),
    schema,
    name: written.name,
    language: (stringOf(options.get('language')) || 'sql').toLowerCase(),
    parameters,
    ...returns,
    isProcedure: statement.is_procedure ?? false,
    volatility: volatilityOf(stringOf(options.get('volatility'))),
    strict: isTrue(options.get('strict')),
    ...(isTrue(options.get('security')) && { securityDefiner: true as const }),
    body: draft.statement.text,
  };
  put(draft, { ...bare, ...readBody(draft, bare, statement) });
  addName(draft, 'function', schema, written.name, { id: bare.id });
  if (!known) return KEPT;
  const before = draft.catalog;
  draft.catalog = refreshTriggers(before, new Set([bare.id]), draft.services.parser);
  return draft.catalog === before && objectsMentioning(before, bare.id).length === 0 ? KEPT : undefined;
}

/** All functions with this name in a schema. */
export function overloadsOf(draft: Draft, schema: string | undefined, name: string): readonly FunctionObject[] {
  const found: FunctionObject[] = [];
  const { catalog } = draft;
  for (const object of catalog.objects.values()) {
    if (object.kind === 'function' && object.name === name && (schema === undefined ? searchedSchemas(catalog, 'function').includes(object.schema) : object.schema === schema)) found.push(object);
  }
  return found;
}

export function sameInputs(object: FunctionObject, parameters: readonly FunctionParameter[]): boolean {
  const [old, now] = [inputsOf(object), inputsOf({ parameters })];
  return old.length === now.length && old.every(({ type }, i) => sameType(type, now[i]?.type ?? type, false));
}

/** A function's types have no modifiers: CREATE FUNCTION discards those of `numeric(6,2)`, for what it gives back too. */
function parameterOf(draft: Draft, node: Node): FunctionParameter | undefined {
  if (!('FunctionParameter' in node) || !node.FunctionParameter.argType) return undefined;
  const { name, argType, mode = 'FUNC_PARAM_IN', defexpr } = node.FunctionParameter;
  const type = withoutModifiers(resolveTypeName(argType, draft.catalog, { file: draft.statement.file }));
  const value = defexpr && analyzeColumnExpression(defexpr, { catalog: draft.catalog, file: draft.statement.file, columns: [] }, type);
  return { type, mode: MODES[mode] ?? 'in', ...(name !== undefined && { name }), ...(value && { default: value }) };
}

function returnOf(draft: Draft, statement: CreateFunctionStmt): Pick<FunctionObject, 'returns' | 'returnsSet' | 'returnsTrigger'> {
  const returnType = statement.returnType ?? outputOf(statement)?.node.argType;
  const name = stringOf(returnType?.names?.at(-1));
  const returnsSet = returnType?.setof ?? false;
  const returnsTrigger = name === 'trigger';
  if (!returnType || returnsTrigger || name === 'event_trigger') return { returnsSet, returnsTrigger };
  if (PSEUDO.has(name)) return { returnsSet, returnsTrigger, returns: baseType(name) };
  return { returnsSet, returnsTrigger, returns: withoutModifiers(resolveTypeName(returnType, draft.catalog, { file: draft.statement.file })) };
}

export function optionsOf(nodes: readonly Node[] | undefined): ReadonlyMap<string, Node | undefined> {
  return new Map((nodes ?? []).flatMap((node) => ('DefElem' in node ? [[node.DefElem.defname ?? '', node.DefElem.arg] as const] : [])));
}

export function volatilityOf(text: string): FunctionObject['volatility'] {
  return text === 'immutable' || text === 'stable' ? text : 'volatile';
}

export function isTrue(node: Node | undefined): boolean {
  return node !== undefined && 'Boolean' in node && node.Boolean.boolval === true;
}

/** The function that a name with optional argument types means: in DROP FUNCTION, ALTER FUNCTION, COMMENT ON FUNCTION. */
export function findFunction(draft: Draft, node: Node | undefined, missingOk: boolean): FunctionObject | undefined {
  const signature = node && 'ObjectWithArgs' in node ? node.ObjectWithArgs : {};
  const written = writtenList(signature.objname);
  const overloads = overloadsOf(draft, written.schema, written.name);
  const types = signature.args_unspecified ? undefined : argumentTypes(draft, signature.objargs, missingOk);
  if (types === 'unknown') return undefined;
  const fitting = types ? overloads.filter((object) => sameInputs(object, types.map((type) => ({ type, mode: 'in' })))) : overloads;
  const text = types ? `${display(written)}(${types.map((type) => typeText(type, draft.catalog)).join(', ')})` : `"${display(written)}"`;
  if (fitting.length > 1) return refuse(draft, 'ambiguous-function', `function name ${text} is not unique`, { name: written.name, help: 'Specify the argument list to select the function unambiguously.' });
  if (fitting[0] || missingOk) return fitting[0];
  return refuse(draft, 'unknown-function', types ? `function ${text} does not exist` : `could not find a function named ${text}`, { name: written.name });
}

/** IF EXISTS also forgives types that do not exist. */
function argumentTypes(draft: Draft, nodes: readonly Node[] | undefined, missingOk: boolean) {
  try {
    return (nodes ?? []).flatMap((node) => ('TypeName' in node ? [resolveTypeName(node.TypeName, draft.catalog, { file: draft.statement.file })] : []));
  } catch (error) {
    if (missingOk && error instanceof Refusal) return 'unknown' as const;
    throw error;
  }
}
