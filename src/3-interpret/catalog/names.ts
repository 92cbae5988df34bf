import type { CatalogObject, Index, NameEntry, Namespace, ObjectId, Table } from '../../model/catalog.js';
import type { Constraint } from '../../model/constraint.js';
import { nameKey } from '../../model/catalog-lookup.js';
import { put, tableIn, type Draft } from '../draft.js';

export function addName(draft: Draft, namespace: Namespace, schema: string, name: string, entry: NameEntry): void {
  draft.catalog = { ...draft.catalog, names: draft.catalog.names.set(nameKey(namespace, schema, name), entry) };
}

export function removeName(draft: Draft, namespace: Namespace, schema: string, name: string): void {
  draft.catalog = { ...draft.catalog, names: draft.catalog.names.delete(nameKey(namespace, schema, name)) };
}

export function hasIndex(constraint: Constraint): boolean {
  return constraint.kind === 'primary-key' || constraint.kind === 'unique' || constraint.kind === 'exclusion';
}

/**
 * Registers a constraint's name, and for a key the name of its index, which is a relation.
 * An entry with its table has one bearer; without, there were several, so that only these have to be looked for when one goes.
 */
export function addConstraintNames(draft: Draft, table: Table, constraint: Constraint): void {
  const entry = { id: constraint.id, table: table.id };
  const taken = draft.catalog.names.has(nameKey('constraint', table.schema, constraint.name));
  addName(draft, 'constraint', table.schema, constraint.name, taken ? { id: constraint.id } : entry);
  if (hasIndex(constraint)) addName(draft, 'relation', table.schema, constraint.name, entry);
}

export function removeConstraintNames(draft: Draft, table: Table, constraint: Constraint): void {
  if (hasIndex(constraint)) removeName(draft, 'relation', table.schema, constraint.name);
  const entry = draft.catalog.names.get(nameKey('constraint', table.schema, constraint.name));
  const other = entry?.table === undefined ? sameNamedConstraint(draft, table.schema, constraint) : undefined;
  if (other) addName(draft, 'constraint', table.schema, constraint.name, other);
  else removeName(draft, 'constraint', table.schema, constraint.name);
}

/** Constraint names may repeat across tables: the next bearer keeps the name taken. */
function sameNamedConstraint(draft: Draft, schema: string, gone: Constraint): NameEntry | undefined {
  for (const object of draft.catalog.objects.values()) {
    if (object.kind !== 'table' || object.schema !== schema) continue;
    const bearer = object.constraints.find((candidate) => candidate.name === gone.name && candidate.id !== gone.id);
    if (bearer) return { id: bearer.id };
  }
  return undefined;
}

export function addConstraint(draft: Draft, table: ObjectId, constraint: Constraint): void {
  const before = tableIn(draft, table);
  put(draft, { ...before, constraints: [...before.constraints, constraint] });
  addConstraintNames(draft, before, constraint);
}

export function replaceConstraint(draft: Draft, table: ObjectId, constraint: Constraint): void {
  const before = tableIn(draft, table);
  put(draft, { ...before, constraints: before.constraints.map((old) => (old.id === constraint.id ? constraint : old)) });
}

export function removeConstraint(draft: Draft, table: ObjectId, constraint: Constraint): void {
  const before = tableIn(draft, table);
  put(draft, { ...before, constraints: before.constraints.filter((old) => old.id !== constraint.id) });
  removeConstraintNames(draft, before, constraint);
}

export function addIndex(draft: Draft, table: ObjectId, index: Index): void {
  const before = tableIn(draft, table);
  put(draft, { ...before, indexes: [...before.indexes, index] });
  addName(draft, 'relation', before.schema, index.name, { id: index.id, table });
}

export function replaceIndex(draft: Draft, table: ObjectId, index: Index): void {
  const before = tableIn(draft, table);
  put(draft, { ...before, indexes: before.indexes.map((old) => (old.id === index.id ? index : old)) });
}

export function removeIndex(draft: Draft, table: ObjectId, index: Index): void {
  const before = tableIn(draft, table);
  put(draft, { ...before, indexes: before.indexes.filter((old) => old.id !== index.id) });
  removeName(draft, 'relation', before.schema, index.name);
}

const NAMESPACE: Readonly<Record<CatalogObject['kind'], Namespace>> = {
  table: 'relation',
  view: 'relation',
  sequence: 'relation',
  enum: 'type',
  domain: 'type',
  composite: 'type',
  function: 'function',
};

export function namespaceOf(object: CatalogObject): Namespace {
  return NAMESPACE[object.kind];
}

/** Stores a new object and its own name (for a table not those of its indexes and constraints). */
export function addObject(draft: Draft, object: CatalogObject): void {
  put(draft, object);
  addName(draft, namespaceOf(object), object.schema, object.name, { id: object.id });
}

/** Removes an object with all names that lead to it. */
export function removeObject(draft: Draft, object: CatalogObject): void {
  if (object.kind === 'table') removeTableNames(draft, object);
  if (object.kind === 'view') for (const index of object.indexes) removeName(draft, 'relation', object.schema, index.name);
  removeName(draft, namespaceOf(object), object.schema, object.name);
  draft.catalog = { ...draft.catalog, objects: draft.catalog.objects.delete(object.id) };
}

function removeTableNames(draft: Draft, table: Table): void {
  for (const index of table.indexes) removeName(draft, 'relation', table.schema, index.name);
  // Without its constraints first, so that no constraint of this table is found as another bearer of the name.
  put(draft, { ...table, constraints: [] });
  for (const constraint of table.constraints) removeConstraintNames(draft, table, constraint);
  if (table.partitioned) removePartitionNames(draft, table);
}

function removePartitionNames(draft: Draft, table: Table): void {
  const names = draft.catalog.names.filterNot((entry, key) => entry.id === table.id && key.startsWith('relation\0'));
  draft.catalog = { ...draft.catalog, names };
}
