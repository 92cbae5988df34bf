import type { Expr } from '../../model/expression.js';
import { printAssigned } from './cast.js';
import type { PrintContext } from './context.js';
import { printing } from './printing.js';

/**
 * The target's SQL for an expression, without outer parentheses. What has no right rendering is reported to the context
 * (`unsupported-..`, an error) and printed as NULL; a rendering that can differ from Postgres is reported as a warning (`lossy-..`).
 *
 * @example printExpression(analyzed `lower(email) IS DISTINCT FROM 'a'`, context) // lower(email) IS NOT 'a'
 */
export function printExpression(expr: Expr, context: PrintContext): string {
  return printAssigned(expr, printing(context));
}
