import type { ColumnId, ObjectId, Table } from './catalog.js';
import type { ForeignKey } from './constraint.js';
import type { Expr } from './expression.js';

/** A unique constraint or index over plain columns and all rows: what a foreign key can point at. */
export interface UniqueKey {
  /** Of the constraint or the index. */
  readonly id: ObjectId;
  readonly columns: readonly ColumnId[];
  readonly primary: boolean;
  readonly deferrable: boolean;
}

/** The unique keys of a table, oldest first, as Postgres lists its indexes. */
export function uniqueKeysOf(table: Pick<Table, 'constraints' | 'indexes'>): readonly UniqueKey[] {
  const keys: UniqueKey[] = [];
  for (const constraint of table.constraints) {
    if (constraint.kind !== 'primary-key' && constraint.kind !== 'unique') continue;
    const { id, columns, deferrable } = constraint;
    keys.push({ id, columns, primary: constraint.kind === 'primary-key', deferrable });
  }
  for (const index of table.indexes) {
    if (!index.unique || index.where) continue;
    const columns = index.keys.map((key) => plainColumn(key.expr));
    if (columns.some((column) => column === undefined)) continue;
    keys.push({ id: index.id, columns: columns as ColumnId[], primary: false, deferrable: false });
  }
  return keys.toSorted((a, b) => a.id - b.id);
}

/** The constraint or index that a foreign key leans on: it cannot go without the foreign key. */
export function supportOf(target: Table, key: ForeignKey): ObjectId | undefined {
  return uniqueKeysOf(target).find(
    ({ columns, deferrable }) =>
      !deferrable && columns.length === key.targetColumns.length && columns.every((column) => key.targetColumns.includes(column)),
  )?.id;
}

/** The columns of the primary key, temporal or not. */
export function primaryKeyColumns({ constraints }: Pick<Table, 'constraints'>): readonly ColumnId[] | undefined {
  for (const constraint of constraints) {
    if (constraint.kind === 'primary-key') return constraint.columns;
    if (constraint.kind === 'exclusion' && constraint.temporal?.kind === 'primary-key') return constraint.temporal.columns;
  }
  return undefined;
}

/** A plain reference to one column of the own table, or undefined for any other expression. */
export function plainColumn(expr: Expr): ColumnId | undefined {
  return expr.kind === 'column' ? expr.column : undefined;
}
