import type { Node } from '@pgsql/types';
import type { Column } from '../../model/catalog.js';
import type { Expr } from '../../model/expression.js';
import { tryCoerce } from './coerce.js';
import { refuse } from './refuse.js';
import type { Scope } from './scope.js';
import { typeName } from './type-text.js';

/** What INSERT and UPDATE need of a target column; a view's columns have only these. */
export type TargetColumn = Pick<Column, 'id' | 'name' | 'type'> & Partial<Pick<Column, 'generated' | 'identity'>>;

/** A value on its way into a column: `DEFAULT`, or an expression converted by the assignment rules (transformAssignedExpr). */
export function analyzeAssigned(node: Node, column: TargetColumn, scope: Scope): Expr {
  if ('SetToDefault' in node) return { kind: 'default', type: column.type, ...(node.SetToDefault.location !== undefined && { at: node.SetToDefault.location }) };
  return assign(scope.analyze.expression(node, scope), column, scope);
}

/** @throws Refusal `column "n" is of type integer but expression is of type text` */
export function assign(expr: Expr, column: TargetColumn, scope: Scope): Expr {
  if (expr.kind === 'default') return { ...expr, type: column.type };
  const value = tryCoerce(expr, column.type, 'assignment', scope);
  if (value) return value;
  const types = `${typeName(column.type, scope.catalog)} but expression is of type ${typeName(expr.type, scope.catalog)}`;
  return refuse(scope, 'type-mismatch', `column "${column.name}" is of type ${types}`, { at: expr.at, help: 'You will need to rewrite or cast the expression.' });
}
