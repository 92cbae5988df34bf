import type { A_Expr, Node } from '@pgsql/types';
import type { Expr, InList, Operator } from '../../model/expression.js';
import { tryCoerce } from './coerce.js';
import { foldKeys, coerceToCommon } from './common-type.js';
import { nameParts } from './column-reference.js';
import { makeNullIf } from './conditional.js';
import { coerceArgument, hasOperator, makeOperator, resolveOperator } from './operator.js';
import { refuse } from './refuse.js';
import { makeRowComparison } from './row-comparison.js';
import type { Scope } from './scope.js';
import { arrayOf, BOOL, elementKey, sameType, typeKey, typeOfKey } from './type-key.js';
import { typeText } from './type-text.js';

type Kind = NonNullable<A_Expr['kind']>;

/** One entry for each `A_Expr_Kind`. */
const KINDS: Readonly<Record<Kind, (node: A_Expr, scope: Scope) => Expr>> = {
  AEXPR_OP: analyzeOperator,
  AEXPR_OP_ANY: (node, scope) => analyzeQuantified(node, 'any', scope),
  AEXPR_OP_ALL: (node, scope) => analyzeQuantified(node, 'all', scope),
  AEXPR_DISTINCT: (node, scope) => analyzeDistinct(node, false, scope),
  AEXPR_NOT_DISTINCT: (node, scope) => analyzeDistinct(node, true, scope),
  AEXPR_NULLIF: (node, scope) => makeNullIf(side(node.lexpr, scope), side(node.rexpr, scope), scope, node.location),
  AEXPR_IN: analyzeIn,
  AEXPR_LIKE: analyzeOperator,
  AEXPR_ILIKE: analyzeOperator,
  AEXPR_SIMILAR: analyzeOperator,
  AEXPR_BETWEEN: (node, scope) => analyzeBetween(node, false, false, scope),
  AEXPR_NOT_BETWEEN: (node, scope) => analyzeBetween(node, true, false, scope),
  AEXPR_BETWEEN_SYM: (node, scope) => analyzeBetween(node, false, true, scope),
  AEXPR_NOT_BETWEEN_SYM: (node, scope) => analyzeBetween(node, true, true, scope),
};

/** Everything that the grammar writes as an operator expression. */
export function analyzeOperatorExpression(node: A_Expr, scope: Scope): Expr {
  return KINDS[node.kind ?? 'AEXPR_OP'](node, scope);
}

function side(node: Node | undefined, scope: Scope): Expr {
  if (!node) throw new Error('the grammar gives this operator two operands');
  return scope.analyze.expression(node, scope);
}

function operatorName(node: A_Expr): string {
  return nameParts(node.name).at(-1) ?? '';
}

function located(node: A_Expr): { readonly at?: number } {
  return node.location === undefined ? {} : { at: node.location };
}

/** `a + b`, `-a`, `a LIKE b`, `(a, b) < (c, d)`. */
function analyzeOperator(node: A_Expr, scope: Scope): Expr {
  const name = operatorName(node);
  if (isRow(node.lexpr) && node.rexpr && 'SubLink' in node.rexpr) {
    return refuse(scope, 'unsupported-expression', 'comparing a row with a subquery is not supported', { at: node.location, help: 'Write EXISTS with the comparisons in its WHERE.' });
  }
  const left = node.lexpr && side(node.lexpr, scope);
  const right = side(node.rexpr, scope);
  if (left?.kind === 'row' && right.kind === 'row' && isRow(node.lexpr) && isRow(node.rexpr)) return makeRowComparison(name, left, right, scope, node.location);
  return makeOperator(name, left, right, scope, node.location);
}

function isRow(node: Node | undefined): boolean {
  return node !== undefined && 'RowExpr' in node;
}

/** `a = ANY(array)` (make_scalar_array_op). */
function analyzeQuantified(node: A_Expr, quantifier: 'any' | 'all', scope: Scope): Expr {
  const name = operatorName(node);
  const operand = side(node.lexpr, scope);
  const array = side(node.rexpr, scope);
  const arrayKey = typeKey(array.type);
  const element = arrayKey === 'unknown' ? 'unknown' : elementKey(arrayKey, scope.catalog);
  if (element === undefined) return refuse(scope, 'type-mismatch', 'op ANY/ALL (array) requires array on right side', { at: node.location });
  const resolved = resolveOperator(name, [typeKey(operand.type), element], scope, node.location);
  if (resolved.result !== 'bool') refuse(scope, 'type-mismatch', 'op ANY/ALL (array) requires operator to yield boolean', { at: node.location });
  const [left = 'unknown', right = 'unknown'] = resolved.args;
  const type = arrayOf(typeOfKey(right, scope.catalog));
  const converted = tryCoerce(array, type, 'implicit', scope);
  if (!converted) return refuse(scope, 'type-mismatch', `cannot cast type ${typeText(array.type, scope.catalog)} to ${typeText(type, scope.catalog)}`, { at: array.at });
  return { kind: 'quantified', type: BOOL, quantifier, name, operand: coerceArgument(operand, left, scope), array: converted, ...located(node) };
}

/** `a IS [NOT] DISTINCT FROM b`; against NULL it is a plain test for NULL. */
function analyzeDistinct(node: A_Expr, negated: boolean, scope: Scope): Expr {
  const left = side(node.lexpr, scope);
  const right = side(node.rexpr, scope);
  for (const [operand, other] of [[left, right], [right, left]] as const) {
    if (other.kind === 'literal' && other.value === null && typeKey(other.type) === 'unknown') return { kind: 'test', type: BOOL, test: 'null', negated: !negated, operand, ...located(node) };
  }
  const comparison = left.kind === 'row' && right.kind === 'row' && isRow(node.lexpr) ? makeRowComparison('=', left, right, scope, node.location) : makeOperator('=', left, right, scope, node.location);
  if (comparison.kind !== 'operator') throw new Error('a comparison is an operator');
  return { kind: 'distinct', type: BOOL, negated, left: comparison.left ?? left, right: comparison.right, ...located(node) };
}

/** `a IN (b, c)`: the common type where there is one, else each comparison by itself (transformAExprIn). */
function analyzeIn(node: A_Expr, scope: Scope): Expr {
  const negated = operatorName(node) === '<>';
  const operand = side(node.lexpr, scope);
  const list = listOf(node.rexpr).map((item) => scope.analyze.expression(item, scope));
  return inOfCommonType(node, negated, operand, list, scope) ?? inOfComparisons(node, negated, operand, list, scope);
}

function listOf(node: Node | undefined): readonly Node[] {
  return node && 'List' in node ? (node.List.items ?? []) : [];
}

function inOfCommonType(node: A_Expr, negated: boolean, operand: Expr, list: readonly Expr[], scope: Scope): InList | undefined {
  if (operand.kind === 'row') return undefined;
  const name = negated ? '<>' : '=';
  const plain = list.length > 1 ? [operand, ...list] : list;
  const key = foldKeys(plain.map((expr) => typeKey(expr.type)), scope.catalog);
  if (typeof key !== 'string') return undefined;
  const element = key === 'unknown' && list.length > 1 ? 'text' : key;
  if (!hasOperator(name, [typeKey(operand.type), element], scope)) return undefined;
  const { args: [left = 'unknown', right = 'unknown'] } = resolveOperator(name, [typeKey(operand.type), element], scope, node.location);
  const type = typeOfKey(list.length > 1 && element !== 'unknown' ? element : right, scope.catalog);
  const items = list.map((item) => tryCoerce(coerceToCommon(item, type, 'IN', scope), typeOfKey(right, scope.catalog), 'implicit', scope) ?? item);
  return { kind: 'in', type: BOOL, negated, operand: coerceArgument(operand, left, scope), list: items, ...located(node) };
}

function inOfComparisons(node: A_Expr, negated: boolean, operand: Expr, list: readonly Expr[], scope: Scope): Expr {
  const name = negated ? '<>' : '=';
  const pairs = list.map((item) =>
    operand.kind === 'row' && item.kind === 'row' ? makeRowComparison(name, operand, item, scope, node.location) : makeOperator(name, operand, item, scope, node.location));
  const operators = pairs.flatMap((pair) => (pair.kind === 'operator' && pair.left ? [pair] : []));
  const [first] = operators;
  if (first?.left && operators.every((pair) => sameConversion(pair, first))) {
    return { kind: 'in', type: BOOL, negated, operand: first.left, list: operators.map((pair) => pair.right), ...located(node) };
  }
  const [only] = pairs;
  if (only && pairs.length === 1) return only;
  return { kind: 'logical', type: BOOL, op: negated ? 'and' : 'or', args: pairs, ...located(node) };
}

function sameConversion(a: Operator, b: Operator): boolean {
  if (a.left?.kind !== 'row' || b.left?.kind !== 'row') return a.left !== undefined && b.left !== undefined && sameType(a.left.type, b.left.type);
  const fields = b.left.fields;
  return a.left.fields.every((field, i) => typeKey(field.type) === typeKey(fields[i]?.type ?? field.type));
}

/** `a BETWEEN b AND c` is `a >= b AND a <= c`, each with its own operator. */
function analyzeBetween(node: A_Expr, negated: boolean, symmetric: boolean, scope: Scope): Expr {
  const operand = side(node.lexpr, scope);
  const [low, high] = listOf(node.rexpr).map((item) => scope.analyze.expression(item, scope));
  if (!low || !high) throw new Error('the grammar gives BETWEEN two bounds');
  const [atLeast, atMost] = negated ? (['<', '>'] as const) : (['>=', '<='] as const);
  const lower = compare(atLeast, operand, low, scope, node.location);
  const upper = compare(atMost, operand, high, scope, node.location);
  if (lower.kind === 'operator' && upper.kind === 'operator' && lower.left && upper.left && sameType(lower.left.type, upper.left.type)) {
    return { kind: 'between', type: BOOL, negated, symmetric, operand: lower.left, low: lower.right, high: upper.right, ...located(node) };
  }
  const once: Expr = { kind: 'logical', type: BOOL, op: negated ? 'or' : 'and', args: [lower, upper], ...located(node) };
  if (!symmetric) return once;
  const swapped = [compare(atLeast, operand, high, scope, node.location), compare(atMost, operand, low, scope, node.location)];
  const other: Expr = { kind: 'logical', type: BOOL, op: negated ? 'or' : 'and', args: swapped };
  return { kind: 'logical', type: BOOL, op: negated ? 'and' : 'or', args: [once, other], ...located(node) };
}

function compare(name: string, left: Expr, right: Expr, scope: Scope, location: number | undefined): Expr {
  return left.kind === 'row' && right.kind === 'row' ? makeRowComparison(name, left, right, scope, location) : makeOperator(name, left, right, scope, location);
}
