import type { Node } from '@pgsql/types';
import type { Column } from '../../model/catalog.js';
import type { Expr } from '../../model/expression.js';
import { tryCoerce } from './coerce.js';
import { refuse } from './refuse.js';
import type { Scope } from './scope.js';
import { typeName } from './type-text.js';

/** What INSERT and UPDATE need of a target column. Of a view's column it is the column below, under the view's name. */
export interface TargetColumn extends Pick<Column, 'id' | 'name' | 'type'>, Partial<Pick<Column, 'generated' | 'identity'>> {
  /** The name of the table's column, which errors tell that are found after the view is gone. */
  readonly below?: string;
  /** A column of a view that is none of the relation below, and of which view. */
  readonly readOnly?: { readonly view: string; readonly column: string; readonly why: string };
  /** What an INSERT through a view takes where it gives no value. */
  readonly insertDefault?: Expr;
  /** What `SET c = DEFAULT` means through a view. */
  readonly updateDefault?: Expr;
}

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
