import type { FuncCall, JsonOutput, JsonValueExpr, Node } from '@pgsql/types';
import { baseType } from '../../../model/base-types.js';
import type { DataType } from '../../../model/data-type.js';
import type { Call, Expr } from '../../../model/expression.js';
import { coerceTo } from '../coerce.js';
import { analyzeFunctionCall } from '../function-call.js';
import { refuse } from '../refuse.js';
import type { Scope } from '../scope.js';
import { typeKey } from '../type-key.js';
import { resolveTypeName } from '../type-name.js';

export const JSON = baseType('json');
export const JSONB = baseType('jsonb');

/** `RETURNING type`, or what stands for it where nothing is written. */
export function returned(output: JsonOutput | undefined, otherwise: DataType, scope: Scope): DataType {
  if (!output?.typeName) return otherwise;
  const type = resolveTypeName(output.typeName, scope.catalog, scope);
  if (typeKey(type) === 'bytea') refuse(scope, 'unsupported-expression', 'JSON as bytes is not supported', { at: output.typeName.location, help: 'Write RETURNING text, and convert_to(.., \'UTF8\') around it.' });
  return type;
}

/** The call of `json_..`, which is that of `jsonb_..` where jsonb is asked for, or is among the arguments of one that says nothing (transformJsonConstructorOutput). */
export function callOf(node: FuncCall, output: JsonOutput | undefined, scope: Scope): Call {
  const call = analyzeFunctionCall(node, scope);
  if (call.kind !== 'call') throw new Error('a constructor of JSON is a call');
  const jsonb = output ? typeKey(returned(output, JSON, scope)) === 'jsonb' : call.args.some(({ type }) => typeKey(type) === 'jsonb');
  return jsonb ? { ...call, name: call.name.replace('json', 'jsonb'), type: JSONB } : call;
}

/** What a constructor made, as the type that is asked for. */
export function asReturned(made: Expr, type: DataType, scope: Scope): Expr {
  return typeKey(made.type) === typeKey(type) ? made : coerceTo(made, type, scope, 'explicit');
}

/** A value with `FORMAT JSON` behind it is JSON, not a text. */
export function formatted({ raw_expr, format }: JsonValueExpr): Node {
  if (!raw_expr) throw new Error('the grammar gives a value of JSON its expression');
  return format?.format_type === 'JS_FORMAT_JSON' ? castNode(raw_expr, 'json') : raw_expr;
}

export function castNode(arg: Node, type: string): Node {
  return { TypeCast: { arg, typeName: { names: [{ String: { sval: type } }], typemod: -1 } } };
}
