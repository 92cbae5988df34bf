import type { ColumnId } from '../../model/catalog.js';
import type { Expr, SourceId } from '../../model/expression.js';
import { NEW_ROW, overTrees, type TriggerBody } from '../../model/trigger-program.js';
import { mapExpression, mapExpressions, walkTree } from '../../model/walk.js';

/** What NEW's columns are after the BEFORE triggers that have run so far; absent columns are as the statement gives them. */
export type NewValues = ReadonlyMap<ColumnId, Expr>;

/** The body over the row as the statement gives it, where it was over the row that earlier triggers have made. */
export function composeBody(body: TriggerBody, values: NewValues): TriggerBody {
  if (values.size === 0) return body;
  const over = (expr: Expr): Expr => composeExpression(expr, values);
  return {
    ...body,
    actions: body.actions.map((action) => overTrees(action, (tree) => mapExpressions(tree, (node) => replaced(node, values)))),
    assignments: body.assignments.map(({ column, value, guard }) => ({ column, value: over(value), ...(guard && { guard: over(guard) }) })),
  };
}

export function composeExpression(expr: Expr, values: NewValues): Expr {
  return values.size === 0 ? expr : mapExpression(expr, (node) => replaced(node, values));
}

function replaced(node: Expr, values: NewValues): Expr {
  return node.kind === 'column' && node.source === NEW_ROW && node.column !== undefined ? (values.get(node.column) ?? node) : node;
}

/** The columns of NEW and OLD that an expression or statement reads. */
export function rowColumns(trees: readonly Parameters<typeof walkTree>[0][], source: SourceId): ReadonlySet<ColumnId> {
  const found = new Set<ColumnId>();
  for (const tree of trees) walkTree(tree, { expression: (node) => void (node.kind === 'column' && node.source === source && node.column !== undefined && found.add(node.column)) });
  return found;
}
