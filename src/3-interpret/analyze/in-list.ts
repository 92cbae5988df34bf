import { BOOL } from '../../model/base-types.js';
import type { Expr, RowConstructor } from '../../model/expression.js';
import { childrenOf } from '../../model/walk.js';
import { coerceTo } from './coerce.js';
import { canCoerce } from './coercion.js';
import { isStored, partsOf } from './composite-value.js';
import { coerceToCommon, foldKeys } from './common-type.js';
import { coerceArgument, resolveOperator } from './operator.js';
import { compareRecords, makeComparison } from './row-comparison.js';
import type { Scope } from './scope.js';
import { sameType, typeKey, typeOfKey } from './type-key.js';

/** The two sides after their conversion. */
interface Comparison {
  readonly left: Expr;
  readonly right: Expr;
}

/**
 * `a IN (b, c)`, by `=`, or `NOT IN`, by `<>`: the items that read no column share one type with the operand where there is one, the others are compared each by itself
 * (transformAExprIn).
 */
export function analyzeIn(name: string, operand: Expr, list: readonly Expr[], scope: Scope, location?: number): Expr {
  const negated = name === '<>';
  const located = location === undefined ? {} : { at: location };
  if (isStored(operand)) {
    const tests = list.map((item) => recordTest(name, operand, coerceTo(item, operand.type, scope), scope, location));
    return { kind: 'logical', type: BOOL, op: negated ? 'and' : 'or', args: tests, ...located };
  }
  const shared = sharedComparisons(name, operand, list.filter((item) => !readsColumns(item)), scope, location);
  const pairs = list.map((item) => shared?.get(item) ?? comparison(name, operand, item, scope, location));
  const [first] = pairs;
  if (first && pairs.every((pair) => sameConversion(pair, first))) {
    return { kind: 'in', type: BOOL, negated, operand: first.left, list: pairs.map((pair) => pair.right), ...located };
  }
  const tests = pairs.map(({ left, right }): Expr => ({ kind: 'operator', type: BOOL, name, left, right, ...located }));
  return { kind: 'logical', type: BOOL, op: negated ? 'and' : 'or', args: tests, ...located };
}

function recordTest(name: string, operand: RowConstructor, item: Expr, scope: Scope, location: number | undefined): Expr {
  const row = partsOf(item, scope);
  return row.kind === 'row' ? compareRecords(name, operand, row, scope, location) : { kind: 'literal', type: BOOL, value: null };
}

function readsColumns(expr: Expr): boolean {
  return expr.kind === 'column' || (expr.kind !== 'literal' && childrenOf(expr).some(readsColumns));
}

/** The items as one array of their common type, compared by one operator; undefined when they are too few or have no common type. */
function sharedComparisons(name: string, operand: Expr, items: readonly Expr[], scope: Scope, location: number | undefined): ReadonlyMap<Expr, Comparison> | undefined {
  const { catalog } = scope;
  if (items.length < 2 || operand.kind === 'row') return undefined;
  const all = [operand, ...items].map((expr) => typeKey(expr.type));
  const key = foldKeys(all, catalog);
  if (typeof key !== 'string' || key === 'record' || key.startsWith('_') || !all.every((given) => canCoerce(given, key, 'implicit', catalog))) return undefined;
  const element = key === 'unknown' ? 'text' : key;
  const { args: [left = 'unknown', right = 'unknown'] } = resolveOperator(name, [typeKey(operand.type), element], scope, location);
  const [common, declared] = [typeOfKey(element, catalog), typeOfKey(right, catalog)];
  const first = coerceArgument(operand, left, scope);
  return new Map(items.map((item) => [item, { left: first, right: coerceTo(coerceToCommon(item, common, 'IN', scope), declared, scope) }]));
}

function comparison(name: string, operand: Expr, item: Expr, scope: Scope, location?: number): Comparison {
  const test = makeComparison(name, operand, item, scope, location);
  if (test.kind !== 'operator' || !test.left) throw new Error('a comparison has two sides');
  return { left: test.left, right: test.right };
}

function sameConversion(a: Comparison, b: Comparison): boolean {
  if (a.left.kind !== 'row' || b.left.kind !== 'row') return sameType(a.left.type, b.left.type);
  const { fields } = b.left;
  return a.left.fields.every((field, i) => typeKey(field.type) === typeKey(fields[i]?.type ?? field.type));
}
