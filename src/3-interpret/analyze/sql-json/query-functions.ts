import type { JsonBehavior, JsonFuncExpr, Node } from '@pgsql/types';
import { baseType, BOOL, INT4, NUMERIC, TEXT } from '../../../model/base-types.js';
import type { DataType } from '../../../model/data-type.js';
import type { Call, Case, Expr } from '../../../model/expression.js';
import { walkTree } from '../../../model/walk.js';
import { coerceTo } from '../coerce.js';
import { refuse } from '../refuse.js';
import type { Scope } from '../scope.js';
import { modifiersOf, typeKey } from '../type-key.js';
import { typeName } from '../type-text.js';
import { formatted, JSON, JSONB, returned } from './output.js';

/** `JSON_VALUE(..)`, `JSON_QUERY(..)` and `JSON_EXISTS(..)` (transformJsonFuncExpr), over what the path finds. */
export function analyzeJsonFunction(node: JsonFuncExpr, scope: Scope): Expr {
  const asked = askedOf(node, scope);
  if (node.op === 'JSON_EXISTS_OP') return call('jsonb_path_exists', asked, BOOL);
  return node.op === 'JSON_VALUE_OP' ? valueOf(node, asked, scope) : queryOf(node, asked, scope);
}

/** The document, the path and, where there is PASSING, the path's variables. */
interface Asked {
  readonly args: readonly Expr[];
  readonly at?: number;
}

function askedOf({ context_item, pathspec, passing = [], location }: JsonFuncExpr, scope: Scope): Asked {
  if (!context_item || !pathspec) throw new Error('the grammar gives a document and a path');
  const document = coerceTo(scope.analyze.expression(formatted(context_item), scope), JSONB, scope, 'explicit');
  const path = coerceTo(scope.analyze.expression(pathspec, scope), baseType('jsonpath'), scope);
  return { args: [document, path, ...variablesOf(passing, scope)], ...(location !== undefined && { at: location }) };
}

function variablesOf(passing: readonly Node[], scope: Scope): readonly Expr[] {
  const args = passing.flatMap((entry): Node[] => ('JsonArgument' in entry && entry.JsonArgument.val ? [{ A_Const: { sval: { sval: entry.JsonArgument.name ?? '' } } }, formatted(entry.JsonArgument.val)] : []));
  return args.length === 0 ? [] : [scope.analyze.expression({ FuncCall: { funcname: [{ String: { sval: 'jsonb_build_object' } }], args } }, scope)];
}

function call(name: string, { args, at }: Asked, type: DataType): Call {
  return { kind: 'call', name, args, type, strict: true, ...(at !== undefined && { at }) };
}

const literal = (value: string | null, type: DataType = TEXT): Expr => ({ kind: 'literal', value, type });

/** Types whose texts can be judged before they are read (`pg_input_is_valid`). */
const READ: ReadonlySet<string> = new Set(['text', 'varchar', 'int2', 'int4', 'int8', 'numeric', 'float4', 'float8', 'bool', 'uuid', 'date', 'timestamp', 'timestamptz']);

/** One scalar as a value of the type, read from its text; what cannot be read is an error, as objects, arrays and several items are. */
function valueOf(node: JsonFuncExpr, asked: Asked, scope: Scope): Expr {
  const type = returned(node.output, TEXT, scope);
  const key = typeKey(type);
  if (!READ.has(key) || (modifiersOf(type).length > 0 && key !== 'varchar' && key !== 'numeric')) refuse(scope, 'unsupported-expression', `JSON_VALUE(.. RETURNING ${typeName(type, scope.catalog)}) is not supported`, { at: node.location, help: key === 'json' || key === 'jsonb' ? 'Write JSON_QUERY(..).' : `Write JSON_VALUE(..)::${typeName(type, scope.catalog)}, which fails where the value cannot be read.` });
  const text = call('path value', asked, TEXT);
  const value = coerceTo(text, type, scope, 'explicit');
  const found = call('path state', asked, TEXT);
  const faults = [...(key === 'text' || key === 'varchar' ? [] : [unreadable(text, key)]), ...tooLarge(text, type)];
  const onError = behavior(node.on_error, type, { message: 'JSON path expression in JSON_VALUE must return single scalar item', what: 'ON ERROR' }, scope);
  const onEmpty = behavior(node.on_empty, type, { message: 'no SQL/JSON item found for specified path', what: 'ON EMPTY' }, scope);
  const branches = [
    ...(isNull(onEmpty) ? [] : [{ when: equals(found, ['none']), then: onEmpty }]),
    ...(isNull(onError) ? [] : [{ when: equals(found, ['many', 'object', 'array']), then: onError }]),
    ...(node.on_error?.btype === 'JSON_BEHAVIOR_ERROR' ? [] : faults.map((when) => ({ when, then: onError }))),
  ];
  return choice(branches, value, type);
}

/** JSON as the path finds it; several items are an error without a wrapper. */
function queryOf(node: JsonFuncExpr, asked: Asked, scope: Scope): Expr {
  const type = returned(node.output, JSONB, scope);
  const key = typeKey(type);
  if (!['json', 'jsonb', 'text', 'varchar'].includes(key) || modifiersOf(type).length > 0) refuse(scope, 'unsupported-expression', `JSON_QUERY(.. RETURNING ${typeName(type, scope.catalog)}) is not supported`, { at: node.location, help: 'Write RETURNING jsonb, and read the value from that.' });
  const found = call('path state', asked, TEXT);
  const first = call('jsonb_path_query_first', asked, JSONB);
  const all = call('jsonb_path_query_array', asked, JSONB);
  const as = (made: Expr): Expr => coerceTo(made, type, scope, 'explicit');
  const onError = behavior(node.on_error, type, { message: 'JSON path expression in JSON_QUERY must return single item when no wrapper is requested', what: 'ON ERROR' }, scope);
  const onEmpty = behavior(node.on_empty, type, { message: 'no SQL/JSON item found for specified path', what: 'ON EMPTY' }, scope);
  const none = { when: equals(found, ['none']), then: onEmpty };
  if (node.wrapper === 'JSW_UNCONDITIONAL') return choice([none], as(all), type);
  const several = { when: equals(found, ['many']), then: node.wrapper === 'JSW_CONDITIONAL' ? as(all) : onError };
  if (node.quotes !== 'JS_QUOTES_OMIT') return choice([...(isNull(onEmpty) ? [] : [none]), several], as(first), type);
  const bare = call('path value', asked, TEXT);
  const isText = equals(found, ['text']);
  const unread = key === 'text' || key === 'varchar' ? [] : [{ when: { kind: 'logical' as const, op: 'and' as const, args: [isText, unreadable(bare, key)], type: BOOL }, then: onError }];
  return choice([...(isNull(onEmpty) ? [] : [none]), several, ...unread, { when: isText, then: coerceTo(bare, type, scope, 'explicit') }], as(first), type);
}

function choice(branches: Case['branches'], otherwise: Expr, type: DataType): Expr {
  return branches.length === 0 ? otherwise : { kind: 'case', branches, otherwise, type };
}

function equals(operand: Expr, words: readonly string[]): Expr {
  return { kind: 'in', negated: false, operand, list: words.map((word) => literal(word)), type: BOOL };
}

function isNull(expr: Expr): boolean {
  return expr.kind === 'literal' && expr.value === null;
}

/** True where the text is known to be none of the type. */
function unreadable(text: Expr, key: string): Expr {
  const valid: Expr = { kind: 'call', name: 'pg_input_is_valid', args: [text, literal(key)], type: BOOL };
  return { kind: 'test', test: 'false', negated: false, operand: valid, type: BOOL };
}

/** What varchar(n) cannot hold, but for blanks at its end, and what has too many digits for numeric(p, s). */
function tooLarge(text: Expr, type: DataType): readonly Expr[] {
  const [size, scale = 0] = modifiersOf(type);
  if (size === undefined) return [];
  const more = (name: string, left: Expr, limit: string): Expr => ({ kind: 'operator', name, left, right: literal(limit, left.type), type: BOOL });
  if (typeKey(type) === 'varchar') return [more('>', plainCall('length', INT4, plainCall('rtrim', TEXT, text)), String(size))];
  const number: Expr = { kind: 'cast', operand: text, type: NUMERIC, explicit: true };
  const limit = size >= scale ? `1${'0'.repeat(size - scale)}` : `0.${'0'.repeat(scale - size - 1)}1`;
  return [more('>=', plainCall('abs', NUMERIC, plainCall('round', NUMERIC, number, literal(String(scale), INT4))), limit)];
}

function plainCall(name: string, type: DataType, ...args: readonly Expr[]): Expr {
  return { kind: 'call', name, args, type, strict: true };
}

/** What a value is where there is none or an error: NULL when nothing is said. */
function behavior(written: JsonBehavior | undefined, type: DataType, error: { readonly message: string; readonly what: string }, scope: Scope): Expr {
  switch (written?.btype) {
    case undefined:
    case 'JSON_BEHAVIOR_NULL':
      return literal(null, type);
    case 'JSON_BEHAVIOR_EMPTY':
    case 'JSON_BEHAVIOR_EMPTY_ARRAY':
      return coerceTo(literal('[]', JSON), type, scope, 'explicit');
    case 'JSON_BEHAVIOR_EMPTY_OBJECT':
      return coerceTo(literal('{}', JSON), type, scope, 'explicit');
    case 'JSON_BEHAVIOR_ERROR':
      return { kind: 'call', name: 'raise_exception', args: [literal(error.message)], type };
    case 'JSON_BEHAVIOR_DEFAULT':
      if (written.expr) return coerceTo(constantExpression(scope.analyze.expression(written.expr, scope), scope), type, scope, 'assignment');
      break;
  }
  return refuse(scope, 'unsupported-expression', `this form of ${error.what} is not supported`, { at: written?.location, help: 'NULL, ERROR, EMPTY ARRAY, EMPTY OBJECT and DEFAULT value are.' });
}

/** Of a row it can ask nothing (ValidJsonBehaviorDefaultExpr). */
function constantExpression(expr: Expr, scope: Scope): Expr {
  walkTree(expr, {
    expression: (node) => { if (node.kind === 'column' || node.kind === 'subquery') refuse(scope, 'invalid-expression', 'can only specify a constant, non-aggregate function, or operator expression for DEFAULT', { at: node.at ?? expr.at }); },
  });
  return expr;
}
