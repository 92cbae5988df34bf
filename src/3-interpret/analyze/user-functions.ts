import type { Catalog, FunctionObject, FunctionParameter } from '../../model/catalog.js';
import { findName, searchedSchemas } from '../../model/catalog-lookup.js';
import { hasVolatileCall, isVolatile } from '../../model/walk.js';
import type { PgFunction } from './pg-tables.js';
import { typeKey } from './type-key.js';

const VOLATILITY = { immutable: 'i', stable: 's', volatile: 'v' } as const;

/** The user's functions and procedures with this name: all overloads, on the search path or in the schema. */
export function userFunctions(schema: string | undefined, name: string, catalog: Catalog): readonly PgFunction[] {
  if (!findName(catalog, 'function', schema, name)) return [];
  const found: PgFunction[] = [];
  for (const object of catalog.objects.values()) {
    if (object.kind !== 'function' || object.name !== name) continue;
    if (schema === undefined ? searchedSchemas(catalog, 'function').includes(object.schema) : object.schema === schema) found.push(signatureOf(object));
  }
  return found;
}

function signatureOf(object: FunctionObject): PgFunction {
  const inputs = object.parameters.filter(isInput);
  const outputs = object.parameters.filter((parameter) => parameter.mode === 'out' || parameter.mode === 'inout' || parameter.mode === 'table');
  const { aggregate } = object;
  return {
    ...(aggregate ? { name: `aggregate ${aggregate}` } : { name: object.name, object: object.id }),
    kind: aggregate ? 'a' : object.isProcedure ? 'p' : 'f',
    // Postgres judges a function that it inlines by what it calls, not by what it is declared as.
    volatility: isSettled(object) ? 'i' : VOLATILITY[object.volatility],
    returnsSet: object.returnsSet,
    strict: object.strict,
    variadic: inputs.at(-1)?.mode === 'variadic',
    defaults: inputs.filter((parameter) => parameter.default).length,
    args: inputs.map((parameter) => typeKey(parameter.type)),
    argNames: inputs.map((parameter) => parameter.name),
    argDefaults: [],
    result: resultOf(object, outputs),
    ...(outputs.length > 0 && { columns: outputs.map((parameter, i) => ({ name: parameter.name ?? `column${i + 1}`, type: typeKey(parameter.type) })) }),
  };
}

/** It says what it is made of, and nothing of that changes from call to call. */
function isSettled({ inline, rows }: FunctionObject): boolean {
  return (inline !== undefined || rows !== undefined) && !(inline && isVolatile(inline)) && !(rows && hasVolatileCall(rows));
}

function resultOf(object: FunctionObject, outputs: readonly FunctionParameter[]): string {
  const [only] = outputs;
  if (only && outputs.length === 1) return typeKey(only.type);
  if (outputs.length > 1) return 'record';
  if (object.returns) return typeKey(object.returns);
  return object.returnsTrigger ? 'trigger' : 'void';
}

function isInput(parameter: FunctionParameter): boolean {
  return parameter.mode === 'in' || parameter.mode === 'inout' || parameter.mode === 'variadic';
}
