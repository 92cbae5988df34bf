import { tablesOf } from '../model/catalog-lookup.js';
import type { Catalog, CatalogObject, Domain, ObjectId, Table } from '../model/catalog.js';
import { mentionsOf } from '../model/mentions.js';
import { storageOf } from './print/sequence-storage.js';

/** The two ends of a run of schema changes. */
export interface RunDifference {
  readonly before: Catalog;
  readonly after: Catalog;
  /** Objects that differ. */
  readonly changed: readonly ObjectId[];
  /** The same, and tables that are printed otherwise although they do not differ. */
  readonly touched: readonly ObjectId[];
}

export function runDifference(before: Catalog, after: Catalog): RunDifference {
  const changed = before.objects.changedIds(after.objects);
  return { before, after, changed, touched: touchedObjects(before, after, changed) };
}

/** Objects that differ, and tables whose printed form depends on one that does: columns of a changed enum or domain, with the numbers of a sequence, or with calls of a function. */
function touchedObjects(before: Catalog, after: Catalog, changed: readonly ObjectId[]): readonly ObjectId[] {
  const types = changed.filter((id) => before.objects.has(id) && isPrintedType(after.objects.get(id)));
  const sequences = changed.flatMap((id) => [...sequenceNames(before.objects.get(id), after.objects.get(id)), ...movedSequences(tableIn(before, id), tableIn(after, id), before, after)]);
  const functions = replacedFunctions(before, after, changed);
  if (types.length + sequences.length + functions.length === 0) return changed;
  const printed = [...withDomainsOver([...types, ...functions], after), ...sequences];
  const touched = new Set(changed);
  for (const table of tablesOf(after)) if (printed.some((thing) => mentionsOf(table).has(thing))) touched.add(table.id);
  return [...touched].toSorted((a, b) => a - b);
}

/** Functions whose bodies stand where they are called. */
export function replacedFunctions(before: Catalog, after: Catalog, ids: readonly ObjectId[]): readonly ObjectId[] {
  return ids.filter((id) => isWrittenOut(before.objects.get(id)) && isWrittenOut(after.objects.get(id)));
}

function isWrittenOut(object: CatalogObject | undefined): boolean {
  return object?.kind === 'function' && (object.inline !== undefined || object.rows !== undefined || object.obstacle !== undefined);
}

/** Defaults name a sequence by a text. */
function sequenceNames(before: CatalogObject | undefined, after: CatalogObject | undefined): readonly string[] {
  return before?.kind === 'sequence' && after?.kind === 'sequence' ? [before.name, after.name] : [];
}

/** What numbers a column is kept elsewhere where the column becomes a key, or is none any longer: other tables may take its numbers too. */
export function movedSequences(old: Table | undefined, now: Table | undefined, before: Catalog, after: Catalog): readonly string[] {
  if (!old || !now || old.constraints === now.constraints) return [];
  return now.columns.flatMap(({ serial }) => {
    const [from, to] = [before, after].map((catalog) => (serial === undefined ? undefined : catalog.objects.get(serial)));
    if (from?.kind !== 'sequence' || to?.kind !== 'sequence') return [];
    return storageOf(from, before).kind === storageOf(to, after).kind ? [] : [to.name];
  });
}

function isPrintedType(object: CatalogObject | undefined): boolean {
  return object?.kind === 'enum' || object?.kind === 'domain';
}

function isDomain(object: CatalogObject): object is Domain {
  return object.kind === 'domain';
}

/** The types and functions, and the domains over them and over each other. */
function withDomainsOver(things: readonly ObjectId[], catalog: Catalog): readonly ObjectId[] {
  const found = new Set(things);
  for (let size = 0; size < found.size; ) {
    size = found.size;
    for (const domain of catalog.objects.where(isDomain)) if ([...found].some((id) => mentionsOf(domain).has(id))) found.add(domain.id);
  }
  return [...found];
}

/** The table with this id, if it exists there. */
export function tableIn(catalog: Catalog, id: ObjectId): Table | undefined {
  const object = catalog.objects.get(id);
  return object?.kind === 'table' ? object : undefined;
}

