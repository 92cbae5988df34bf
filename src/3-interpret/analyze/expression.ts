import type { A_ArrayExpr, BooleanTest, BoolExpr, CollateClause, Node, NullTest, RowExpr, TypeCast } from '@pgsql/types';
import { BOOL, RECORD, TEXT } from '../../model/base-types.js';
import type { DataType } from '../../model/data-type.js';
import type { ArrayConstructor, Expr, Logical, RowConstructor, Test } from '../../model/expression.js';
import type { NodeOf } from '../../model/statement.js';
import { analyzeOperatorExpression } from './a-expr.js';
import { analyzeCondition, asBoolean } from './boolean.js';
import { coerceTo } from './coerce.js';
import { analyzeColumnReference, nameParts } from './column-reference.js';
import { coerceToCommon, commonType } from './common-type.js';
import { analyzeCase, analyzeConditional } from './conditional.js';
import { analyzeConstant, analyzeCurrentValue } from './constant.js';
import { analyzeFunctionCall } from './function-call.js';
import { analyzeGroupingCall } from './grouping-sets.js';
import { analyzeIndirection } from './indirection.js';
import { refuse } from './refuse.js';
import { partsOf } from './composite-value.js';
import { rowAs } from './row-columns.js';
import type { Scope } from './scope.js';
import { analyzeJsonArrayAgg, analyzeJsonObjectAgg } from './sql-json/aggregates.js';
import { analyzeJsonArray, analyzeJsonArrayOfQuery, analyzeJsonObject, analyzeJsonParse, analyzeJsonScalar, analyzeJsonSerialize } from './sql-json/constructors.js';
import { analyzeIsJson } from './sql-json/is-json.js';
import { analyzeJsonFunction } from './sql-json/query-functions.js';
import { analyzeSublink } from './sublink.js';
import { expandStars } from './star.js';
import { arrayOf, categoryOf, elementKey, typeKey, typeOfKey } from './type-key.js';
import { resolveTypeName } from './type-name.js';
import { typeName } from './type-text.js';

type Tag = 'A_ArrayExpr' | 'A_Const' | 'A_Expr' | 'A_Indirection' | 'BoolExpr' | 'BooleanTest' | 'CaseExpr' | 'CoalesceExpr' | 'CollateClause' | 'ColumnRef'
  | 'FuncCall' | 'GroupingFunc' | 'JsonArrayAgg' | 'JsonArrayConstructor' | 'JsonArrayQueryConstructor' | 'JsonFuncExpr' | 'JsonIsPredicate' | 'JsonObjectAgg' | 'JsonObjectConstructor'
  | 'JsonParseExpr' | 'JsonScalarExpr' | 'JsonSerializeExpr' | 'MergeSupportFunc' | 'MinMaxExpr' | 'NullTest' | 'ParamRef' | 'RowExpr' | 'SetToDefault' | 'SQLValueFunction' | 'SubLink' | 'TypeCast';

/** How each expression node of the raw parse tree is analysed (transformExprRecurse). */
const HANDLERS: { readonly [K in Tag]: (node: NodeOf<K>, scope: Scope) => Expr } = {
  A_ArrayExpr: analyzeArray,
  A_Const: analyzeConstant,
  A_Expr: analyzeOperatorExpression,
  A_Indirection: analyzeIndirection,
  BoolExpr: analyzeLogical,
  BooleanTest: analyzeBooleanTest,
  CaseExpr: analyzeCase,
  CoalesceExpr: (node, scope) => analyzeConditional(node, 'coalesce', scope),
  CollateClause: analyzeCollate,
  ColumnRef: analyzeColumnReference,
  FuncCall: analyzeFunctionCall,
  GroupingFunc: analyzeGroupingCall,
  JsonArrayAgg: analyzeJsonArrayAgg,
  JsonArrayConstructor: analyzeJsonArray,
  JsonArrayQueryConstructor: analyzeJsonArrayOfQuery,
  JsonFuncExpr: analyzeJsonFunction,
  JsonIsPredicate: analyzeIsJson,
  JsonObjectAgg: analyzeJsonObjectAgg,
  JsonObjectConstructor: analyzeJsonObject,
  JsonParseExpr: analyzeJsonParse,
  JsonScalarExpr: analyzeJsonScalar,
  JsonSerializeExpr: analyzeJsonSerialize,
  MergeSupportFunc: (node, scope) => (scope.place === 'returning' ? { kind: 'call', name: 'merge_action', args: [], type: TEXT, ...located(node) } : refuse(scope, 'invalid-expression', 'MERGE_ACTION() can only be used in the RETURNING list of a MERGE command', { at: node.location })),
  MinMaxExpr: (node, scope) => analyzeConditional(node, node.op === 'IS_LEAST' ? 'least' : 'greatest', scope),
  NullTest: analyzeNullTest,
  ParamRef: (node, scope) => scope.parameters?.[(node.number ?? 0) - 1] ?? refuse(scope, 'unknown-parameter', `there is no parameter $${node.number ?? 0}`, { at: node.location, length: 2 }),
  RowExpr: analyzeRow,
  SetToDefault: (node, scope) => refuse(scope, 'invalid-expression', 'DEFAULT is not allowed in this context', { at: node.location, length: 7 }),
  SQLValueFunction: analyzeCurrentValue,
  SubLink: analyzeSublink,
  TypeCast: analyzeTypeCast,
};

/** One raw expression node as a resolved expression. Untyped literals are still of type `unknown`. */
export function analyzeExpression(node: Node, scope: Scope): Expr {
  for (const tag in node) {
    const handler = HANDLERS[tag as Tag] as ((payload: unknown, scope: Scope) => Expr) | undefined;
    if (handler) return handler(node[tag as keyof Node], scope);
    const payload = node[tag as keyof Node] as { readonly location?: number } | undefined;
    return refuse(scope, 'unsupported-expression', ...unsupported(tag, payload?.location));
  }
  throw new Error('an expression node has a tag');
}

function unsupported(tag: string, at: number | undefined): readonly [string, { readonly at: number | undefined; readonly help: string }] {
  if (tag !== 'CurrentOfExpr') return [`${tag} expressions are not supported`, { at, help: 'Write it with ordinary functions and operators.' }];
  return ['WHERE CURRENT OF is read in a loop over the cursor, whose query reads one table and whose rows are put into a record', { at, help: 'Name the row by its key.' }];
}

function located(node: { readonly location?: number }): { readonly at?: number } {
  return node.location === undefined ? {} : { at: node.location };
}

function inner(node: Node | undefined, scope: Scope): Expr {
  if (!node) throw new Error('the grammar gives this node an operand');
  return analyzeExpression(node, scope);
}

/** `value::type`, `CAST(value AS type)`, `type 'text'`. */
function analyzeTypeCast(node: TypeCast, scope: Scope): Expr {
  if (!node.typeName || !node.arg) throw new Error('the grammar gives a cast its type');
  const type = resolveTypeName(node.typeName, scope.catalog, scope);
  const array = 'A_ArrayExpr' in node.arg ? node.arg.A_ArrayExpr : undefined;
  const expr = array ? analyzeArray(array, scope, type) : analyzeExpression(node.arg, scope);
  const result = rowAs(expr, type, scope) ?? coerceTo(expr, type, scope, 'explicit');
  return expr.at === undefined && node.location !== undefined ? { ...result, at: node.location } : result;
}

/** `a AND b`; nested ones of the same kind are flattened, as Postgres' grammar does. */
function analyzeLogical(node: BoolExpr, scope: Scope): Logical {
  const op = node.boolop === 'OR_EXPR' ? 'or' : node.boolop === 'NOT_EXPR' ? 'not' : 'and';
  return { kind: 'logical', type: BOOL, op, args: (node.args ?? []).map((arg) => analyzeCondition(arg, scope, op.toUpperCase())), ...located(node) };
}

function analyzeNullTest(node: NullTest, scope: Scope): Test {
  return { kind: 'test', type: BOOL, test: 'null', negated: node.nulltesttype === 'IS_NOT_NULL', operand: partsOf(inner(node.arg, scope), scope), ...located(node) };
}

/** `a IS [NOT] TRUE | FALSE | UNKNOWN`. */
function analyzeBooleanTest(node: BooleanTest, scope: Scope): Test {
  const negated = node.booltesttype?.startsWith('IS_NOT') ?? false;
  const test = node.booltesttype?.endsWith('TRUE') ? 'true' : node.booltesttype?.endsWith('FALSE') ? 'false' : 'unknown';
  const what = `IS ${negated ? 'NOT ' : ''}${test.toUpperCase()}`;
  return { kind: 'test', type: BOOL, test, negated, operand: asBoolean(inner(node.arg, scope), what, scope), ...located(node) };
}

function analyzeRow(node: RowExpr, scope: Scope): RowConstructor {
  const fields = expandStars(node.args ?? [], scope).map((entry) => (typeKey(entry.type) === 'unknown' && node.row_format === undefined ? coerceTo(entry, TEXT, scope) : entry));
  return { kind: 'row', type: RECORD, fields, ...located(node) };
}

/** `ARRAY[a, b]`; `wanted` is the type of a cast around it, which its elements take at once (transformArrayExpr). */
function analyzeArray(node: A_ArrayExpr, scope: Scope, wanted?: DataType): ArrayConstructor {
  const target = wanted && elementKey(typeKey(wanted), scope.catalog) !== undefined ? wanted : undefined;
  const elements = (node.elements ?? []).map((element) => ('A_ArrayExpr' in element ? analyzeArray(element.A_ArrayExpr, scope, target) : analyzeExpression(element, scope)));
  if (elements.length === 0 && !target) refuse(scope, 'type-mismatch', 'cannot determine type of empty array', { at: node.location, help: 'Explicitly cast to the desired type, for example ARRAY[]::integer[].' });
  if (target) return { kind: 'array', type: arrayOf(elementOf(target, scope)), elements: castElements(elements, target, scope), ...located(node) };
  const common = commonType(elements, 'ARRAY', scope);
  const converted = elements.map((element) => coerceToCommon(element, common, 'ARRAY', scope));
  // A multidimensional array has the type of a one-dimensional one.
  return { kind: 'array', type: categoryOf(typeKey(common), scope.catalog) === 'A' && common.kind === 'array' ? common : arrayOf(common), elements: converted, ...located(node) };
}

/** The elements of `ARRAY[..]::t[]`: one array among them makes it multidimensional. */
function castElements(elements: readonly Expr[], target: DataType, scope: Scope): readonly Expr[] {
  const nested = elements.some((element) => elementKey(typeKey(element.type), scope.catalog) !== undefined);
  const type = nested ? arrayOf(elementOf(target, scope)) : elementOf(target, scope);
  return elements.map((element) => coerceTo(element, type, scope, 'explicit'));
}

function elementOf(type: DataType, scope: Scope): DataType {
  if (type.kind === 'array') return type.element;
  return typeOfKey(elementKey(typeKey(type), scope.catalog) ?? 'text', scope.catalog);
}

const COLLATABLE = new Set(['text', 'varchar', 'bpchar', 'name', 'citext']);

function analyzeCollate(node: CollateClause, scope: Scope): Expr {
  const written = inner(node.arg, scope);
  const operand = typeKey(written.type) === 'unknown' ? coerceTo(written, TEXT, scope) : written;
  if (categoryOf(typeKey(operand.type), scope.catalog) !== 'S' && !COLLATABLE.has(typeKey(operand.type).replace(/^_/, ''))) {
    refuse(scope, 'type-mismatch', `collations are not supported by type ${typeName(operand.type, scope.catalog)}`, { at: node.location });
  }
  return { kind: 'collate', type: operand.type, operand, collation: nameParts(node.collname).at(-1) ?? '', ...located(node) };
}
