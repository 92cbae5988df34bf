import { addedPart } from './added-part.js';
import { BOOL, TEXT } from '../../model/base-types.js';
import type { Expr, Literal } from '../../model/expression.js';
import { caseOf } from '../../model/case-of.js';

export const TRUE: Literal = { kind: 'literal', type: BOOL, value: 'true' };
export const FALSE: Literal = { kind: 'literal', type: BOOL, value: 'false' };

export function textLiteral(value: string): Literal {
  return { kind: 'literal', type: TEXT, value };
}

export function isTrue(expr: Expr): boolean {
  return expr.kind === 'literal' && expr.value === 'true' && expr.type.kind === 'base' && expr.type.name === 'bool';
}

/** False or NULL: a condition that does not hold. */
export function isNever(expr: Expr): boolean {
  return expr.kind === 'literal' && (expr.value === null || (expr.value === 'false' && expr.type.kind === 'base' && expr.type.name === 'bool'));
}

export function and(...args: readonly Expr[]): Expr {
  const parts = args.flatMap((arg) => (arg.kind === 'logical' && arg.op === 'and' ? arg.args : [arg])).filter((arg, i, all) => !isTrue(arg) && all.indexOf(arg) === i);
  if (parts.some((part) => part.kind === 'literal' && part.value === 'false')) return FALSE;
  const [only] = parts;
  return parts.length === 0 || !only ? TRUE : parts.length === 1 ? only : { kind: 'logical', op: 'and', args: parts, type: BOOL };
}

export function or(...args: readonly Expr[]): Expr {
  const parts = args.flatMap((arg) => (arg.kind === 'logical' && arg.op === 'or' ? arg.args : [arg])).filter((arg) => !(arg.kind === 'literal' && arg.value === 'false'));
  if (parts.some(isTrue)) return TRUE;
  const [only] = parts;
  return parts.length === 0 || !only ? FALSE : parts.length === 1 ? only : { kind: 'logical', op: 'or', args: parts, type: BOOL };
}

/** `expr IS NOT TRUE`: where a branch is not taken, NULL included. */
export function isNotTrue(expr: Expr): Expr {
  if (isTrue(expr)) return FALSE;
  if (isNever(expr)) return TRUE;
  if (expr.kind === 'test') return { ...expr, negated: !expr.negated };
  if (expr.kind === 'distinct') return { ...expr, negated: !expr.negated };
  if (expr.kind === 'logical' && expr.op === 'or') return and(...expr.args.map(isNotTrue));
  if (expr.kind === 'logical' && expr.op === 'and' && expr.args.every((arg) => arg.kind === 'test' || arg.kind === 'distinct')) return or(...expr.args.map(isNotTrue));
  if (expr.kind === 'subquery' && expr.form === 'exists') return { kind: 'logical', op: 'not', args: [expr], type: BOOL };
  return { kind: 'test', test: 'true', negated: true, operand: expr, type: BOOL };
}

/** `CASE WHEN guard THEN value ELSE otherwise END` */
export function choose(guard: Expr, value: Expr, otherwise: Expr): Expr {
  if (isTrue(guard) || value === otherwise) return value;
  return isNever(guard) ? otherwise : (addedPart(guard, value, otherwise, choose) ?? caseOf(guard, value, otherwise));
}

/** The value of a STRICT function: NULL where one of its arguments is. */
export function nullOnNull(value: Expr, parameters: readonly Expr[]): Expr {
  if (parameters.length === 0) return value;
  const missing = or(...parameters.map((operand): Expr => ({ kind: 'test', test: 'null', negated: false, operand, type: BOOL })));
  return caseOf(missing, { kind: 'literal', value: null, type: value.type }, value);
}

/** Without the offsets of its parts: an expression that is used in other files than its own. */
export function withoutPlaces(expr: Expr): Expr {
  return strip(expr) as Expr;
}

function strip(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(strip);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).flatMap(([key, part]) => (key === 'at' && typeof part === 'number' ? [] : [[key, strip(part)]])));
}
