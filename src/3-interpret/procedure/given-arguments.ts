import type { Node } from '@pgsql/types';
import type { FunctionObject } from '../../model/catalog.js';
import type { Expr } from '../../model/expression.js';
import { inputsOf } from './inputs-of.js';
import type { Value } from './do/value.js';

/** Whether a call gives the function what it has no defaults for. */
export function takesArguments(object: FunctionObject, args: readonly Node[]): boolean {
  const given = argumentsOf(object, args);
  return given !== undefined && inputsOf(object).every((input, i) => given[i] !== undefined || input.default !== undefined);
}

/** For each parameter what the call gives it: `restock(1, amount => 5)`. Undefined when the call gives something else. */
export function argumentsOf(object: FunctionObject, args: readonly Node[]): readonly (Node | undefined)[] | undefined {
  const inputs = inputsOf(object);
  const given = inputs.map((): Node | undefined => undefined);
  for (const [i, arg] of args.entries()) {
    const place = 'NamedArgExpr' in arg ? inputs.findIndex(({ name }) => name === arg.NamedArgExpr.name) : i;
    if (place < 0 || place >= inputs.length || given[place] !== undefined) return undefined;
    given[place] = givenValue(arg);
  }
  return given;
}

export function givenValue(arg: Node): Node {
  return ('NamedArgExpr' in arg && arg.NamedArgExpr.arg) || arg;
}

/** A parameter's default, where it is a constant. */
export function constantOf(expr: Expr | undefined): Value | undefined {
  if (expr?.kind !== 'literal') return undefined;
  const type = expr.type.kind === 'base' ? expr.type.name : '';
  if (expr.value === null || !/^(?:int[248]|numeric|float[48]|bool)$/.test(type)) return expr.value;
  return type === 'bool' ? expr.value === 'true' : Number(expr.value);
}
