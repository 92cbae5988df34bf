import { infix, PRECEDENCE, primary, type Sql } from '../../dialects/sql.js';
import type { DataType } from '../../model/data-type.js';
import type { Distinct, Expr } from '../../model/expression.js';
import { NEW_ROW, OLD_ROW } from '../../model/trigger-program.js';
import { printColumn } from './column.js';
import type { PrintContext } from './context.js';
import type { Printing } from './printing.js';
import { familyOf } from './type.js';

/**
 * Full-text search documents (tsvector) are not kept: only Postgres can make and search them. Where one would be stored stands NULL, and what
 * nobody else needs goes with it: their indexes, and triggers that only make them. What reads a document would read NULL, so it is refused.
 */
export function isDocument(type: DataType, { catalog, dialect }: Pick<PrintContext, 'catalog' | 'dialect'>): boolean {
  // It is asked of every expression.
  if (type.kind === 'base') return dialect.types[type.name]?.family === 'document';
  return type.kind === 'domain' && familyOf(type, catalog, dialect) === 'document';
}

/** `SELECT search`, `SET search = to_tsvector(..)` */
export function storedDocument(expr: Expr, p: Printing): Sql {
  if (expr.kind === 'column') return printColumn(expr, p);
  noteDocument(expr, p);
  return primary('NULL');
}

export function noteDocument(expr: Expr, p: Printing): void {
  const { at } = expr;
  if (expr.kind === 'default' || (expr.kind === 'literal' && expr.value === null)) return;
  p.report({ code: 'lossy-search', message: 'full-text search documents are not kept: this one is NULL', ...(at !== undefined && { at }) });
}

/** `search IS NULL`, `search::text`, `ORDER BY search` */
export function refuseDocument({ at }: Expr, p: Printing): Sql {
  p.report({
    code: 'unsupported-expression',
    message: `a full-text search document is read here; ${p.dialect.name} does not keep them`,
    help: 'Test the columns that the document is made of, or write the statement for this target in an override: /* transmigrate sqlite,d1: .. */',
    ...(at !== undefined && { at }),
  });
  return primary('NULL');
}

/** `NEW.search IS DISTINCT FROM OLD.search`, as NEW IS DISTINCT FROM OLD asks of each column: what is not kept does not change. */
export function documentChanged({ left, right, negated }: Distinct, p: Printing): Sql | undefined {
  if (!isDocument(left.type, p) || left.kind !== 'column' || right.kind !== 'column' || left.column !== right.column) return undefined;
  return [left, right].every(({ source }) => source === NEW_ROW || source === OLD_ROW) ? infix(printColumn(left, p), negated ? 'IS' : 'IS NOT', printColumn(right, p), PRECEDENCE.equality) : undefined;
}
