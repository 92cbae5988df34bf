import type { Table } from '../../model/catalog.js';

/** https://www.sqlite.org/lang_createtable.html#rowid */
const ROW_NUMBERS = ['rowid', '_rowid_', 'oid'];

/** The name of SQLite's number of a row that no column of the table has taken. */
export function rowNumberOf({ columns }: Pick<Table, 'columns'>): string {
  return ROW_NUMBERS.find((name) => !columns.some((column) => column.name.toLowerCase() === name)) ?? 'rowid';
}
