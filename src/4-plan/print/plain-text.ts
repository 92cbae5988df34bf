import type { Catalog } from '../../model/catalog.js';
import type { Call, Expr } from '../../model/expression.js';
import { constantOf } from './literal.js';

const WHOLE: ReadonlySet<string> = new Set(['int2', 'int4', 'int8']);
/** Types whose texts have none of the characters that mean something in a regular expression. */
const PLAIN_TYPES: ReadonlySet<string> = new Set([...WHOLE, 'uuid', 'date', 'bool']);
const WHOLE_FIELDS: ReadonlySet<string> = new Set(['year', 'month', 'day', 'hour', 'minute', 'quarter', 'week', 'dow', 'doy', 'isodow', 'isoyear', 'century', 'decade']);
const PLAIN = /^[^\\.[\](){}*+?|^$]+$/u;

/**
 * A text of whole numbers and of constants, as in `'/stages/' || id`, none of which is empty or has a character that means something else in a
 * regular expression: as a pattern it stands for itself.
 */
export function isPlainText(expr: Expr, { objects }: Pick<Catalog, 'objects'>, constants = PLAIN): boolean {
  const plain = (part: Expr | undefined): boolean => part !== undefined && isPlainText(part, { objects }, constants);
  const constant = constantOf(expr);
  if (typeof constant === 'string') return constants.test(constant);
  if (expr.type.kind === 'base' && PLAIN_TYPES.has(expr.type.name)) return true;
  const labels = expr.type.kind === 'enum' ? objects.get(expr.type.id) : undefined;
  if (labels?.kind === 'enum') return labels.values.every(({ label }) => PLAIN.test(label));
  switch (expr.kind) {
    case 'cast':
      return plain(expr.operand);
    case 'operator':
      return expr.name === '||' && plain(expr.left) && plain(expr.right);
    case 'call':
      return expr.function === undefined && isPlainCall(expr, plain);
    default:
      return false;
  }
}

/** A text of such numbers and of constants without a backslash. */
export function hasNoBackslash(expr: Expr, catalog: Pick<Catalog, 'objects'>): boolean {
  return isPlainText(expr, catalog, /^[^\\]*$/u);
}

/** `to_char(now(), 'YYYY-MM')`, `extract(year FROM at)`, `lpad(n::text, 4, '0')` */
function isPlainCall({ name, args: [value, second, third] }: Call, plain: (part: Expr | undefined) => boolean): boolean {
  const constant = second && constantOf(second);
  switch (name) {
    case 'to_char':
      return value?.type.kind === 'base' && /^(?:date|timestamp|timestamptz)$/.test(value.type.name) && typeof constant === 'string' && PLAIN.test(constant) && !/TZ|OF/iu.test(constant);
    case 'extract':
    case 'date_part':
      return value !== undefined && WHOLE_FIELDS.has(constantOf(value) ?? '');
    case 'lpad':
    case 'rpad':
      return plain(value) && Number(constant) > 0 && plain(third);
    case 'lower':
    case 'upper':
      return plain(value);
    default:
      return false;
  }
}
