import { BOOL, INT8 } from '../../model/base-types.js';
import type { Expr } from '../../model/expression.js';
import { bothOf } from '../../model/guarded-statement.js';
import type { Select } from '../../model/query.js';
import { mapNodes } from '../../model/walk.js';
import type { Printing } from './printing.js';

/** The number of a row of the table that is read or written here. */
export function rowInSight({ scope: innermost }: Printing): Expr | undefined {
  for (let scope = innermost; scope; scope = scope.parent) {
    if (scope.sources.size === 0) continue;
    const [source] = [...scope.sources].find(([, { rowNumber }]) => rowNumber !== undefined) ?? [];
    return source === undefined ? undefined : { kind: 'column', source, name: 'ctid', type: INT8 };
  }
  return undefined;
}

/** SQLite works out once what reads nothing of the row: each query reads the row's number, which changes nothing else. */
export function forEachRow(body: Expr, row: Expr): Expr {
  const there: Expr = { kind: 'distinct', negated: true, left: row, right: row, type: BOOL };
  return mapNodes(body, (node) => (isSelect(node) ? ({ ...node, where: bothOf(there, node.where) } as Select) : node));
}

function isSelect(node: { readonly kind: string }): node is Select {
  return node.kind === 'select';
}
