import type { ObjectId, Table } from '../model/catalog.js';
import type { TableEdit } from './table-edit.js';

/**
 * Children before parents: DROP TABLE of a parent deletes its rows, and SQLite then looks for the children's other parents.
 * Of tables that reference each other in a circle any may be first, provided that only the circle references it; foreign keys are deferred then.
 */
export function inDropOrder(tables: readonly Table[]): readonly Table[] {
  let waiting = [...tables];
  const ordered: Table[] = [];
  while (waiting.length > 0) {
    const next = waiting.find((table) => waiting.every((other) => !reaches(other, table, waiting) || reaches(table, other, waiting))) as Table;
    ordered.push(next);
    waiting = waiting.filter((table) => table !== next);
  }
  return ordered;
}

function mustPrecede(a: TableEdit, b: TableEdit): boolean {
  const [aOld, aNew] = [references(a.old.source, b.id), references(a.wanted.source, b.id)];
  const [bOld, bNew] = [references(b.old.source, a.id), references(b.wanted.source, a.id)];
  return (aOld && !aNew) || (bNew && !bOld);
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

export function references(table: Table, target: ObjectId): boolean {
  return table.constraints.some((constraint) => constraint.kind === 'foreign-key' && constraint.target === target);
}

/** A table that loses a reference comes before its old parent, one that gains a reference after its new parent. */
export function inRebuildOrder(edits: readonly TableEdit[]): readonly TableEdit[] {
  const waiting = [...edits];
  const ordered: TableEdit[] = [];
  while (waiting.length > 0) {
    const free = waiting.findIndex((edit) => !waiting.some((other) => other !== edit && mustPrecede(other, edit)));
    ordered.push(...waiting.splice(Math.max(free, 0), 1));
  }
  return ordered;
}

/**
 * Tables whose keys must stay until the tables that lose their foreign keys to them are rebuilt: SQLite cannot touch a child whose parent key
 * is gone. Tables that use a name again, for another column or index, cannot wait.
 */
export function tablesToKeepUntilRebuilt(edits: readonly TableEdit[]): ReadonlySet<ObjectId> {
  const rebuilt = edits.filter(({ difference }) => difference.kind === 'rebuild');
  const waiting = edits.filter((edit) => edit.difference.kind !== 'rebuild' && !reusesName(edit) && rebuilt.some(({ old }) => references(old.source, edit.id)));
  return new Set(waiting.map(({ id }) => id));
}

function reusesName({ old, wanted, difference }: TableEdit): boolean {
  const added = difference.kind === 'native' ? new Set(difference.add.map(({ name }) => name.toLowerCase())) : new Set<string>();
  const texts = new Map(old.indexes.map(({ name, sql }) => [name, sql]));
  return old.columns.some(({ name }) => added.has(name.toLowerCase())) || wanted.indexes.some(({ name, sql }) => texts.has(name) && texts.get(name) !== sql);
}
