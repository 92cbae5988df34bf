import type { DropBehavior } from '@pgsql/types';
import type { ViewColumn } from '../../model/catalog.js';
import { editTable, put, putRules, tableIn, type Draft } from '../draft.js';
import { refuse } from '../refuse.js';
import { dependentsOf, type Part } from './dependents.js';
import { describePart } from './describe.js';
import { leaveFamilies } from './families.js';
import { removeConstraint, removeIndex, removeName, removeObject } from './names.js';

interface Doomed {
  readonly part: Part;
  /** Reached by an automatic dependency, or named in the statement itself. */
  automatic: boolean;
  /** What it depends on, for the message. */
  readonly on?: Part;
}

function keyOf(part: Part): string {
  if (part.kind === 'schema' || part.kind === 'extension') return `${part.kind} ${part.name}`;
  return part.kind === 'object' ? `object ${part.id}` : `${part.kind} ${part.table} ${part.id}`;
}

/** Everything that goes with the originals, in the order in which it is found (findDependentObjects). */
function collect(draft: Draft, originals: readonly Part[]): ReadonlyMap<string, Doomed> {
  const doomed = new Map<string, Doomed>();
  const queue: Doomed[] = [];
  const add = (part: Part, automatic: boolean, on?: Part): void => {
    const known = doomed.get(keyOf(part));
    if (known) {
      known.automatic ||= automatic;
      return;
    }
    const entry: Doomed = { part, automatic, ...(on && { on }) };
    doomed.set(keyOf(part), entry);
    queue.push(entry);
  };
  for (const part of originals) add(part, true);
  for (let entry = queue.shift(); entry; entry = queue.shift()) {
    const { part } = entry;
    for (const dependent of dependentsOf(draft.catalog, part)) add(dependent.part, dependent.automatic, part);
  }
  return doomed;
}

/** The object that a part goes with when that is dropped as a whole. */
function ownerKey(part: Part): string | undefined {
  return 'table' in part ? `object ${part.table}` : undefined;
}

/**
 * Drops the parts with all that depends on them. RESTRICT (the default) refuses when that would take along anything
 * that Postgres does not drop by itself, naming it.
 */
export function drop(draft: Draft, originals: readonly Part[], behavior: DropBehavior | undefined, pointer: { readonly name?: string; readonly at?: number | undefined } = {}): void {
  const doomed = collect(draft, originals);
  if (behavior !== 'DROP_CASCADE') requireNoDependents(draft, originals, doomed, pointer);
  for (const { part } of [...doomed.values()].toReversed()) {
    const owner = ownerKey(part);
    if (owner === undefined || !doomed.has(owner)) remove(draft, part);
  }
}

function requireNoDependents(draft: Draft, originals: readonly Part[], doomed: ReadonlyMap<string, Doomed>, pointer: { readonly name?: string; readonly at?: number | undefined }): void {
  const blocking = [...doomed.values()].filter(({ part, automatic }) => !automatic && !doomed.get(ownerKey(part) ?? '')?.automatic);
  if (blocking.length === 0) return;
  const { catalog } = draft;
  const [only] = originals;
  const what = originals.length === 1 && only ? `${describePart(catalog, only)} because other objects depend on it` : 'desired object(s) because other objects depend on them';
  const details = blocking.map(({ part, on }) => `${describePart(catalog, part)}${on ? ` depends on ${describePart(catalog, on)}` : ''}`);
  refuse(draft, 'dependent-objects', `cannot drop ${what}: ${details.join('; ')}`, {
    ...pointer,
    help: 'Drop these first, or write CASCADE to drop them too.',
  });
}

function remove(draft: Draft, part: Part): void {
  switch (part.kind) {
    case 'object':
      removeWhole(draft, part.id);
      return;
    case 'schema':
      draft.catalog = { ...draft.catalog, schemas: draft.catalog.schemas.delete(part.name) };
      return;
    case 'extension':
      draft.catalog = { ...draft.catalog, extensions: draft.catalog.extensions.delete(part.name) };
      return;
    default:
      removePart(draft, part);
  }
}

function removeWhole(draft: Draft, id: number): void {
  const object = draft.catalog.objects.get(id);
  if (!object) return;
  removeObject(draft, object);
  if (object.kind === 'table' && object.inherits) leaveFamilies(draft, [object]);
}

function removePart(draft: Draft, part: Exclude<Part, { kind: 'object' | 'schema' | 'extension' }>): void {
  const object = draft.catalog.objects.get(part.table);
  if (part.kind === 'rule') {
    if (object?.kind === 'table' || object?.kind === 'view') putRules(draft, object, (object.rules ?? []).filter(({ id }) => id !== part.id));
    return;
  }
  if (object?.kind === 'view') {
    const index = object.indexes.find((candidate) => candidate.id === part.id);
    if (index) removeName(draft, 'relation', object.schema, index.name);
    put(draft, {
      ...object,
      indexes: object.indexes.filter((candidate) => candidate.id !== part.id),
      triggers: object.triggers.filter((candidate) => candidate.id !== part.id),
      columns: part.kind === 'default' ? object.columns.map((column) => (column.id === part.id ? withoutDefault(column) : column)) : object.columns,
    });
    return;
  }
  if (object?.kind === 'table') removeFromTable(draft, part);
}

function withoutDefault({ default: _default, ...column }: ViewColumn): ViewColumn {
  return column;
}

function removeFromTable(draft: Draft, part: Exclude<Part, { kind: 'object' | 'schema' | 'extension' | 'rule' }>): void {
  const table = tableIn(draft, part.table);
  if (part.kind === 'constraint') {
    const constraint = table.constraints.find((candidate) => candidate.id === part.id);
    if (!constraint) return;
    removeConstraint(draft, table.id, constraint);
    if (constraint.kind === 'not-null') editColumn(draft, table.id, constraint.column, { notNull: false });
  } else if (part.kind === 'index') {
    const index = table.indexes.find((candidate) => candidate.id === part.id);
    if (index) removeIndex(draft, table.id, index);
  } else if (part.kind === 'trigger') {
    editTable(draft, table.id, (before) => ({ ...before, triggers: before.triggers.filter((trigger) => trigger.id !== part.id) }));
  } else if (part.kind === 'default') dropDefault(draft, table.id, part.id);
  else editTable(draft, table.id, (before) => ({ ...before, columns: before.columns.filter((column) => column.id !== part.id) }));
}

function editColumn(draft: Draft, table: number, id: number, change: { readonly notNull: boolean }): void {
  editTable(draft, table, (before) => ({ ...before, columns: before.columns.map((column) => (column.id === id ? { ...column, ...change } : column)) }));
}

/** Removes a column's default; a serial column is then an ordinary one that still owns its sequence. */
export function dropDefault(draft: Draft, table: number, id: number): void {
  editTable(draft, table, (before) => ({
    ...before,
    columns: before.columns.map((column) => {
      if (column.id !== id) return column;
      const { default: _default, serial: _serial, ...rest } = column;
      return rest;
    }),
  }));
}
