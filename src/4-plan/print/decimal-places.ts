import type { Catalog } from '../../model/catalog.js';
import type { DataType } from '../../model/data-type.js';
import type { Call, Expr } from '../../model/expression.js';
import { baseOf } from './type.js';

/**
 * How many digits behind the point a number has at most; undefined where only its rows know.
 * @see https://www.postgresql.org/docs/18/datatype-numeric.html
 */
export function decimalPlaces(expr: Expr, catalog: Catalog): number | undefined {
  const of = (inner: Expr | undefined): number | undefined => inner && decimalPlaces(inner, catalog);
  switch (expr.kind) {
    case 'literal':
      return expr.value === null ? 0 : written(expr.value);
    case 'cast':
      return ofType(expr.type, catalog) ?? (isNumeric(baseOf(expr.type, catalog)) && isNumber(baseOf(expr.operand.type, catalog)) ? of(expr.operand) : undefined);
    case 'operator':
      return ofOperator(expr.name, expr.left ? of(expr.left) : 0, of(expr.right));
    case 'call':
      return ofCall(expr, of);
    case 'case':
      return most([...expr.branches.map(({ then }) => of(then)), ...(expr.otherwise ? [of(expr.otherwise)] : [])]);
    case 'conditional':
      return most(expr.args.map(of));
    case 'subquery':
      return expr.form === 'scalar' && expr.query.body.kind === 'select' ? of(expr.query.body.targets[0]?.expr) : undefined;
    default:
      return ofType(expr.type, catalog);
  }
}

function ofType(type: DataType, catalog: Catalog): number | undefined {
  const base = baseOf(type, catalog);
  if (base.kind !== 'base') return undefined;
  if (base.name === 'numeric') return base.modifiers.length > 0 ? Math.max(base.modifiers[1] ?? 0, 0) : undefined;
  return WHOLE.has(base.name) ? 0 : undefined;
}

const WHOLE: ReadonlySet<string> = new Set(['int2', 'int4', 'int8']);

function isNumeric(type: DataType): boolean {
  return type.kind === 'base' && type.name === 'numeric';
}

function isNumber(type: DataType): boolean {
  return isNumeric(type) || (type.kind === 'base' && WHOLE.has(type.name));
}

function written(text: string): number | undefined {
  const match = /^\s*[+-]?\d*(?:\.(\d*))?\s*$/u.exec(text);
  return match ? (match[1] ?? '').length : undefined;
}

function ofOperator(name: string, left: number | undefined, right: number | undefined): number | undefined {
  if (left === undefined || right === undefined) return undefined;
  if (name === '*') return left + right;
  return name === '+' || name === '-' || name === '%' ? Math.max(left, right) : undefined;
}

/** Of those that give one of their arguments, or the sum of them. */
const KEEPING: ReadonlySet<string> = new Set(['abs', 'sum', 'min', 'max', 'mod', 'lag', 'lead', 'first_value', 'last_value']);

function ofCall({ name, args, function: own }: Call, of: (expr: Expr | undefined) => number | undefined): number | undefined {
  if (own !== undefined) return undefined;
  const [value, digits] = args;
  if (name === 'ceil' || name === 'ceiling' || name === 'floor') return 0;
  if (name === 'round' || name === 'trunc') return digits === undefined ? 0 : digits.kind === 'literal' && digits.value !== null ? Math.max(Number(digits.value), 0) : undefined;
  if (!KEEPING.has(name)) return undefined;
  return name === 'lag' || name === 'lead' ? most([of(value), args[2] ? of(args[2]) : 0]) : most(args.map(of));
}

function most(places: readonly (number | undefined)[]): number | undefined {
  return places.every((each) => each !== undefined) ? Math.max(0, ...places) : undefined;
}
