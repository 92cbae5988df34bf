import type { Catalog } from '../../model/catalog.js';
import type { DataType } from '../../model/data-type.js';
import type { Call, Expr, Operator } from '../../model/expression.js';
import { constantOf } from './literal.js';
import { baseOf } from './type.js';

/** What is said of a choice between numbers with these scales. */
type Choose = (scales: readonly number[]) => number | undefined;

/**
 * How many digits a numeric has after its point; undefined when that depends on the value
 * (https://www.postgresql.org/docs/18/functions-math.html). A REAL does not remember: 5.50 is 5.5.
 */
export function numericScale(expr: Expr, catalog: Catalog): number | undefined {
  return scaleOf(expr, catalog, ([first, ...others]) => (others.every((scale) => scale === first) ? first : undefined));
}

/** How many it has at most: `coalesce(sum(price), 0)` has two or none. */
export function decimalPlaces(expr: Expr, catalog: Catalog): number | undefined {
  return scaleOf(expr, catalog, (scales) => Math.max(0, ...scales));
}

function scaleOf(expr: Expr, catalog: Catalog, choose: Choose): number | undefined {
  const of = (inner: Expr): number | undefined => scaleOf(inner, catalog, choose);
  const type = baseOf(expr.type, catalog);
  const written = scaleOfType(type);
  if (written !== undefined) return written;
  const constant = constantOf(expr);
  if (typeof constant === 'string') return /^[+-]?\d*(?:\.(\d*))?$/u.exec(constant) ? (constant.split('.')[1] ?? '').length : undefined;
  switch (expr.kind) {
    case 'cast':
      return isNumeric(type) && isExact(baseOf(expr.operand.type, catalog)) ? of(expr.operand) : undefined;
    case 'call':
      return scaleOfCall(expr, of);
    case 'operator':
      return scaleOfOperator(expr, of);
    case 'conditional':
      return expr.op === 'nullif' ? of(expr.args[0] as Expr) : chosen(expr.args, of, choose);
    case 'case':
      return chosen([...expr.branches.map(({ then }) => then), ...(expr.otherwise ? [expr.otherwise] : [])], of, choose);
    case 'subquery': {
      const { body } = expr.query;
      return expr.form === 'scalar' && body.kind === 'select' && body.targets[0] ? of(body.targets[0].expr) : undefined;
    }
    default:
      return undefined;
  }
}

const WHOLE: ReadonlySet<string> = new Set(['int2', 'int4', 'int8']);

function scaleOfType(type: DataType): number | undefined {
  if (type.kind !== 'base') return undefined;
  if (WHOLE.has(type.name)) return 0;
  if (type.name === 'money') return 2;
  return type.name === 'numeric' && type.modifiers.length > 0 ? Math.max(type.modifiers[1] ?? 0, 0) : undefined;
}

function isNumeric(type: DataType): boolean {
  return type.kind === 'base' && type.name === 'numeric';
}

function isExact(type: DataType): boolean {
  return isNumeric(type) || (type.kind === 'base' && (WHOLE.has(type.name) || type.name === 'money'));
}

/** NULLs of no type have no scale of their own. */
function chosen(exprs: readonly Expr[], of: (expr: Expr) => number | undefined, choose: Choose): number | undefined {
  const scales = exprs.filter((expr) => constantOf(expr) !== null).map(of);
  return scales.every((scale) => scale !== undefined) ? choose(scales) : undefined;
}

const KEEP: ReadonlySet<string> = new Set(['sum', 'min', 'max', 'abs']);
const ROUND: ReadonlySet<string> = new Set(['round', 'trunc', 'floor', 'ceil', 'ceiling']);

function scaleOfCall({ name, args: [value, digits], function: own }: Call, of: (expr: Expr) => number | undefined): number | undefined {
  if (own !== undefined || !value) return undefined;
  if (name === 'extract') return digits && scaleOfField(constantOf(value), digits.type);
  if (KEEP.has(name)) return of(value);
  if (!ROUND.has(name)) return undefined;
  if (!digits) return 0;
  const constant = constantOf(digits);
  return typeof constant === 'string' && /^-?\d+$/u.test(constant) ? Math.max(Number(constant), 0) : undefined;
}

const FIELD_SCALES: Readonly<Record<string, number>> = { epoch: 6, second: 6, seconds: 6, milliseconds: 3, year: 0, month: 0, day: 0, hour: 0, minute: 0 };

/** Fractions of a second have digits of their own, which are none where there is no time of day. */
function scaleOfField(field: string | null | undefined, of: DataType): number | undefined {
  const name = field?.toLowerCase() ?? '';
  if (!Object.hasOwn(FIELD_SCALES, name)) return undefined;
  return of.kind === 'base' && of.name === 'date' ? 0 : FIELD_SCALES[name];
}

function scaleOfOperator({ name, left, right }: Operator, of: (expr: Expr) => number | undefined): number | undefined {
  const [a, b] = [left && of(left), of(right)];
  if (!left) return name === '-' || name === '+' ? b : undefined;
  if (a === undefined || b === undefined) return undefined;
  if (name === '+' || name === '-' || name === '%') return Math.max(a, b);
  return name === '*' ? a + b : undefined;
}
