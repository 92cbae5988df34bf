import type { Node, SelectStmt } from '@pgsql/types';
import { INT8, TEXT } from '../../model/base-types.js';
import type { Expr } from '../../model/expression.js';
import type { OutputColumn, Query, QueryBody, SortKey } from '../../model/query.js';
import { walkExpression } from '../../model/walk.js';
import { tryCoerce } from './coerce.js';
import { refuse } from './refuse.js';
import { newSource, type Scope } from './scope.js';
import { analyzeSelect } from './select.js';
import { analyzeSetOperation } from './set-operation.js';
import { outputPosition } from './sort.js';
import { typeKey } from './type-key.js';
import { typeName } from './type-text.js';
import { analyzeValues } from './values.js';
import { analyzeWith } from './with.js';

/** A body with what belongs to it and to the clauses after it. */
export interface BodyPart {
  readonly body: QueryBody;
  readonly columns: readonly OutputColumn[];
  readonly orderBy: readonly SortKey[];
  /** With the FROM items in sight. */
  readonly scope?: Scope;
}

/**
 * A SELECT, VALUES or set operation with its WITH, ORDER BY and LIMIT (transformSelectStmt).
 * @param outer the query level around it: its columns are in sight
 * @param unknowns `keep` leaves untyped literals for the caller, who gives them the type of a UNION's or INSERT's column
 */
export function analyzeSubquery(node: SelectStmt, outer: Scope, unknowns: 'text' | 'keep'): Query {
  const { scope, ...clause } = analyzeWith(node.withClause, levelBelow(outer));
  if (node.intoClause) refuse(scope, 'unsupported-statement', 'SELECT .. INTO creates a table', { at: node.intoClause.rel?.location, help: 'Write CREATE TABLE .. AS SELECT.' });
  const part = analyzeBody(node, scope, unknowns);
  return {
    with: clause.with,
    recursive: clause.recursive,
    body: part.body,
    orderBy: part.orderBy,
    columns: part.columns,
    ...limits(node, part.scope ?? scope),
    ...(node.lockingClause && { locking: true }),
  };
}

/** A new query level: nothing of the outer level's FROM, but all of it one step up. */
function levelBelow(outer: Scope): Scope {
  const { windows: _windows, ...rest } = outer;
  return { ...rest, items: [], parent: outer, place: 'select target' };
}

function analyzeBody(node: SelectStmt, scope: Scope, unknowns: 'text' | 'keep'): BodyPart {
  if (node.valuesLists) {
    const { body, columns } = analyzeValues(node.valuesLists, scope, unknowns);
    return { body, columns, orderBy: orderByOutputs(node.sortClause, columns, 'VALUES', scope) };
  }
  if (node.larg) {
    const { body, columns } = analyzeSetOperation(node, scope);
    return { body, columns, orderBy: orderByOutputs(node.sortClause, columns, 'UNION/INTERSECT/EXCEPT', scope) };
  }
  return analyzeSelect(node, scope, unknowns);
}

/** After a set operation or VALUES only output names and positions can be sorted by. */
function orderByOutputs(nodes: readonly Node[] | undefined, columns: readonly OutputColumn[], what: string, scope: Scope): readonly SortKey[] {
  if (!nodes) return [];
  const source = newSource(scope);
  return nodes.flatMap((node) => {
    if (!('SortBy' in node) || !node.SortBy.node) return [];
    const output = outputPosition(node.SortBy.node, columns, scope);
    const column = output === undefined ? undefined : columns[output - 1];
    if (output === undefined || !column) return refuse(scope, 'invalid-expression', `invalid ${what} ORDER BY clause`, { at: node.SortBy.location, help: 'Only result column names can be used, not expressions or functions.' });
    const descending = node.SortBy.sortby_dir === 'SORTBY_DESC';
    const first = node.SortBy.sortby_nulls === 'SORTBY_NULLS_FIRST' || (node.SortBy.sortby_nulls !== 'SORTBY_NULLS_LAST' && descending);
    return [{ expr: { kind: 'column' as const, source, type: column.type, name: column.name }, descending, nulls: first ? 'first' as const : 'last' as const, output }];
  });
}

function limits(node: SelectStmt, scope: Scope): Pick<Query, 'limit' | 'offset' | 'withTies'> {
  const limit = limitOf(node.limitCount, 'LIMIT', scope);
  const offset = limitOf(node.limitOffset, 'OFFSET', scope);
  return { ...(limit && { limit }), ...(offset && { offset }), ...(node.limitOption === 'LIMIT_OPTION_WITH_TIES' && { withTies: true }) };
}

function limitOf(node: Node | undefined, what: string, scope: Scope): Expr | undefined {
  if (!node || ('A_Const' in node && node.A_Const.isnull)) return undefined;
  const expr = scope.analyze.expression(node, { ...scope, place: 'limit' });
  walkExpression(expr, (part) => {
    if (part.kind === 'column' && scope.items.some((item) => item.source === part.source)) refuse(scope, 'invalid-expression', `argument of ${what} must not contain variables`, { at: part.at, length: part.name.length });
  });
  const value = tryCoerce(expr, INT8, 'assignment', scope);
  return value ?? refuse(scope, 'type-mismatch', `argument of ${what} must be type bigint, not type ${typeName(typeKey(expr.type) === 'unknown' ? TEXT : expr.type, scope.catalog)}`, { at: expr.at });
}
