import type { Expr } from '../../../model/expression.js';
import type { DataStatement, Query } from '../../../model/query.js';
import type { Span } from '../../../model/span.js';
import { isVolatile, someNode, isExpression } from '../../../model/walk.js';
import { and, isNotTrue } from '../condition.js';
import { fold } from '../fold.js';
import { onlyRow, placeOf, queryOf } from '../inserted-row.js';
import { givesSet, hasSecond, mayBeMore } from '../one-row.js';
import { namesOneRow } from '../updated-row.js';
import { raise } from './row-conditions.js';
import { guardOf, refuseBlock, type Runner } from './runner.js';

/** INTO STRICT, where the rows are known. */
export function requireOneOf(count: number, span: Span, runner: Runner): void {
  if (count === 0) raiseNone(guardOf(runner), span, runner);
  if (count > 1) raiseSeveral(guardOf(runner), span, runner);
}

/** INTO STRICT, where only the database knows the rows. */
export function requireOne(query: Query, found: Expr, span: Span, runner: Runner): void {
  requireFound(found, span, runner);
  if (!mayBeMore(query) || asksByKey(query, runner)) return;
  if (someNode(query, (part) => isExpression(part) && isVolatile(part))) refuseBlock(runner, 'only the database knows whether these are more rows than one', span);
  raiseSeveral(underGuard(hasSecond(query), runner), span, runner);
}

function asksByKey({ body }: Query, { catalog }: Runner): boolean {
  const [source, ...others] = body.kind === 'select' ? body.from : [];
  const table = source?.kind === 'table' ? catalog.objects.get(source.relation) : undefined;
  return body.kind === 'select' && source?.kind === 'table' && others.length === 0 && table?.kind === 'table' && body.where !== undefined && namesOneRow(body.where, source.source, table) && !body.targets.some(({ expr }) => givesSet(expr));
}

/** The same of what a change returns. */
export function requireFound(found: Expr, span: Span, runner: Runner): void {
  if (!isTrue(found)) raiseNone(underGuard(fold(isNotTrue(found)), runner), span, runner);
}

/** `UPDATE .. RETURNING id INTO v` fails where it would return a second row, STRICT or not. */
export function requireNoSecond(change: DataStatement, span: Span, runner: Runner): void {
  const query = severalOf(change, runner);
  if (query && !someNode(query, (part) => isExpression(part) && isVolatile(part))) raiseSeveral(underGuard(hasSecond(query), runner), span, runner);
}

/** The rows that it would change, where there may be several. */
function severalOf(change: DataStatement, { catalog }: Runner): Query | undefined {
  switch (change.kind) {
    case 'insert':
      return change.rows === 'default values' || change.onConflict || onlyRow(change) || !mayBeMore(change.rows) ? undefined : change.rows;
    case 'update':
    case 'delete': {
      const { target, where } = change;
      const table = catalog.objects.get(target.relation);
      if (where && table?.kind === 'table' && namesOneRow(where, target.source, table)) return undefined;
      const others = change.kind === 'update' ? change.from : change.using;
      return { ...queryOf([{ name: 'place', expr: placeOf(target) }], { distinct: others.length > 0, from: [target, ...others], ...(where && { where }) }), with: change.with, recursive: change.recursive };
    }
    default:
      return undefined;
  }
}

function raiseNone(guard: Expr | undefined, span: Span, runner: Runner): void {
  raise('query returned no rows', guard, span, runner, { condition: ['no_data_found', 'P0002'] });
}

function raiseSeveral(guard: Expr | undefined, span: Span, runner: Runner): void {
  raise('query returned more than one row', guard, span, runner, { condition: ['too_many_rows', 'P0003'] });
}

function underGuard(fails: Expr, runner: Runner): Expr {
  const guard = guardOf(runner);
  return guard ? and(guard, fails) : fails;
}

function isTrue(expr: Expr): boolean {
  return expr.kind === 'literal' && expr.value === 'true';
}
