import type { Node } from '@pgsql/types';
import { BOOL } from '../../model/base-types.js';
import type { Expr } from '../../model/expression.js';
import { tryCoerce } from './coerce.js';
import { refuse } from './refuse.js';
import type { Scope } from './scope.js';
import { typeName } from './type-text.js';

/** A condition: `WHERE`, `ON`, `AND`'s operands. @throws Refusal `argument of WHERE must be type boolean, not type integer` */
export function analyzeCondition(node: Node, scope: Scope, what: string): Expr {
  return asBoolean(scope.analyze.expression(node, scope), what, scope);
}

export function asBoolean(expr: Expr, what: string, scope: Scope): Expr {
  return tryCoerce(expr, BOOL, 'assignment', scope)
    ?? refuse(scope, 'type-mismatch', `argument of ${what} must be type boolean, not type ${typeName(expr.type, scope.catalog)}`, { at: expr.at });
}
