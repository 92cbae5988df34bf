import type { Catalog, CatalogObject, ObjectId } from '../model/catalog.js';
import type { PlanContext } from './context.js';
import { physicalTable } from './physical/cache.js';
import { relationName } from './print/identifier.js';
import type { RunDifference } from './touched-objects.js';

/**
 * Lower-case names of tables, indexes and views, with the object that has them. Remembered by the objects of the last catalog that was looked at
 * and handed on from there: histories go forward, and any other catalog is read anew.
 */
const NAMES = new WeakMap<Catalog['objects'], Map<string, ObjectId>>();

/** Two names that Postgres tells apart and SQLite does not. */
export interface NameClash {
  readonly object: ObjectId;
  readonly message: string;
}

/** What the run brings in under a name that SQLite takes for another's: it compares names without their case, and has one namespace for all schemas. */
export function nameClashes({ before, after, touched }: RunDifference, context: PlanContext): readonly NameClash[] {
  const clashes: NameClash[] = [];
  const names = NAMES.get(before.objects) ?? collect(before, context);
  NAMES.delete(before.objects);
  for (const id of touched) for (const name of namesOf(before.objects.get(id), before, context)) names.delete(name.toLowerCase());
  for (const id of touched) {
    const object = after.objects.get(id);
    for (const name of namesOf(object, after, context)) {
      if (names.has(name.toLowerCase())) clashes.push({ object: id, message: `the name ${name} is already taken: SQLite compares names without their case, in one namespace for all schemas` });
      names.set(name.toLowerCase(), id);
    }
    if (object?.kind === 'table') clashes.push(...columnClashes(object));
  }
  NAMES.set(after.objects, names);
  return clashes;
}

function collect(catalog: Catalog, context: PlanContext): Map<string, ObjectId> {
  const names = new Map<string, ObjectId>();
  for (const object of catalog.objects.values()) for (const name of namesOf(object, catalog, context)) names.set(name.toLowerCase(), object.id);
  return names;
}

function namesOf(object: CatalogObject | undefined, catalog: Catalog, context: PlanContext): readonly string[] {
  if (object?.kind === 'view') return [relationName(object.schema, object.name)];
  if (object?.kind !== 'table') return [];
  const { name, indexes } = physicalTable(object, catalog, context);
  return [name, ...indexes.map((index) => index.name)];
}

function columnClashes(table: CatalogObject & { readonly kind: 'table' }): readonly NameClash[] {
  const seen = new Set<string>();
  const clashes: NameClash[] = [];
  for (const { name } of table.columns) {
    const plain = name.toLowerCase();
    if (seen.has(plain)) clashes.push({ object: table.id, message: `table ${table.name} has two columns named ${name}: SQLite compares names without their case` });
    else seen.add(plain);
  }
  return clashes;
}
