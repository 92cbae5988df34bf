import type { A_Expr, Node } from '@pgsql/types';
import { BOOL } from '../../model/base-types.js';
import type { Expr } from '../../model/expression.js';
import { tryCoerce } from './coerce.js';
import { partsOf } from './composite-value.js';
import { nameParts } from './column-reference.js';
import { makeNullIf } from './conditional.js';
import { analyzeIn } from './in-list.js';
import { coerceArgument, makeOperator, resolveOperator } from './operator.js';
import { refuse } from './refuse.js';
import { compareRecords, makeComparison, makeRowComparison, recordsDiffer } from './row-comparison.js';
import type { Scope } from './scope.js';
import { arrayOf, elementKey, sameType, typeKey, typeOfKey } from './type-key.js';
import { typeName } from './type-text.js';

type Kind = NonNullable<A_Expr['kind']>;

/** One entry for each `A_Expr_Kind`. */
const KINDS: Readonly<Record<Kind, (node: A_Expr, scope: Scope) => Expr>> = {
  AEXPR_OP: analyzeOperator,
  AEXPR_OP_ANY: (node, scope) => analyzeQuantified(node, 'any', scope),
  AEXPR_OP_ALL: (node, scope) => analyzeQuantified(node, 'all', scope),
  AEXPR_DISTINCT: (node, scope) => analyzeDistinct(node, false, scope),
  AEXPR_NOT_DISTINCT: (node, scope) => analyzeDistinct(node, true, scope),
  AEXPR_NULLIF: (node, scope) => makeNullIf(side(node.lexpr, scope), side(node.rexpr, scope), scope, node.location),
  AEXPR_IN: (node, scope) => analyzeIn(operatorName(node), side(node.lexpr, scope), listOf(node.rexpr).map((item) => scope.analyze.expression(item, scope)), scope, node.location),
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
    const operand = node.lexpr ? { testexpr: node.lexpr } : {};
    return scope.analyze.expression({ SubLink: { ...node.rexpr.SubLink, ...operand, subLinkType: 'ROWCOMPARE_SUBLINK', operName: node.name ?? [] } }, scope);
  }
  const [left, right] = [node.lexpr && rowSide(node.lexpr, scope), rowSide(node.rexpr, scope)];
  if (left?.kind === 'row' && right.kind === 'row') return isRow(node.lexpr) && isRow(node.rexpr) ? makeRowComparison(name, left, right, scope, node.location) : compareRecords(name, left, right, scope, node.location);
  return makeOperator(name, left, right, scope, node.location);
}

/** What a function or a subquery gives is a row too, if it is of a composite type. */
function rowSide(node: Node | undefined, scope: Scope): Expr {
  return partsOf(side(node, scope), scope);
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
  if (right.startsWith('_')) refuse(scope, 'type-mismatch', `could not find array type for data type ${typeName(typeOfKey(right, scope.catalog), scope.catalog)}`, { at: node.location });
  const type = arrayOf(typeOfKey(right, scope.catalog));
  const converted = tryCoerce(array, type, 'implicit', scope);
  if (!converted) return refuse(scope, 'type-mismatch', `cannot cast type ${typeName(array.type, scope.catalog)} to ${typeName(type, scope.catalog)}`, { at: array.at });
  return { kind: 'quantified', type: BOOL, quantifier, name, operand: coerceArgument(operand, left, scope), array: converted, ...located(node) };
}

/** `a IS [NOT] DISTINCT FROM b`; against NULL it is a plain test for NULL. */
function analyzeDistinct(node: A_Expr, negated: boolean, scope: Scope): Expr {
  const [left, right] = [rowSide(node.lexpr, scope), rowSide(node.rexpr, scope)];
  for (const [operand, other] of [[left, right], [right, left]] as const) {
    if (other.kind === 'literal' && other.value === null && typeKey(other.type) === 'unknown') return { kind: 'test', type: BOOL, test: 'null', negated: !negated, operand, ...located(node) };
  }
  if (left.kind === 'row' && right.kind === 'row' && (left.stored ?? right.stored)) return recordsDiffer(left, right, negated, scope, node.location);
  const comparison = left.kind === 'row' && right.kind === 'row' && isRow(node.lexpr) ? makeRowComparison('=', left, right, scope, node.location) : makeOperator('=', left, right, scope, node.location);
  if (comparison.kind !== 'operator') throw new Error('a comparison is an operator');
  return { kind: 'distinct', type: BOOL, negated, left: comparison.left ?? left, right: comparison.right, ...located(node) };
}

/** `a BETWEEN b AND c` is `a >= b AND a <= c`, each with its own operator. */
function analyzeBetween(node: A_Expr, negated: boolean, symmetric: boolean, scope: Scope): Expr {
  const operand = side(node.lexpr, scope);
  const [low, high] = listOf(node.rexpr).map((item) => scope.analyze.expression(item, scope));
  if (!low || !high) throw new Error('the grammar gives BETWEEN two bounds');
  const [atLeast, atMost] = negated ? (['<', '>'] as const) : (['>=', '<='] as const);
  const lower = makeComparison(atLeast, operand, low, scope, node.location);
  const upper = makeComparison(atMost, operand, high, scope, node.location);
  if (lower.kind === 'operator' && upper.kind === 'operator' && lower.left && upper.left && sameType(lower.left.type, upper.left.type)) {
    return { kind: 'between', type: BOOL, negated, symmetric, operand: lower.left, low: lower.right, high: upper.right, ...located(node) };
  }
  const once: Expr = { kind: 'logical', type: BOOL, op: negated ? 'or' : 'and', args: [lower, upper], ...located(node) };
  if (!symmetric) return once;
  const swapped = [makeComparison(atLeast, operand, high, scope, node.location), makeComparison(atMost, operand, low, scope, node.location)];
  const other: Expr = { kind: 'logical', type: BOOL, op: negated ? 'or' : 'and', args: swapped };
  return { kind: 'logical', type: BOOL, op: negated ? 'and' : 'or', args: [once, other], ...located(node) };
}

function listOf(node: Node | undefined): readonly Node[] {
  return node && 'List' in node ? (node.List.items ?? []) : [];
}
