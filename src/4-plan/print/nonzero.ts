import type { Expr } from '../../model/expression.js';
import { saySame } from '../../model/same-tree.js';
import { constantOf } from './literal.js';

/** The expressions that are other than zero, or NULL, where a condition holds; or where it does not, as in the ELSE of a CASE. */
export function nonZeroWhere(condition: Expr, holds: boolean): readonly Expr[] {
  if (condition.kind === 'logical') {
    if (condition.op === 'not') return condition.args.flatMap((arg) => nonZeroWhere(arg, !holds));
    return (condition.op === 'and') === holds ? condition.args.flatMap((arg) => nonZeroWhere(arg, holds)) : [];
  }
  if (condition.kind !== 'operator' || !condition.left) return [];
  const { left, right, name } = condition;
  const test = holds ? name : NEGATED[name];
  return test === undefined ? [] : [...apart(left, test, numberOf(right)), ...apart(right, MIRRORED[test] ?? test, numberOf(left))];
}

export function isNonZero(expr: Expr, known: readonly Expr[]): boolean {
  const own = uncast(expr);
  return known.some((other) => saySame(other, own));
}

const NEGATED: Readonly<Record<string, string>> = { '=': '<>', '<>': '=', '<': '>=', '>=': '<', '>': '<=', '<=': '>' };
const MIRRORED: Readonly<Record<string, string>> = { '<': '>', '>': '<', '<=': '>=', '>=': '<=' };

function apart(expr: Expr, test: string, from: number | undefined): readonly Expr[] {
  if (from === undefined) return [];
  const known = (test === '<>' && from === 0) || (test === '=' && from !== 0) || (test === '>' && from >= 0) || (test === '>=' && from > 0) || (test === '<' && from <= 0) || (test === '<=' && from < 0);
  return known ? [uncast(expr)] : [];
}

function numberOf(expr: Expr): number | undefined {
  const value = constantOf(uncast(expr));
  return typeof value !== 'string' || value === '' || Number.isNaN(Number(value)) ? undefined : Number(value);
}

/** Numbers other than zero stay so in types that hold them all; what is rounded may become zero. */
function uncast(expr: Expr): Expr {
  if (expr.kind !== 'cast' || expr.type.kind !== 'base' || expr.type.modifiers.length > 0) return expr;
  const { name } = expr.type;
  return name === 'float8' || name === 'numeric' || (isWhole(expr) && isWhole(expr.operand)) ? uncast(expr.operand) : expr;
}

function isWhole({ type }: Expr): boolean {
  return type.kind === 'base' && /^int[248]$/u.test(type.name);
}
