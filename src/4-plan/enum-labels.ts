import type { Catalog, Column, ObjectId } from '../model/catalog.js';
import type { DataType } from '../model/data-type.js';
import { quoteLiteral } from './print/identifier.js';

/**
 * ALTER TYPE .. RENAME VALUE changes no row in Postgres, where rows hold the value's identity. Here they hold its label, so the values of
 * each column of the type, of a domain over it and of its arrays are written anew.
 *
 * @param value the column, or what it is otherwise filled with, as SQL
 * @returns the value with new labels; undefined when the column shows no renamed one
 */
export function relabelled(column: Column, previous: Column, value: string, old: Catalog, after: Catalog): string | undefined {
  const shape = enumIn(column.type, after);
  if (!shape || enumIn(previous.type, old)?.id !== shape.id) return undefined;
  const renamed = renamedLabels(shape.id, old, after);
  if (renamed.length === 0) return undefined;
  const branches = renamed.map(([from, to]) => `WHEN ${quoteLiteral(from)} THEN ${quoteLiteral(to)}`).join(' ');
  if (!shape.array) return `CASE ${value} ${branches} ELSE ${value} END`;
  const element = 'json_each.value';
  // The column may be named as one of json_each's: it is read where json_each cannot be seen.
  const elements = `(SELECT ${value} AS labels) AS stored, json_each(stored.labels)`;
  return `iif(${value} IS NULL, NULL, (SELECT json_group_array(CASE ${element} ${branches} ELSE ${element} END) FROM ${elements}))`;
}

/** Whether a change gives labels other names. */
export function renamesLabels(before: Catalog, after: Catalog): boolean {
  return before.objects.changedIds(after.objects).some((id) => renamedLabels(id, before, after).length > 0);
}

function enumIn(type: DataType, catalog: Catalog): { readonly id: ObjectId; readonly array: boolean } | undefined {
  switch (type.kind) {
    case 'enum':
      return { id: type.id, array: false };
    case 'array': {
      const element = enumIn(type.element, catalog);
      return element && { ...element, array: true };
    }
    case 'domain': {
      const domain = catalog.objects.get(type.id);
      return domain?.kind === 'domain' ? enumIn(domain.base, catalog) : undefined;
    }
    case 'base':
    case 'composite':
      return undefined;
  }
}

function renamedLabels(type: ObjectId, old: Catalog, after: Catalog): readonly (readonly [string, string])[] {
  const [before, now] = [old.objects.get(type), after.objects.get(type)];
  if (before?.kind !== 'enum' || now?.kind !== 'enum' || before === now) return [];
  const labels = new Map(now.values.map(({ id, label }) => [id, label]));
  return before.values.flatMap(({ id, label }) => {
    const next = labels.get(id);
    return next === undefined || next === label ? [] : [[label, next] as const];
  });
}
