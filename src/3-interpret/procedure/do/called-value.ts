import type { FuncCall, Node } from '@pgsql/types';
import { Refusal } from '../../../diagnostics/refusal.js';
import type { Catalog, FunctionObject } from '../../../model/catalog.js';
import { findName, searchedSchemas } from '../../../model/catalog-lookup.js';
import type { Procedure } from '../../../model/procedure.js';
import { writtenList } from '../../catalog/resolve.js';
import { argumentsOf, constantOf, takesArguments } from '../given-arguments.js';
import { inputsOf } from '../inputs-of.js';
import { valueOfType } from './cast-value.js';
import type { Environment } from './environment.js';
import type { RunVariable } from './runner.js';
import { Unknowable, type Value } from './value.js';

/** How many calls may stand within each other. */
const DEEPEST = 20;

type Variables = ReadonlyMap<string, RunVariable>;

/** Carries a body out by itself; undefined where it does something, or only the database knows what it returns. */
export type RunProcedure = (procedure: Procedure, variables: Variables, catalog: Catalog, depth: number) => Value | undefined;

/**
 * What a function of the migrations' own gives, where the catalog alone decides it: `IF NOT column_exists('users', 'email') THEN`. Undefined when there is no such
 * function. @throws Unknowable when it does something, or reads rows
 */
export function calledValue({ funcname, args = [] }: FuncCall, environment: Environment, run: RunProcedure): Value | undefined {
  const object = functionOf(funcname, args, environment);
  if (!object) return undefined;
  if (environment.depth > DEEPEST) throw new Unknowable(`${object.name}() calls itself too often while the migration is read`);
  const variables = parametersOf(object, args, environment);
  if (object.strict && [...variables.values()].some(({ value }) => value === null)) return null;
  const value = object.language === 'sql' ? ofQuery(object, variables, environment) : ofBody(object, variables, environment, run);
  return valueOfType(value, object.returns);
}

function functionOf(funcname: FuncCall['funcname'], args: readonly Node[], { catalog }: Environment): FunctionObject | undefined {
  const { schema, name } = writtenList(funcname);
  if (!findName(catalog, 'function', schema, name)) return undefined;
  const fitting = [...catalog.objects.values()].filter((object): object is FunctionObject => object.kind === 'function' && object.name === name && (schema === undefined ? searchedSchemas(catalog, 'function').includes(object.schema) : object.schema === schema) && takesArguments(object, args));
  const [object, ...others] = fitting;
  if (!object || others.length > 0 || object.returnsSet || object.returnsTrigger || object.isProcedure) throw new Unknowable(`${name}() is not worked out while the migration is read`);
  return object;
}

/** By name and by number. */
function parametersOf(object: FunctionObject, args: readonly Node[], environment: Environment): Variables {
  const given = argumentsOf(object, args) ?? [];
  const variables = new Map<string, RunVariable>();
  for (const [i, { name, type, default: usual }] of inputsOf(object).entries()) {
    const node = given[i];
    const value = node ? environment.expression(node, environment) : constantOf(usual);
    if (value === undefined) throw new Unknowable(`the default of a parameter of ${object.name}() is not worked out while the migration is read`);
    const variable: RunVariable = { type, value: valueOfType(value, type) };
    variables.set(`$${i + 1}`, variable);
    if (name !== undefined) variables.set(name, variable);
  }
  return variables;
}

function ofQuery({ name, statements = [] }: FunctionObject, variables: Variables, environment: Environment): Value {
  const [only, ...others] = statements;
  if (!only || others.length > 0 || !('SelectStmt' in only.node)) throw new Unknowable(`${name}() is not worked out while the migration is read`);
  const inside: Environment = { ...environment, depth: environment.depth + 1, lookup: ([first = '', second]) => (second === undefined ? variables.get(first)?.value : undefined) };
  return inside.query(only.node.SelectStmt, inside).rows[0]?.[0] ?? null;
}

/** What Postgres would report is reported; what we cannot carry out is unknown. */
function ofBody({ procedure, name }: FunctionObject, variables: Variables, { catalog, depth }: Environment, run: RunProcedure): Value {
  const unknown = (): never => {
    throw new Unknowable(`what ${name}() gives is known only to the database`);
  };
  if (!procedure || 'unreadable' in procedure) return unknown();
  try {
    const value = run(procedure, variables, catalog, depth + 1);
    return value === undefined ? unknown() : value;
  } catch (error) {
    if (error instanceof Refusal && (error.diagnostic.code.includes('unsupported') || error.diagnostic.code === 'system-catalog-query')) return unknown();
    throw error;
  }
}
