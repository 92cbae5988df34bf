import { PRECEDENCE, primary, type Sql } from '../../dialects/sql.js';
import { findColumn } from '../../model/catalog-lookup.js';
import { OWN_TABLE, type ColumnRef } from '../../model/expression.js';
import { DEPTH, FOUND, HELD, LISTED, NEW_ROW, OLD_ROW, ROUND, UNMET_ROW } from '../../model/trigger-program.js';
import { UNMET } from '../../model/unmet.js';
import { isListed, triggersAtWork } from './at-work.js';
import { heldValue } from './held.js';
import { quoteIdentifier, relationName } from './identifier.js';
import { rowNumberOf } from './row-number.js';
import type { Printing, Scope, Source } from './printing.js';

/** A column by the name that it has today: bare where only one source can be meant, otherwise with its source's name. */
export function printColumn(ref: ColumnRef, p: Printing): Sql {
  const found = findSource(ref.source, p.scope);
  if (found) {
    const expression = found.source.expressionOf?.(ref.name);
    if (expression !== undefined) return primary(expression);
    const name = isRowPlace(ref, found.source) ? rowNumber(ref, found.source, p) : found.source.columnName(ref.column, ref.name);
    return primary(found.alone && !mustQualify(name, p.scope) ? quoteIdentifier(name) : `${found.source.qualifier}.${quoteIdentifier(name)}`);
  }
  if (ref.source === FOUND) return primary(ref.name === 'row_count' ? 'changes()' : '(changes() > 0)');
  if (ref.source === DEPTH) return primary(triggersAtWork(ref.name === 'body'));
  if (ref.source === ROUND) return kept(`NEW.${ref.name}`, ref, p);
  if (ref.source === UNMET_ROW) return kept(`${UNMET}.${ref.name}`, ref, p);
  const ownNumber = p.triggerTable ? rowNumberOf(p.triggerTable) : 'rowid';
  if (ref.source === HELD && p.triggerTable) return primary(heldValue(ref.name, p.triggerTable));
  if (ref.source === LISTED && p.triggerTable) return primary(isListed(ref.name, p.triggerTable));
  if (ref.source === NEW_ROW && ref.column === undefined && ref.name === 'ctid') return primary(`NEW.${ownNumber}`);
  if (ref.source === NEW_ROW || ref.source === OLD_ROW) return primary(`${ref.source === NEW_ROW ? 'NEW' : 'OLD'}.${quoteIdentifier(rowColumn(ref, p))}`);
  if (ref.source !== OWN_TABLE) throw new Error(`column ${ref.name} belongs to source ${ref.source}, which is not in scope`);
  const name = (p.ownTable && findColumn(p.ownTable, ref.column)?.name) ?? ref.name;
  const qualifier = p.ownTable && mustQualify(name, p.scope) ? `${quoteIdentifier(relationName(p.ownTable.schema, p.ownTable.name))}.` : '';
  return primary(qualifier + quoteIdentifier(name));
}

/** A column without a type keeps the value, but not how texts of its type compare. */
function kept(name: string, { type }: ColumnRef, p: Printing): Sql {
  return p.family(type) === 'citext' ? { text: `${name} COLLATE NOCASE`, precedence: PRECEDENCE.collate } : primary(name);
}

/** `ctid` of a table. */
function isRowPlace({ column, name }: ColumnRef, { rowNumber }: Source): boolean {
  return column === undefined && name === 'ctid' && rowNumber !== undefined;
}

function rowNumber({ at }: ColumnRef, source: Source, p: Printing): string {
  if (at !== undefined) p.report({ code: 'lossy-ctid', message: 'ctid is the number of the row, which an UPDATE does not change: rows are in the order in which they came', at });
  return source.rowNumber ?? 'rowid';
}

function mustQualify(name: string, scope: Scope | undefined): boolean {
  return scope?.qualify === true || (scope?.qualify?.has(name) ?? false);
}

/** A column of a trigger's row by the name that it has today. */
function rowColumn(ref: ColumnRef, p: Printing): string {
  return (p.triggerTable && findColumn(p.triggerTable, ref.column)?.name) ?? ref.name;
}

/** What a column belongs to, of the places around, inner ones first. */
export function findSource(id: number, innermost: Scope | undefined): { readonly source: Source; readonly alone: boolean } | undefined {
  for (let scope = innermost; scope; scope = scope.parent) {
    const source = scope.sources.get(id);
    if (source) return { source, alone: scope === innermost && scope.sources.size === 1 };
  }
  return undefined;
}
