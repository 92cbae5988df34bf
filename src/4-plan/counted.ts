import type { Column, Table } from '../model/catalog.js';
import { soleKey } from './physical/own-constraints.js';

/** Numbered by a sequence of its own: serial or identity. A serial column that was changed to text is numbered no more. */
export function isCounted(column: Column): boolean {
  const { type } = column;
  return column.identity !== undefined || (column.serial !== undefined && type.kind === 'base' && (type.name === 'int4' || type.name === 'int8' || type.name === 'int2'));
}

/** Versions of a table mostly share their columns. */
const COUNTED = new WeakMap<Table['columns'], readonly Column[]>();

export function countedColumns({ columns }: Table): readonly Column[] {
  let counted = COUNTED.get(columns);
  if (!counted) COUNTED.set(columns, (counted = columns.filter(isCounted)));
  return counted;
}

/** A table whose primary key is `INTEGER PRIMARY KEY AUTOINCREMENT`, so that sqlite_sequence holds its last number. */
export function numberedBySqlite(table: Table): boolean {
  const key = soleKey(table);
  return countedColumns(table).some(({ id }) => id === key);
}
