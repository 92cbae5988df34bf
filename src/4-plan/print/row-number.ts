import type { Table } from '../../model/catalog.js';

/** https://www.sqlite.org/lang_createtable.html#rowid */
const ROW_NUMBERS = ['rowid', '_rowid_', 'oid'];

/** Versions of a table mostly share their columns. */
const NAMES = new WeakMap<Table['columns'], string>();

/** The name of SQLite's number of a row that no column of the table has taken. */
export function rowNumberOf({ columns }: Pick<Table, 'columns'>): string {
  let name = NAMES.get(columns);
  if (name === undefined) NAMES.set(columns, (name = ROW_NUMBERS.find((free) => !columns.some((column) => column.name.toLowerCase() === free)) ?? 'rowid'));
  return name;
}
