import type { Expr, RowConstructor } from '../../model/expression.js';
import { makeOperator } from './operator.js';
import { refuse } from './refuse.js';
import type { Scope } from './scope.js';
import { BOOL } from './type-key.js';

/** `(a, b) < (c, d)`: each pair by the operator, each side converted to it (make_row_comparison_op). */
export function makeRowComparison(name: string, left: RowConstructor, right: RowConstructor, scope: Scope, location?: number): Expr {
  if (left.fields.length !== right.fields.length) refuse(scope, 'type-mismatch', 'unequal number of entries in row expressions', { at: location });
  if (left.fields.length === 0) refuse(scope, 'type-mismatch', 'cannot compare rows of zero length', { at: location });
  const pairs = left.fields.map((field, i) => makeOperator(name, field, right.fields[i] ?? field, scope, location));
  const [only] = pairs;
  if (only && pairs.length === 1) return only;
  if (pairs.some((pair) => pair.type !== BOOL)) refuse(scope, 'type-mismatch', `row comparison operator must yield type boolean, not type ${name}`, { at: location });
  if (!/^(?:=|<>|<|<=|>|>=)$/.test(name)) refuse(scope, 'unknown-operator', `could not determine interpretation of row comparison operator ${name}`, { at: location });
  return {
    kind: 'operator',
    type: BOOL,
    name,
    left: { ...left, fields: pairs.map((pair, i) => pair.left ?? left.fields[i] ?? left) },
    right: { ...right, fields: pairs.map((pair) => pair.right) },
    ...(location !== undefined && { at: location }),
  };
}

/** One comparison, of values or of rows. */
export function makeComparison(name: string, left: Expr, right: Expr, scope: Scope, location?: number): Expr {
  return left.kind === 'row' && right.kind === 'row' ? makeRowComparison(name, left, right, scope, location) : makeOperator(name, left, right, scope, location);
}
