import type { Column, Table } from './catalog.js';

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
