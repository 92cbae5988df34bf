import type { Dialect } from '../dialects/dialect.js';
import { diagnose } from '../diagnostics/diagnose.js';
import type { Diagnostic } from '../model/diagnostic.js';
import type { Step } from '../model/plan.js';
import type { Expr } from '../model/expression.js';
import type { DataStatement } from '../model/query.js';
import { childrenOf, walkTree } from '../model/walk.js';
import type { PlanContext } from './context.js';

/** Statements that the target would refuse for their length. */
export function checkLimits(steps: readonly Step[], dialect: Dialect): readonly Diagnostic[] {
  return steps.flatMap(({ sql, cause }) => {
    // A UTF-16 unit is at most three bytes: short statements need no counting.
    if (sql.length * 3 <= dialect.limits.statementBytes) return [];
    const bytes = new TextEncoder().encode(sql).length;
    if (bytes <= dialect.limits.statementBytes) return [];
    const message = `the statement is ${bytes} bytes long; ${dialect.name} takes ${dialect.limits.statementBytes}`;
    return [diagnose('statement-too-long', { message, ...(cause && { file: cause.file, span: cause.span }) })];
  });
}

/** Depth and LIKE patterns of one statement about rows, at the place in the source. */
export function checkStatementLimits(statement: DataStatement, context: PlanContext): void {
  walkTree(statement, { expression: (expr) => checkExpression(expr, context) });
}

/** Depth and LIKE patterns of one expression; call it on the root. */
export function checkExpression(expr: Expr, context: PlanContext): void {
  const { limits, name } = context.dialect;
  if (expr.kind === 'operator' && ['~~', '~~*', '!~~', '!~~*'].includes(expr.name) && expr.right.kind === 'literal') {
    const bytes = new TextEncoder().encode(expr.right.value ?? '').length;
    if (bytes > limits.likePatternBytes) {
      context.report({ code: 'like-pattern-too-long', message: `the LIKE pattern is ${bytes} bytes long; ${name} takes ${limits.likePatternBytes}`, ...(expr.right.at !== undefined && { at: expr.right.at }) });
    }
  }
  if (depthExceeds(expr, limits.expressionDepth)) {
    context.report({ code: 'expression-too-deep', message: `the expression is nested deeper than ${limits.expressionDepth} levels, which ${name} refuses`, ...(expr.at !== undefined && { at: expr.at }) });
  }
}

function depthExceeds(expr: Expr, levels: number): boolean {
  return levels <= 0 || childrenOf(expr).some((child) => depthExceeds(child, levels - 1));
}
