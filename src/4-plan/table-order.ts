import type { ObjectId, Table } from '../model/catalog.js';
import type { TableEdit } from './table-edit.js';

/** Children before parents; within a cycle any order does, because foreign keys are deferred then. */
export function inDropOrder(tables: readonly Table[]): readonly Table[] {
  const waiting = new Map(tables.map((table) => [table.id, table]));
  const ordered: Table[] = [];
  while (waiting.size > 0) {
    const all = [...waiting.values()];
    const free = all.find((table) => !all.some((other) => other !== table && references(other, table.id))) ?? (all[0] as Table);
    ordered.push(free);
    waiting.delete(free.id);
  }
  return ordered;
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
  const mustPrecede = (a: TableEdit, b: TableEdit): boolean => {
    const [aOld, aNew] = [references(a.old.source, b.id), references(a.wanted.source, b.id)];
    const [bOld, bNew] = [references(b.old.source, a.id), references(b.wanted.source, a.id)];
    return (aOld && !aNew) || (bNew && !bOld);
  };
  const waiting = [...edits];
  const ordered: TableEdit[] = [];
  while (waiting.length > 0) {
    const free = waiting.findIndex((edit) => !waiting.some((other) => other !== edit && mustPrecede(other, edit)));
    ordered.push(...waiting.splice(Math.max(free, 0), 1));
  }
  return ordered;
}

