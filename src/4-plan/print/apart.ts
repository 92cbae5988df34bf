import type { Catalog } from '../../model/catalog.js';
import { exposedName, exposedNames, isNamedItem } from '../../model/exposed-names.js';
import type { DataStatement } from '../../model/query.js';
import { mapNodes } from '../../model/walk.js';

/** SQLite's triggers take no `UPDATE t AS x`: where the table bears another name because there is one more of it, that one gets another name instead. */
export function apartFromTarget<T extends DataStatement>(statement: T, catalog: Catalog): T {
  if (!('target' in statement) || statement.target.alias === undefined) return statement;
  const { target, ...rest } = statement;
  const { alias: _alias, ...plain } = target;
  const own = exposedName(plain, catalog);
  const taken = exposedNames(rest, catalog);
  if (own === undefined || !taken.has(own)) return statement;
  let alias = `${own}_`;
  while (taken.has(alias)) alias += '_';
  return { ...mapNodes(rest, (node) => (isNamedItem(node) && exposedName(node, catalog) === own ? { ...node, alias } : node)), target } as T;
}
