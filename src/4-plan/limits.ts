import type { Dialect } from '../dialects/dialect.js';
import { diagnose } from '../diagnostics/diagnose.js';
import type { Diagnostic } from '../model/diagnostic.js';
import type { Step } from '../model/plan.js';
import type { Expr } from '../model/expression.js';
import type { DataStatement, Query } from '../model/query.js';
import { childrenOf, walkExpression, walkTree } from '../model/walk.js';
import type { PlanContext } from './context.js';
import { levelsAbove } from './print/chain.js';

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
export function checkStatementLimits(statement: DataStatement, context: LimitContext): void {
  const check = (tree: DataStatement | Query): void => {
    for (const root of childrenOf(tree)) checkDepth(root, context);
  };
  check(statement);
  walkTree(statement, { query: check, expression: (expr) => checkPattern(expr, context) });
}

/** Depth and LIKE patterns of one expression, all below it included. */
export function checkExpressionLimits(expr: Expr, context: LimitContext): void {
  checkDepth(expr, context);
  walkExpression(expr, (node) => checkPattern(node, context));
}

type LimitContext = Pick<PlanContext, 'dialect' | 'report'>;

function checkPattern(expr: Expr, { dialect, report }: LimitContext): void {
  if (expr.kind !== 'operator' || !['~~', '~~*', '!~~', '!~~*'].includes(expr.name) || expr.right.kind !== 'literal') return;
  const bytes = new TextEncoder().encode(expr.right.value ?? '').length;
  if (bytes <= dialect.limits.likePatternBytes) return;
  report({ code: 'like-pattern-too-long', message: `the LIKE pattern is ${bytes} bytes long; ${dialect.name} takes ${dialect.limits.likePatternBytes}`, ...(expr.right.at !== undefined && { at: expr.right.at }) });
}

function checkDepth(root: Expr, { dialect, report }: LimitContext): void {
  const { expressionDepth } = dialect.limits;
  if (depthOf(root) <= expressionDepth) return;
  report({ code: 'expression-too-deep', message: `the expression is nested deeper than ${expressionDepth} levels, which ${dialect.name} refuses`, ...(root.at !== undefined && { at: root.at }) });
}

/** The height of the tree that SQLite makes of what is printed. */
function depthOf(expr: Expr): number {
  const children = childrenOf(expr);
  const above = (i: number): number => (expr.kind === 'logical' ? levelsAbove(i, children.length) : 1);
  return children.reduce((deepest, child, i) => Math.max(deepest, depthOf(child) + above(i)), 1);
}
