import { pgFunctions, type PgFunction } from './pg-tables.js';
import { extensionInUse } from './operator.js';
import type { Scope } from './scope.js';
import type { TypeKey } from './type-key.js';
import { userFunctions } from './user-functions.js';

/** What is written between the parentheses, as far as choosing the function needs it. */
export interface CallShape {
  readonly given: readonly TypeKey[];
  /** Names of the trailing named arguments (`days => 10`); the positional ones come first. */
  readonly names: readonly string[];
  /** The last argument is marked VARIADIC. */
  readonly variadic: boolean;
}

/** One function laid out for the call (FuncnameGetCandidates). */
export interface FunctionCandidate {
  readonly fn: PgFunction;
  /** Declared type of each written argument, in the order written. */
  readonly args: readonly TypeKey[];
  /** For each parameter the written argument's position, or undefined where its default applies. */
  readonly order?: readonly (number | undefined)[];
  readonly expanded: boolean;
}

/** The functions with this name that can be called with so many arguments. */
export function functionCandidates(schema: string | undefined, name: string, shape: CallShape, scope: Scope): readonly FunctionCandidate[] {
  const found: FunctionCandidate[] = [];
  for (const fn of functionsNamed(schema, name, shape, scope)) {
    const candidate = layOut(fn, shape);
    if (candidate && !found.some((other) => sameArguments(other, candidate))) found.push(candidate);
  }
  // A function that needs no VARIADIC expansion hides one that does.
  return found.filter((candidate) => !candidate.expanded || !found.some((other) => !other.expanded && other.args.join() === candidate.args.join()));
}

/** All functions of this name, whatever their arguments: Postgres' own, those of extensions in use, the user's. */
export function functionsNamed(schema: string | undefined, name: string, shape: CallShape, scope: Scope): readonly PgFunction[] {
  const users = schema === 'pg_catalog' ? [] : userFunctions(schema, name, scope.catalog);
  const shipped = pgFunctions(name).filter((fn) => fn.schema === undefined || fn.schema === schema);
  const own = schema === undefined || schema === 'pg_catalog' ? shipped.filter((fn) => fn.extension === undefined) : [];
  if (schema === 'pg_catalog') return own;
  const extensions = shipped.filter((fn) => fn.extension !== undefined && extensionInUse(fn.extension, shape.given, scope));
  const all = [...own, ...users, ...extensions];
  // Databases often have their extensions from the administrator: what only one of them offers is accepted without CREATE EXTENSION.
  return all.length > 0 ? all : shipped.filter((fn) => fn.extension !== undefined);
}

function sameArguments(a: FunctionCandidate, b: FunctionCandidate): boolean {
  return a.expanded === b.expanded && a.args.join() === b.args.join();
}

function layOut(fn: PgFunction, shape: CallShape): FunctionCandidate | undefined {
  const { given, names } = shape;
  if (names.length > 0) return layOutNamed(fn, shape);
  const wanted = fn.args.length;
  if (fn.variadic && !shape.variadic && given.length >= wanted) {
    const last = fn.args[wanted - 1] ?? 'any';
    const element = last === 'any' ? 'any' : last === 'anyarray' ? 'anyelement' : last === 'anycompatiblearray' ? 'anycompatible' : last.slice(1);
    const extra = Array.from({ length: given.length - wanted + 1 }, () => element);
    return { fn, args: [...fn.args.slice(0, -1), ...extra], expanded: true };
  }
  if (shape.variadic && !fn.variadic) return undefined;
  if (given.length > wanted || given.length < wanted - fn.defaults) return undefined;
  return { fn, args: fn.args.slice(0, given.length), expanded: false };
}

/** Mixed notation: positional arguments first, then `name => value` in any order. */
function layOutNamed(fn: PgFunction, { given, names }: CallShape): FunctionCandidate | undefined {
  const positional = given.length - names.length;
  if (given.length > fn.args.length) return undefined;
  const order: (number | undefined)[] = fn.args.map((_, i) => (i < positional ? i : undefined));
  for (const [i, name] of names.entries()) {
    const parameter = fn.argNames.indexOf(name);
    if (parameter < positional || order[parameter] !== undefined) return undefined;
    order[parameter] = positional + i;
  }
  const required = fn.args.length - fn.defaults;
  if (order.some((position, i) => position === undefined && i < required)) return undefined;
  const args: TypeKey[] = [];
  for (const [parameter, position] of order.entries()) if (position !== undefined) args[position] = fn.args[parameter] ?? 'any';
  return { fn, args, order, expanded: false };
}
