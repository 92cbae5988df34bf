import type { Column, ColumnId, Table } from '../model/catalog.js';

export function withColumn(table: Table, column: ColumnId, change: Partial<Column>): Table {
  return { ...table, columns: table.columns.map((old) => (old.id === column ? { ...old, ...change } : old)) };
}
