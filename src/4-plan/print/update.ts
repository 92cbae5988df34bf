import { columnOf } from '../../model/catalog-lookup.js';
import type { Update } from '../../model/query.js';
import { printFrom, printTable, sourcesOf, tableSource } from './from.js';
import { isDocument, noteDocument } from './document.js';
import { printAssignments } from './insert.js';
import type { Printing } from './printing.js';
import { printWith } from './select.js';

/** `UPDATE t AS x SET a = .. FROM .. WHERE ..` (https://www.sqlite.org/lang_update.html, "UPDATE FROM") */
export function printUpdate(update: Update, outer: Printing): readonly string[] {
  const { text: prefix, p } = printWith(update.with, update.recursive, outer);
  if (makesDocumentsOnly(update, outer)) return noted(update, outer);
  const target = tableSource(update.target.relation, update.target.alias, p.catalog);
  const inner = p.within({ sources: new Map([[update.target.source, target], ...sourcesOf(update.from, p)]) });
  const parts = [
    `${prefix}UPDATE ${printTable(update.target.relation, update.target.alias, p.catalog)}`,
    `SET ${printAssignments(update.set, update, inner)}`,
    update.from.length > 0 && `FROM ${printFrom(update.from, inner)}`,
    update.where && `WHERE ${inner.print(update.where).text}`,
  ];
  return [parts.filter((part) => typeof part === 'string').join(' ')];
}

/** `UPDATE posts SET search = to_tsvector(body)` leaves nothing to do, unless it is what fires a trigger. */
function makesDocumentsOnly({ set, target }: Update, p: Printing): boolean {
  const table = p.catalog.objects.get(target.relation);
  if (table?.kind !== 'table' || table.triggers.some(({ enabled, events }) => enabled && events.includes('update'))) return false;
  return set.every(({ column }) => isDocument(columnOf(table, column).type, p));
}

/** Which rows it would have changed, such as those `WHERE search IS NULL`, is all one. */
function noted({ set }: Update, p: Printing): readonly string[] {
  for (const { value } of set) noteDocument(value, p);
  return [];
}
