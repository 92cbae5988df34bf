import type { Node } from '@pgsql/types';
import { UNKNOWN } from '../../model/base-types.js';
import type { Expr } from '../../model/expression.js';
import type { OutputColumn, Values } from '../../model/query.js';
import { coerceToCommon, commonType } from './common-type.js';
import { refuse } from './refuse.js';
import type { Scope } from './scope.js';
import { expandStars } from './star.js';
import { typeKey } from './type-key.js';

/** The written rows of a VALUES list, each of the same length; DEFAULT is left to the caller's `expression`. */
function valuesRows(lists: readonly Node[], scope: Scope): readonly (readonly Expr[])[] {
  const inner: Scope = { ...scope, place: 'values' };
  const rows = lists.map((list) => ('List' in list ? expandStars(list.List.items ?? [], inner) : []));
  const width = rows[0]?.length ?? 0;
  const uneven = rows.find((row) => row.length !== width);
  if (uneven) refuse(scope, 'type-mismatch', 'VALUES lists must all be the same length', { at: uneven[0]?.at });
  return rows;
}

/** `VALUES (1, 'a'), (2, 'b')` as a query: each column has the common type of its rows (transformValuesClause). */
export function analyzeValues(lists: readonly Node[], scope: Scope, unknowns: 'text' | 'keep'): { readonly body: Values; readonly columns: readonly OutputColumn[] } {
  const rows = valuesRows(lists, scope);
  const columns = (rows[0] ?? []).map((_, i) => {
    const exprs = rows.flatMap((row) => row[i] ?? []);
    const open = unknowns === 'keep' && exprs.every((expr) => typeKey(expr.type) === 'unknown' && expr.kind === 'literal');
    return { name: `column${i + 1}`, type: open ? UNKNOWN : commonType(exprs, 'VALUES', scope) };
  });
  const converted = rows.map((row) => row.map((expr, i) => (columns[i]?.type === UNKNOWN ? expr : coerceToCommon(expr, columns[i]?.type ?? expr.type, 'VALUES', scope))));
  return { body: { kind: 'values', rows: converted }, columns };
}
