import { primary, type Sql } from '../../dialects/sql.js';
import { OWN_TABLE, type ColumnRef } from '../../model/expression.js';
import { quoteIdentifier } from './identifier.js';
import type { Printing, Scope, Source } from './printing.js';

/** A column by the name that it has today: bare where only one source can be meant, otherwise with its source's name. */
export function printColumn(ref: ColumnRef, p: Printing): Sql {
  const found = findSource(ref.source, p.scope);
  if (found) {
    const expression = found.source.expressionOf?.(ref.name);
    if (expression !== undefined) return primary(expression);
    const name = quoteIdentifier(found.source.columnName(ref.column, ref.name));
    return primary(found.bare ? name : `${found.source.qualifier}.${name}`);
  }
  if (ref.source !== OWN_TABLE) throw new Error(`column ${ref.name} belongs to source ${ref.source}, which is not in scope`);
  const column = p.ownTable?.columns.find(({ id }) => id === ref.column);
  return primary(quoteIdentifier(column?.name ?? ref.name));
}

function findSource(id: number, innermost: Scope | undefined): { readonly source: Source; readonly bare: boolean } | undefined {
  for (let scope = innermost; scope; scope = scope.parent) {
    const source = scope.sources.get(id);
    if (source) return { source, bare: scope === innermost && scope.sources.size === 1 && !scope.qualify };
  }
  return undefined;
}
