import type { Catalog, CatalogObject, ObjectId, Table } from '../../model/catalog.js';
import { silent, type PlanContext } from '../context.js';
import type { PhysicalTable, PhysicalTrigger } from './physical.js';
import { programTriggers } from './program-trigger.js';
import { projectTable } from './table.js';
import { watchedCatalog } from './watched-catalog.js';

/** A text or projection with what it was made from. Catalog objects are immutable, so equal identities mean an equal result. */
interface Entry<T> {
  readonly dialect: PlanContext['dialect'];
  readonly options: PlanContext['options'];
  readonly dependencies: ReadonlyMap<ObjectId, CatalogObject | undefined>;
  /** Set when more than single objects were read. */
  readonly whole: Catalog['objects'] | undefined;
  readonly made: T;
}

type Projection<T> = (table: Table, catalog: Catalog, context: PlanContext) => T;

/** `project` without remarks, remembered: the table that one run leaves is the one that the next run finds. */
function remembered<T>(project: Projection<T>): Projection<T> {
  const entries = new WeakMap<Table, Entry<T>>();
  return (table, catalog, context) => {
    const known = entries.get(table);
    if (known && known.dialect === context.dialect && sameOptions(known.options, context.options) && isCurrent(known, catalog)) return known.made;
    const watched = watchedCatalog(catalog);
    const made = project(table, watched.catalog, silent(context));
    entries.set(table, { dialect: context.dialect, options: context.options, dependencies: watched.read, whole: watched.readAll() ? catalog.objects : undefined, made });
    return made;
  };
}

export const physicalTable: Projection<PhysicalTable> = remembered(projectTable);
export const physicalTriggers: Projection<readonly PhysicalTrigger[]> = remembered(programTriggers);

function sameOptions(a: PlanContext['options'], b: PlanContext['options']): boolean {
  return a === b || (a.mapping === b.mapping && a.guards === b.guards && a.types === b.types);
}

function isCurrent({ dependencies, whole }: Entry<unknown>, catalog: Catalog): boolean {
  if (whole) return whole === catalog.objects;
  for (const [id, object] of dependencies) if (catalog.objects.get(id) !== object) return false;
  return true;
}
