import type { Catalog } from '../../model/catalog.js';
import type { Expr } from '../../model/expression.js';
import type { Query, QueryBody } from '../../model/query.js';
import { isClock, walkExpression } from '../../model/walk.js';
import type { Printing, Scope } from './printing.js';

/**
 * Whether a query makes random values. SQLite writes a query in FROM into the one around it, and a WITH entry that is named once in each part of a UNION too: the value
 * would be another one each time it is asked for. Postgres does so with none of them (https://www.sqlite.org/lang_with.html#materialization_hints). Within an expression over
 * the rows of a query around it, they are made for each row, where what is materialized is made once for all.
 */
export function isMadeOnce({ body }: Query, { catalog }: Pick<Printing, 'catalog'>, around: Scope | undefined): boolean {
  return !seesRows(around) && valuesOf(body).some((expr) => isRandomIn(expr, catalog));
}

function seesRows(scope: Scope | undefined): boolean {
  return scope !== undefined && (scope.sources.size > 0 || seesRows(scope.parent));
}

function valuesOf(body: QueryBody): readonly Expr[] {
  switch (body.kind) {
    case 'select':
      return body.targets.map(({ expr }) => expr);
    case 'values':
      return body.rows.flat();
    case 'set-operation':
      return [body.left, body.right].flatMap((side) => valuesOf(side.body));
  }
}

/** Of functions of the migrations' own the body counts: most that are called volatile are not. */
function isRandomIn(expr: Expr, catalog: Catalog): boolean {
  let random = false;
  walkExpression(expr, (node) => {
    if (random || node.kind !== 'call' || node.volatile !== true || isClock(node)) return;
    const own = node.function === undefined ? undefined : catalog.objects.get(node.function);
    random = own === undefined || (own.kind === 'function' && own.inline !== undefined && isRandomIn(own.inline, catalog));
  });
  return random;
}
