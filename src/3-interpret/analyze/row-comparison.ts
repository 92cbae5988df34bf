import { BOOL } from '../../model/base-types.js';
import type { Expr, RowConstructor, Test } from '../../model/expression.js';
import { caseOf } from '../../model/case-of.js';
import { makeOperator } from './operator.js';
import { refuse } from './refuse.js';
import type { Scope } from './scope.js';

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

/**
 * `NEW = OLD`, `address < other`: of values that are rows, unlike those that ROW() writes, NULL fields are equal to each other and greater than all else
 * (record_eq, record_cmp). The answer is NULL only where a stored one is.
 */
export function compareRecords(name: string, left: RowConstructor, right: RowConstructor, scope: Scope, location?: number): Expr {
  const compared = comparedRecords(name, left, right, scope, location);
  const missing = [left.stored, right.stored].flatMap((operand): readonly Expr[] => (operand ? [isNull(operand)] : []));
  return missing.length > 0 ? caseOf(anyOf(missing), { kind: 'literal', type: BOOL, value: null }, compared) : compared;
}

/** `a IS [NOT] DISTINCT FROM b` of stored ones: one that is NULL differs from a row of NULLs. */
export function recordsDiffer(left: RowConstructor, right: RowConstructor, negated: boolean, scope: Scope, location?: number): Expr {
  const parts: Expr = { kind: 'operator', type: BOOL, name: negated ? '=' : '<>', left: isMissing(left), right: isMissing(right) };
  return { kind: 'logical', op: negated ? 'and' : 'or', type: BOOL, args: [parts, comparedRecords(negated ? '=' : '<>', left, right, scope, location)] };
}

function isMissing({ stored }: RowConstructor): Expr {
  return stored ? isNull(stored) : { kind: 'literal', type: BOOL, value: 'false' };
}

function comparedRecords(name: string, left: RowConstructor, right: RowConstructor, scope: Scope, location: number | undefined): Expr {
  const pairs = makeRowComparison('=', left, right, scope, location);
  const [a, b] = pairs.kind === 'operator' && pairs.left ? [pairs.left, pairs.right] : [left, right];
  const at = location !== undefined && { at: location };
  if (name === '=' || name === '<>') return { kind: 'distinct', type: BOOL, negated: name === '=', left: a, right: b, ...at };
  if (name === '>' || name === '>=') return comparedRecords(name === '>' ? '<' : '<=', right, left, scope, location);
  if (name !== '<' && name !== '<=') return refuse(scope, 'unsupported-operator', `the operator ${name} of whole rows has no rendering`, { ...at, help: 'Compare the columns: (a.x, a.y) < (b.x, b.y).' });
  const fields = left.fields.map((field, i) => [field, right.fields[i] ?? field] as const);
  return fields.reduceRight<Expr | undefined>((rest, [one, other]) => lessBy(one, other, rest ?? (name === '<=' ? sameAs(one, other, scope) : undefined), scope), undefined) ?? { kind: 'literal', type: BOOL, value: 'false' };
}

/** The first of two values is less, or they are equal and the rest decides. */
function lessBy(one: Expr, other: Expr, rest: Expr | undefined, scope: Scope): Expr {
  const less: Expr = { kind: 'test', type: BOOL, test: 'true', negated: false, operand: makeOperator('<', one, other, scope) };
  const beforeNull: Expr = { kind: 'logical', op: 'and', type: BOOL, args: [{ ...isNull(one), negated: true }, isNull(other)] };
  return anyOf([less, beforeNull, ...(rest ? [{ kind: 'logical', op: 'and', type: BOOL, args: [sameAs(one, other, scope), rest] } as const] : [])]);
}

function sameAs(one: Expr, other: Expr, scope: Scope): Expr {
  const equal = makeOperator('=', one, other, scope);
  return equal.kind === 'operator' ? { kind: 'distinct', type: BOOL, negated: true, left: equal.left ?? one, right: equal.right } : equal;
}

function isNull(operand: Expr): Test {
  return { kind: 'test', type: BOOL, test: 'null', negated: false, operand };
}

function anyOf(args: readonly Expr[]): Expr {
  const [only] = args;
  return only && args.length === 1 ? only : { kind: 'logical', op: 'or', args, type: BOOL };
}
