import type { Delete } from '../../model/query.js';
import { printFrom, printTable, sourcesOf, tableSource } from './from.js';
import type { Printing } from './printing.js';
import { printWith } from './select.js';

/** `DELETE FROM t USING u WHERE ..` becomes `DELETE FROM t WHERE EXISTS (SELECT 1 FROM u WHERE ..)`. */
export function printDelete(statement: Delete, outer: Printing): readonly string[] {
  const { text: prefix, p } = printWith(statement.with, statement.recursive, outer);
  const target = tableSource(statement.target.relation, statement.target.alias, p.catalog);
  const own = p.within({ sources: new Map([[statement.target.source, target]]) });
  const head = `${prefix}DELETE FROM ${printTable(statement.target.relation, statement.target.alias, p.catalog)}`;
  if (statement.using.length === 0) return [statement.where ? `${head} WHERE ${own.print(statement.where).text}` : head];
  const inner = p.within({ ...(own.scope && { parent: own.scope }), sources: sourcesOf(statement.using, p) });
  const where = statement.where ? ` WHERE ${inner.print(statement.where).text}` : '';
  return [`${head} WHERE EXISTS (SELECT 1 FROM ${printFrom(statement.using, inner)}${where})`];
}
