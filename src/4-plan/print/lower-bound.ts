import type { Call, Expr } from '../../model/expression.js';
import { constantOf } from './literal.js';

/** Functions whose value is never negative. */
const COUNTS: ReadonlySet<string> = new Set(['length', 'char_length', 'character_length', 'octet_length', 'bit_length', 'strpos', 'position', 'cardinality', 'count', 'row_number', 'abs']);

/**
 * What a number, if it is not NULL, is at least; undefined when nothing is known. Positions in texts are mostly
 * `position(..) + 1` or `floor(random() * 62)::int + 1`, where SQLite and Postgres mean the same.
 */
export function lowerBound(expr: Expr): number | undefined {
  const constant = constantOf(expr);
  if (typeof constant === 'string') return constant.trim() !== '' && Number.isFinite(Number(constant)) ? Number(constant) : undefined;
  switch (expr.kind) {
    case 'cast':
      return boundOfCast(lowerBound(expr.operand));
    case 'call':
      return boundOfCall(expr);
    case 'operator':
      return expr.left ? boundOfOperator(expr.name, lowerBound(expr.left), lowerBound(expr.right)) : undefined;
    case 'conditional':
      return expr.op === 'greatest' ? highest(expr.args.map(lowerBound)) : undefined;
    default:
      return undefined;
  }
}

/** A fraction becomes the nearest whole number. */
function boundOfCast(bound: number | undefined): number | undefined {
  return bound === undefined ? undefined : Math.floor(bound);
}

function boundOfCall({ name, args, function: own }: Call): number | undefined {
  if (own !== undefined) return undefined;
  const [arg] = args;
  if (arg && (name === 'floor' || name === 'trunc' || name === 'ceil' || name === 'ceiling' || name === 'round')) return boundOfCast(lowerBound(arg));
  if (name === 'random') return arg ? lowerBound(arg) : 0;
  return COUNTS.has(name) ? 0 : undefined;
}

function boundOfOperator(name: string, left: number | undefined, right: number | undefined): number | undefined {
  if (left === undefined || right === undefined) return undefined;
  if (name === '+') return left + right;
  return name === '*' && left >= 0 && right >= 0 ? left * right : undefined;
}

/** The greatest of several is at least what any of them is. */
function highest(bounds: readonly (number | undefined)[]): number | undefined {
  const known = bounds.filter((bound) => bound !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}
