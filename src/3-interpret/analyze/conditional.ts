import type { CaseExpr, CoalesceExpr, MinMaxExpr, Node } from '@pgsql/types';
import { TEXT, UNKNOWN } from '../../model/base-types.js';
import type { Case, Conditional, Expr, Operator } from '../../model/expression.js';
import { analyzeCondition } from './boolean.js';
import { coerceTo } from './coerce.js';
import { coerceToCommon, commonType } from './common-type.js';
import { makeOperator } from './operator.js';
import type { Scope } from './scope.js';
import { typeKey } from './type-key.js';

interface Branch {
  readonly when: Expr;
  readonly then: Expr;
}

function branch(when: Expr, then: Expr): Branch {
  // oxlint-disable-next-line unicorn/no-thenable -- named as SQL names it, and never awaited
  return { when, then };
}

/** `CASE WHEN a THEN b ELSE c END` and `CASE x WHEN 1 THEN b END` (transformCaseExpr). */
export function analyzeCase(node: CaseExpr, scope: Scope): Case {
  const at = node.location === undefined ? {} : { at: node.location };
  const operand = node.arg ? typedText(scope.analyze.expression(node.arg, scope), scope) : undefined;
  const written = (node.args ?? []).flatMap((arg) => ('CaseWhen' in arg ? [arg.CaseWhen] : []));
  const whens = operand
    ? written.map((when) => makeOperator('=', operand, expression(when.expr, scope), scope, when.location))
    : written.map((when) => analyzeCondition(nodeOf(when.expr), scope, 'CASE/WHEN'));
  const results = written.map((when) => expression(when.result, scope));
  const otherwise: Expr = node.defresult ? expression(node.defresult, scope) : { kind: 'literal', type: UNKNOWN, value: null };
  // Postgres counts the default result first.
  const type = commonType([otherwise, ...results], 'CASE', scope);
  const branches = whens.map((when, i) => branch(when, coerceToCommon(results[i] ?? otherwise, type, 'CASE/WHEN', scope)));
  return { kind: 'case', type, ...(operand ? simpleForm(branches) : { branches }), ...(node.defresult && { otherwise: coerceToCommon(otherwise, type, 'CASE/ELSE', scope) }), ...at };
}

/** Comparisons that all convert the operand alike keep the short form; otherwise each WHEN states its own comparison. */
function simpleForm(branches: readonly Branch[]): { readonly operand?: Expr; readonly branches: readonly Branch[] } {
  const comparisons = branches.flatMap(({ when }) => (when.kind === 'operator' && when.left ? [when] : []));
  const [first] = comparisons;
  if (!first?.left || comparisons.length < branches.length || !isComparison(comparisons, first)) return { branches };
  return { operand: first.left, branches: comparisons.map(({ right }, i) => branch(right, branches[i]?.then ?? right)) };
}

function core(expr: Expr | undefined): Expr | undefined {
  return expr?.kind === 'cast' && !expr.explicit ? expr.operand : expr;
}

/** The comparisons share their left side because they came from one CASE operand, not by chance: that is the same object or its same cast. */
function isComparison(comparisons: readonly Operator[], first: Operator): boolean {
  return comparisons.every(({ name, left }) => name === '=' && left && first.left && core(left) === core(first.left) && typeKey(left.type) === typeKey(first.left.type));
}

/** `COALESCE(a, b)`, `GREATEST(..)`, `LEAST(..)`: all arguments take their common type. */
export function analyzeConditional(node: CoalesceExpr | MinMaxExpr, op: 'coalesce' | 'greatest' | 'least', scope: Scope): Conditional {
  const args = (node.args ?? []).map((arg) => scope.analyze.expression(arg, scope));
  const what = op.toUpperCase();
  const type = commonType(args, what, scope);
  return { kind: 'conditional', op, type, args: args.map((arg) => coerceToCommon(arg, type, what, scope)), ...(node.location !== undefined && { at: node.location }) };
}

/** `NULLIF(a, b)`: compared by `=`; its type is the first argument's after that comparison's conversion. */
export function makeNullIf(left: Expr, right: Expr, scope: Scope, location?: number): Conditional {
  const comparison = makeOperator('=', left, right, scope, location);
  const first = comparison.left ?? left;
  return { kind: 'conditional', op: 'nullif', type: first.type, args: [first, comparison.right], ...(location !== undefined && { at: location }) };
}

function typedText(expr: Expr, scope: Scope): Expr {
  return typeKey(expr.type) === 'unknown' ? coerceTo(expr, TEXT, scope) : expr;
}

function nodeOf(node: Node | undefined): Node {
  if (!node) throw new Error('the grammar gives every WHEN a condition');
  return node;
}

function expression(node: Node | undefined, scope: Scope): Expr {
  return scope.analyze.expression(nodeOf(node), scope);
}

