import { referencesTo } from '../../../model/catalog-lookup.js';
import type { Catalog, ObjectId } from '../../../model/catalog.js';
import type { ForeignKey } from '../../../model/constraint.js';
import { isAction } from '../../../model/effects.js';
import type { DataStatement } from '../../../model/query.js';

/** The tables whose foreign keys hand a change on to them, and those to which they hand it on. */
export function handedOn(statement: DataStatement, catalog: Catalog): readonly ObjectId[] {
  if (!('target' in statement)) return [];
  const set = statement.kind === 'update' ? statement.set : statement.kind === 'insert' && statement.onConflict?.action === 'update' ? statement.onConflict.set : [];
  const isHit = (key: ForeignKey): boolean => (statement.kind === 'delete' ? isAction(key.onDelete) : isAction(key.onUpdate) && set.some(({ column }) => key.targetColumns.includes(column)));
  const found = new Set(referencesTo(catalog, statement.target.relation).flatMap(({ table, key }) => (isHit(key) ? [table.id] : [])));
  for (const id of found) for (const { table, key } of referencesTo(catalog, id)) if (isAction(key.onDelete) || isAction(key.onUpdate)) found.add(table.id);
  return [...found];
}
