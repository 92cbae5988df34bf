import type { Update } from '../../model/query.js';
import { printFrom, printTable, sourcesOf, tableSource } from './from.js';
import { printAssignments } from './insert.js';
import type { Printing } from './printing.js';
import { printWith } from './select.js';

/** `UPDATE t AS x SET a = .. FROM .. WHERE ..` (https://www.sqlite.org/lang_update.html, "UPDATE FROM") */
export function printUpdate(update: Update, outer: Printing): readonly string[] {
  const { text: prefix, p } = printWith(update.with, update.recursive, outer);
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
