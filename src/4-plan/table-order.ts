import type { ObjectId, Table } from '../model/catalog.js';
import type { ForeignKey } from '../model/constraint.js';
import { isKey } from './children.js';
import { sameItems } from '../model/same-items.js';
import type { TableEdit } from './table-edit.js';

/**
 * Children before parents: DROP TABLE of a parent deletes its rows, and SQLite then looks for the children's other parents.
 * Of tables that reference each other in a circle any may be first, provided that only the circle references it; foreign keys are deferred then.
 */
export function inDropOrder(tables: readonly Table[]): readonly Table[] {
  let waiting = [...tables];
  const ordered: Table[] = [];
  while (waiting.length > 0) {
    const next = waiting.find((table) => isFree(table, waiting)) as Table;
    ordered.push(next);
    waiting = waiting.filter((table) => table !== next);
  }
  return ordered;
}

/** Only tables that it leads to in turn lead to it. */
function isFree(table: Table, waiting: readonly Table[]): boolean {
  const children = waiting.filter((other) => other !== table && references(other, table.id));
  if (children.length === 0) return true;
  const inCircle = (other: Table): boolean => reaches(table, other, waiting);
  return children.every(inCircle) && waiting.every((other) => !reaches(other, table, waiting) || inCircle(other));
}

/** True when foreign keys lead from one table to another, through any number of tables. */
function reaches(from: Table, to: Table, among: readonly Table[]): boolean {
  const seen = new Set<Table>();
  const follow = (table: Table): boolean =>
    among.some((next) => {
      if (next === table || seen.has(next) || !references(table, next.id)) return false;
      seen.add(next);
      return next === to || follow(next);
    });
  return follow(from);
}

/** True when some table is dropped before one that references it. */
export function hasCycle(ordered: readonly Table[]): boolean {
  return ordered.some((table, i) => ordered.slice(i + 1).some((later) => references(later, table.id)));
}

function references(table: Table, target: ObjectId): boolean {
  return targetsOf(table).has(target);
}

/** A surviving table that is rebuilt, or a dropped one that survivors reference until they are rebuilt. */
export type Move = { readonly edit: TableEdit } | { readonly dropped: Table };

/** What a move does to the references of its table. */
interface ReferenceChange {
  readonly move: Move;
  readonly id: ObjectId;
  readonly lost: ReadonlySet<ObjectId>;
  readonly gained: ReadonlySet<ObjectId>;
}

function referenceChange(move: Move): ReferenceChange {
  if ('dropped' in move) return { move, id: move.dropped.id, lost: targetsOf(move.dropped), gained: new Set() };
  const [old, wanted] = [targetsOf(move.edit.old.source), targetsOf(move.edit.wanted.source)];
  return { move, id: move.edit.id, lost: difference(old, wanted), gained: gainedBy(move.edit) };
}

function difference(a: ReadonlySet<ObjectId>, b: ReadonlySet<ObjectId>): ReadonlySet<ObjectId> {
  return new Set([...a].filter((id) => !b.has(id)));
}

/** Where a new foreign key leads, also to another key of a table that is referenced already. */
function gainedBy(edit: TableEdit): ReadonlySet<ObjectId> {
  return new Set(newKeys(edit).map(({ target }) => target));
}

function foreignKeysOf({ constraints }: Table): readonly ForeignKey[] {
  return constraints.filter((constraint) => constraint.kind === 'foreign-key');
}

function newKeys({ old, wanted }: TableEdit): readonly ForeignKey[] {
  const known = foreignKeysOf(old.source);
  return foreignKeysOf(wanted.source).filter((key) => !known.some((other) => other.target === key.target && sameItems(other.targetColumns, key.targetColumns)));
}

/** A column that references a key which its parent gets by a rebuild cannot be added in place before it: the table is rebuilt, after the parent. */
export function afterNewKeys(edits: readonly TableEdit[]): readonly TableEdit[] {
  const rebuilt = new Map(edits.filter(({ difference }) => difference.kind === 'rebuild').map((edit) => [edit.id, edit]));
  if (rebuilt.size === 0 || rebuilt.size === edits.length) return edits;
  const waits = (edit: TableEdit): boolean => newKeys(edit).some(({ target, targetColumns }) => {
    const parent = rebuilt.get(target);
    return parent !== undefined && !isKey(targetColumns, parent.old.source);
  });
  return edits.map((edit) => (edit.difference.kind === 'native' && waits(edit) ? { ...edit, difference: { kind: 'rebuild' } } : edit));
}

/** The tables that a table references. */
function targetsOf({ constraints }: Table): ReadonlySet<ObjectId> {
  let targets = TARGETS.get(constraints);
  if (!targets) TARGETS.set(constraints, (targets = new Set(constraints.flatMap((constraint) => (constraint.kind === 'foreign-key' ? [constraint.target] : [])))));
  return targets;
}

const TARGETS = new WeakMap<Table['constraints'], ReadonlySet<ObjectId>>();

function precedes(a: ReferenceChange, b: ReferenceChange): boolean {
  return a.lost.has(b.id) || b.gained.has(a.id);
}

/**
 * A table that loses a reference comes before its old parent, one that gains a reference after its new parent; a dropped table goes once nothing
 * references it, and before its own parents lose their keys. In a circle rebuilds come first.
 */
export function inMoveOrder(edits: readonly TableEdit[], dropped: readonly Table[]): readonly Move[] {
  const waiting = [...edits.map((edit) => ({ edit })), ...dropped.map((table) => ({ dropped: table }))].map(referenceChange);
  const ordered: Move[] = [];
  while (waiting.length > 0) {
    const free = waiting.findIndex((each) => !waiting.some((other) => other !== each && precedes(other, each)));
    const next = free >= 0 ? free : firstOfCircle(waiting.map(({ move }) => move));
    ordered.push(...waiting.splice(next, 1).map(({ move }) => move));
  }
  return ordered;
}

function firstOfCircle(moves: readonly Move[]): number {
  const rebuilt = moves.findIndex((move) => 'edit' in move);
  if (rebuilt >= 0) return rebuilt;
  const [first] = inDropOrder(moves.flatMap((move) => ('dropped' in move ? [move.dropped] : [])));
  return moves.findIndex((move) => 'dropped' in move && move.dropped === first);
}

/**
 * Tables whose keys must stay until the tables that lose their foreign keys to them are rebuilt: SQLite cannot touch a child whose parent key
 * is gone. Tables that use a name again, for another column or index, cannot wait.
 */
export function tablesToKeepUntilRebuilt(edits: readonly TableEdit[]): ReadonlySet<ObjectId> {
  const rebuilt = edits.filter(({ difference }) => difference.kind === 'rebuild');
  if (rebuilt.length === 0 || rebuilt.length === edits.length) return new Set();
  const referenced = new Set(rebuilt.flatMap(({ old }) => [...targetsOf(old.source)]));
  const waiting = edits.filter((edit) => edit.difference.kind !== 'rebuild' && referenced.has(edit.id) && !reusesName(edit));
  return new Set(waiting.map(({ id }) => id));
}

function reusesName({ old, wanted, difference }: TableEdit): boolean {
  const added = difference.kind === 'native' ? new Set(difference.add.map(({ name }) => name.toLowerCase())) : new Set<string>();
  const texts = new Map(old.indexes.map(({ name, sql }) => [name, sql]));
  return old.columns.some(({ name }) => added.has(name.toLowerCase())) || wanted.indexes.some(({ name, sql }) => texts.has(name) && texts.get(name) !== sql);
}

/**
 * A key whose name is used again goes at once, while children still have foreign keys to it: its table is rebuilt then, which lends them a key.
 *
 * `ALTER TABLE child DROP CONSTRAINT to_parent; DROP INDEX parent_key; CREATE INDEX parent_key ON parent (..);`
 */
export function lendingLostKeys(edits: readonly TableEdit[]): readonly TableEdit[] {
  const rebuilt = edits.filter(({ difference }) => difference.kind === 'rebuild');
  if (rebuilt.length === 0 || rebuilt.length === edits.length) return edits;
  const loses = ({ id, wanted }: TableEdit): boolean => rebuilt.some(({ old }) => foreignKeysOf(old.source).some((key) => key.target === id && !isKey(key.targetColumns, wanted.source)));
  return edits.map((edit) => (edit.difference.kind !== 'rebuild' && reusesName(edit) && loses(edit) ? { ...edit, difference: { kind: 'rebuild' } } : edit));
}

/** A new table that references what only a rebuild makes a key: SQLite touches no parent whose children name a key that it does not have. */
export function needsRebuilt(table: Table, edits: readonly TableEdit[]): boolean {
  if (edits.some(({ wanted }) => referencesTable(wanted.source, table.id))) return false;
  return table.constraints.some((key) => {
    const parent = key.kind === 'foreign-key' && !key.notEnforced ? edits.find(({ id, difference }) => id === key.target && difference.kind === 'rebuild') : undefined;
    return key.kind === 'foreign-key' && parent !== undefined && !isKey(key.targetColumns, parent.old.source);
  });
}

function referencesTable({ constraints }: Table, target: ObjectId): boolean {
  return constraints.some((key) => key.kind === 'foreign-key' && key.target === target);
}
