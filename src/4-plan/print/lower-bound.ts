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
      return expr.op === 'greatest' ? boundOfGreatest(expr.args) : undefined;
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
  const known = arg && knownLength(name, arg, args[1]);
  if (known !== undefined) return known;
  if (arg && (name === 'floor' || name === 'trunc' || name === 'ceil' || name === 'ceiling' || name === 'round')) return boundOfCast(lowerBound(arg));
  if (name === 'random') return arg ? lowerBound(arg) : 0;
  return COUNTS.has(name) ? 0 : undefined;
}

/** `length('0123456789')`, `array_length(ARRAY['a', 'b'], 1)`: how many there are is written there. */
function knownLength(name: string, arg: Expr, dimension: Expr | undefined): number | undefined {
  if (arg.kind === 'array' && arg.elements.length > 0 && (name === 'cardinality' || (name === 'array_length' && dimension && constantOf(dimension) === '1'))) return arg.elements.length;
  const text = (name === 'length' || name === 'char_length' || name === 'character_length') && arg.type.kind === 'base' && arg.type.name === 'text' ? constantOf(arg) : undefined;
  return typeof text === 'string' ? [...text].length : undefined;
}

function boundOfOperator(name: string, left: number | undefined, right: number | undefined): number | undefined {
  if (left === undefined || right === undefined) return undefined;
  if (name === '+') return left + right;
  return name === '*' && left >= 0 && right >= 0 ? left * right : undefined;
}

/** The greatest of several is at least what any constant of them is; the others may be NULL, which is passed over. */
function boundOfGreatest(args: readonly Expr[]): number | undefined {
  const constants = args.flatMap((arg) => (typeof constantOf(arg) === 'string' ? (lowerBound(arg) ?? []) : []));
  if (constants.length > 0) return Math.max(...constants);
  const bounds = args.map(lowerBound);
  return bounds.every((bound) => bound !== undefined) ? Math.min(...bounds) : undefined;
}
