import type { Catalog, ColumnId, Table } from '../../../model/catalog.js';
import type { Constraint, ForeignKey, ReferentialAction } from '../../../model/constraint.js';
import type { Value } from './value.js';

const TYPES = { 'primary-key': 'p', unique: 'u', check: 'c', 'foreign-key': 'f', 'not-null': 'n', exclusion: 'x' } as const;
const ACTIONS: Readonly<Record<ReferentialAction, string>> = { 'no action': 'a', restrict: 'r', cascade: 'c', 'set null': 'n', 'set default': 'd' };

/** A row of pg_constraint. */
export function constraintRow(table: Table, constraint: Constraint, catalog: Catalog): Readonly<Record<string, Value>> {
  const columns = constraint.kind === 'not-null' ? [constraint.column] : 'columns' in constraint ? constraint.columns : [];
  return {
    oid: constraint.id,
    conname: constraint.name,
    connamespace: `namespace ${table.schema}`,
    conrelid: table.id,
    contype: TYPES[constraint.kind],
    conkey: numbers(table, columns),
    condeferrable: 'deferrable' in constraint && constraint.deferrable,
    condeferred: 'initiallyDeferred' in constraint && constraint.initiallyDeferred,
    convalidated: !(('notValid' in constraint && constraint.notValid) || ('notEnforced' in constraint && constraint.notEnforced)),
    ...(constraint.kind === 'foreign-key' ? reference(constraint, catalog) : { confrelid: 0, confkey: null, confdeltype: ' ', confupdtype: ' ' }),
  };
}

function reference({ target, targetColumns, onDelete, onUpdate }: ForeignKey, catalog: Catalog): Readonly<Record<string, Value>> {
  const parent = catalog.objects.get(target);
  return { confrelid: target, confkey: parent?.kind === 'table' ? numbers(parent, targetColumns) : null, confdeltype: ACTIONS[onDelete], confupdtype: ACTIONS[onUpdate] };
}

function numbers(table: Table, ids: readonly ColumnId[]): readonly number[] {
  return ids.map((id) => table.columns.findIndex((column) => column.id === id) + 1);
}
