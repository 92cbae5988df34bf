import { FIRST_PART_ID, type Catalog, type CatalogObject, type Column, type ObjectId, type Table } from '../model/catalog.js';
import { quoteIdentifier, relationName } from './print/identifier.js';

/** The statements that bring every surviving table and column to its new name, and the catalog in which only that has happened. */
export interface Renames {
  readonly statements: readonly { readonly object: ObjectId; readonly sql: string }[];
  readonly catalog: Catalog;
}

/** One thing that must change its name, in the printed spelling. */
interface Renaming {
  readonly from: string;
  readonly to: string;
}

/**
 * Renames in place: SQLite rewrites foreign keys, indexes and CHECKs that mention the name. Two things may trade names, a name may be
 * taken by something that is about to be dropped, and names that differ only in case are one name for SQLite: such steps go through a temporary name.
 */
export function planRenames(before: Catalog, after: Catalog, touched: readonly ObjectId[]): Renames {
  const statements: { object: ObjectId; sql: string }[] = [];
  let catalog = before;
  for (const rename of tableRenames(before, after, touched)) {
    statements.push({ object: rename.table.id, sql: `ALTER TABLE ${quoteIdentifier(rename.from)} RENAME TO ${quoteIdentifier(rename.to)}` });
    catalog = { ...catalog, objects: catalog.objects.set(rename.table.id, rename.table) };
  }
  for (const id of touched) {
    const old = catalog.objects.get(id);
    const now = after.objects.get(id);
    if (old?.kind !== 'table' || now?.kind !== 'table' || keepsColumns(old, now)) continue;
    const on = quoteIdentifier(relationName(old.schema, old.name));
    const renamed = columnRenames(old, now);
    for (const { from, to } of renamed.steps) {
      statements.push({ object: id, sql: `ALTER TABLE ${on} RENAME COLUMN ${quoteIdentifier(from)} TO ${quoteIdentifier(to)}` });
    }
    if (renamed.steps.length > 0) catalog = { ...catalog, objects: catalog.objects.set(id, { ...old, columns: renamed.columns }) };
  }
  return { statements, catalog };
}

function tableRenames(before: Catalog, after: Catalog, touched: readonly ObjectId[]): readonly (Renaming & { readonly table: Table })[] {
  let wanted: ReadonlySet<string> | undefined;
  const renamed: (Renaming & { table: Table })[] = [];
  for (const id of touched) {
    const old = before.objects.get(id);
    if (old?.kind !== 'table') continue;
    const now = after.objects.get(id);
    if (now?.kind === 'table') {
      if (printed(old) !== printed(now)) renamed.push({ from: printed(old), to: printed(now), table: { ...old, schema: now.schema, name: now.name } });
    } else if ((wanted ??= wantedNames(after, touched)).has(printed(old).toLowerCase())) {
      const name = `__tm_dropped_${id}`;
      renamed.push({ from: printed(old), to: name, table: { ...old, schema: 'public', name } });
    }
  }
  return untangle(renamed, (step, name) => ({ ...step, to: name, table: { ...step.table, schema: 'public', name } }));
}

/** The names that touched tables and views have afterwards, without their case. */
function wantedNames(after: Catalog, touched: readonly ObjectId[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const id of touched) {
    const now = after.objects.get(id);
    if (now?.kind === 'table' || now?.kind === 'view') names.add(printed(now).toLowerCase());
  }
  return names;
}

/** Orders renames so that no step meets a name that is still taken; what cannot be ordered goes through a temporary name. */
function untangle<T extends Renaming>(renames: readonly T[], through: (step: T, temporary: string) => T): readonly T[] {
  if (renames.length === 0) return renames;
  const taken = new Set(renames.map(({ from }) => from.toLowerCase()));
  const steps: T[] = [];
  let waiting = [...renames];
  while (waiting.length > 0) {
    const free = waiting.filter(({ to }) => !taken.has(to.toLowerCase()));
    if (free.length > 0) {
      for (const step of free) taken.delete(step.from.toLowerCase());
      steps.push(...free);
      waiting = waiting.filter((step) => !free.includes(step));
    } else {
      const [first, ...rest] = waiting as [T, ...T[]];
      const temporary = `__tm_renamed_${steps.length}`;
      steps.push(through(first, temporary));
      taken.delete(first.from.toLowerCase());
      waiting = [...rest, { ...first, from: temporary }];
    }
  }
  return steps;
}

/** No column is renamed or dropped. */
function keepsColumns(old: Table, now: Table): boolean {
  return old.columns.length <= now.columns.length && old.columns.every(({ id, name }, i) => now.columns[i]?.id === id && now.columns[i]?.name === name);
}

function columnRenames(old: Table, now: Table): { readonly steps: readonly Renaming[]; readonly columns: readonly Column[] } {
  const names = new Map(now.columns.map(({ id, name }) => [id, name]));
  const previous = new Map(old.columns.map(({ id, name }) => [id, name]));
  const wanted = new Set(now.columns.filter(({ id, name }) => (previous.get(id) ?? name) !== name).map(({ name }) => name.toLowerCase()));
  const target = (column: Column): string =>
    names.get(column.id) ?? (wanted.has(column.name.toLowerCase()) ? `__tm_dropped_${column.id - FIRST_PART_ID}` : column.name);
  const renamed = old.columns.filter((column) => target(column) !== column.name).map((column) => ({ from: column.name, to: target(column) }));
  return {
    steps: untangle(renamed, (step, name) => ({ ...step, to: name })),
    columns: old.columns.map((column) => ({ ...column, name: target(column) })),
  };
}

function printed(object: CatalogObject): string {
  return relationName(object.schema, object.name);
}
