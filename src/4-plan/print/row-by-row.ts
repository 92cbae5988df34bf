import type { DataType } from '../../model/data-type.js';
import type { Expr } from '../../model/expression.js';
import type { Printing } from './printing.js';

const BOOL: DataType = { kind: 'base', name: 'bool', modifiers: [] };

/**
 * SQLite works out once what reads nothing of the row: each SELECT of the expression asks for the row's number, which decides nothing, so that a
 * random value in it is another one for each row. Undefined where there is no number to ask for.
 */
export function perRow(expr: Expr, p: Printing): Expr | undefined {
  const row = rowOf(p);
  return row && (asking(expr, { kind: 'distinct', negated: true, left: row, right: row, type: BOOL }) as Expr);
}

/** The number of a row of the innermost query that has a table. */
function rowOf({ scope: innermost }: Printing): Expr | undefined {
  for (let scope = innermost; scope; scope = scope.parent) {
    for (const [source, { rowNumber }] of scope.sources) if (rowNumber !== undefined) return { kind: 'column', source, name: 'ctid', type: { kind: 'base', name: 'tid', modifiers: [] } };
  }
  return undefined;
}

function asking(value: unknown, row: Expr): unknown {
  if (Array.isArray(value)) return value.map((item) => asking(item, row));
  if (typeof value !== 'object' || value === null) return value;
  const asked = Object.fromEntries(Object.entries(value).map(([key, part]) => [key, key === 'type' ? part : asking(part, row)]));
  if (asked['kind'] !== 'select' || !('targets' in asked)) return asked;
  const where = asked['where'] as Expr | undefined;
  return { ...asked, where: where ? { kind: 'logical', op: 'and', args: [where, row], type: BOOL } : row };
}
