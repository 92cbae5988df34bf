import type { A_Indirection, Node } from '@pgsql/types';
import { baseType, INT4, TEXT } from '../../model/base-types.js';
import type { ObjectId } from '../../model/catalog.js';
import type { DataType } from '../../model/data-type.js';
import { LAST_PLACE, type Expr } from '../../model/expression.js';
import { tryCoerce } from './coerce.js';
import { partsOf } from './composite-value.js';
import { refuse } from './refuse.js';
import type { Scope } from './scope.js';
import { baseKey, baseOf, elementKey, typeKey, typeOfKey } from './type-key.js';
import { pgType } from './pg-tables.js';
import { typeName } from './type-text.js';

/** `array[1]`, `array[1:2]`, `document['key']`, `(composite).field` (transformIndirection). */
export function analyzeIndirection(node: A_Indirection, scope: Scope): Expr {
  if (!node.arg) throw new Error('the grammar gives an indirection its operand');
  let expr = scope.analyze.expression(node.arg, scope);
  const slice = (node.indirection ?? []).some((part) => 'A_Indices' in part && part.A_Indices.is_slice);
  let [array, element] = [expr.type, subscriptType(expr.type, scope)];
  for (const part of node.indirection ?? []) {
    if ('A_Indices' in part) {
      if (!element) return refuse(scope, 'type-mismatch', `cannot subscript type ${typeName(baseOf(array, scope.catalog), scope.catalog)} because it does not support subscripting`, { at: expr.at });
      const { lidx, uidx, is_slice: isSlice } = part.A_Indices;
      if (slice) refuseDimensions(node, array, expr, scope);
      const type = slice ? arrayType(array, scope) : element;
      const index = isSlice ? bound(lidx, array, scope, '1') : bound(uidx, array, scope);
      expr = { kind: 'subscript', type, operand: expr, index, ...(isSlice && { upper: bound(uidx, array, scope, LAST_PLACE) }), ...(expr.at !== undefined && { at: expr.at }) };
    } else if ('String' in part) {
      expr = fieldOfCall(node.arg, expr, part.String.sval ?? '', scope) ?? fieldOf(partsOf(expr, scope), part.String.sval ?? '', scope);
      [array, element] = [expr.type, subscriptType(expr.type, scope)];
    } else return refuse(scope, 'unsupported-expression', 'row expansion via "*" is not supported here', { at: expr.at });
  }
  return expr;
}

function subscriptType(type: DataType, scope: Scope): DataType | undefined {
  const key = baseKey(typeKey(type), scope.catalog);
  if (key === 'jsonb') return baseType('jsonb');
  const element = elementKey(key, scope.catalog) ?? pgType(key)?.element;
  return element === undefined ? undefined : typeOfKey(element, scope.catalog);
}

function arrayType(type: DataType, scope: Scope): DataType {
  return typeOfKey(baseKey(typeKey(type), scope.catalog), scope.catalog);
}

/** Each pair of brackets of a slice is for a dimension of its own. */
function refuseDimensions({ indirection = [] }: A_Indirection, type: DataType, { at }: Expr, scope: Scope): void {
  if (baseKey(typeKey(type), scope.catalog) === 'jsonb') refuse(scope, 'type-mismatch', 'jsonb subscript does not support slices', { at });
  if (indirection.filter((part) => 'A_Indices' in part).length > 1) refuse(scope, 'unsupported-expression', 'a slice of an array of several dimensions is not supported', { at });
}

/** An array is subscripted by integers, a document by text or integers; a bound of a slice that is left out is the furthest there is. */
function bound(node: Node | undefined, type: DataType, scope: Scope, furthest = ''): Expr {
  if (!node) return { kind: 'literal', type: INT4, value: furthest };
  const expr = scope.analyze.expression(node, scope);
  const document = baseKey(typeKey(type), scope.catalog) === 'jsonb';
  const unknown = typeKey(expr.type) === 'unknown';
  const converted = document && unknown ? tryCoerce(expr, TEXT, 'implicit', scope) : (tryCoerce(expr, INT4, document ? 'implicit' : 'assignment', scope) ?? (document ? tryCoerce(expr, TEXT, 'implicit', scope) : undefined));
  return converted ?? refuse(scope, 'type-mismatch', document ? `subscript type ${typeName(expr.type, scope.catalog)} is not supported` : 'array subscript must have type integer', { at: expr.at });
}

/** `(f(x)).field` is `(SELECT field FROM f(x))`. */
function fieldOfCall(called: Node, expr: Expr, name: string, scope: Scope): Expr | undefined {
  const isRow = expr.type.kind === 'composite' || (expr.type.kind === 'base' && expr.type.name === 'record');
  if (!('FuncCall' in called) || !isRow || expr.kind !== 'call' || expr.function === undefined || expr.returnsSet || isInlined(expr.function, scope)) return undefined;
  const field: Node = { ColumnRef: { fields: [CALLED, name].map((sval) => ({ String: { sval } })), ...(expr.at !== undefined && { location: expr.at }) } };
  const from: Node = { RangeFunction: { functions: [{ List: { items: [called] } }], alias: { aliasname: CALLED } } };
  return scope.analyze.expression({ SubLink: { subLinkType: 'EXPR_SUBLINK', subselect: { SelectStmt: { targetList: [{ ResTarget: { name, val: field } }], fromClause: [from], limitOption: 'LIMIT_OPTION_DEFAULT', op: 'SETOP_NONE' } } } }, scope);
}

/** It is written out where it is called. */
function isInlined(id: ObjectId, { catalog }: Scope): boolean {
  const object = catalog.objects.get(id);
  return object?.kind === 'function' && object.inline !== undefined;
}

const CALLED = 'called';

/** `(row).field`: of a composite column it has no place in the model's expressions; of a ROW it is the field itself. */
function fieldOf(expr: Expr, name: string, scope: Scope): Expr {
  if (expr.kind === 'row') {
    const { names } = expr;
    const field = names ? expr.fields[names.indexOf(name)] : expr.fields.find((candidate) => candidate.kind === 'column' && candidate.name === name);
    if (field) return field;
    return refuse(scope, 'unknown-column', `column "${name}" not found in data type ${typeName(expr.type, scope.catalog)}`, { at: expr.at });
  }
  const help = 'Keep the fields in columns of their own, or in a JSON document.';
  return refuse(scope, 'unsupported-expression', `selecting field "${name}" of a composite value is not supported`, { at: expr.at, help });
}
