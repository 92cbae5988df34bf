import type { Expr } from '../../model/expression.js';
import { constantOf } from './literal.js';

const WHOLE: ReadonlySet<string> = new Set(['int2', 'int4', 'int8']);

/**
 * A text of whole numbers and of constants, as in `'/stages/' || id`, none of which is empty or has a character that means something else in a
 * regular expression: as a pattern it stands for itself.
 */
export function isPlainText(expr: Expr): boolean {
  const constant = constantOf(expr);
  if (typeof constant === 'string') return /^[^\\.[\](){}*+?|^$]+$/u.test(constant);
  if (expr.type.kind === 'base' && WHOLE.has(expr.type.name)) return true;
  if (expr.kind === 'cast') return isPlainText(expr.operand);
  return expr.kind === 'operator' && expr.name === '||' && expr.left !== undefined && isPlainText(expr.left) && isPlainText(expr.right);
}
