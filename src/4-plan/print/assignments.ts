import type { Column, ColumnId } from '../../model/catalog.js';
import type { Assignment, Insert } from '../../model/query.js';
import { defaultOf } from '../physical/guard.js';
import { printAssigned } from './cast.js';
import { quoteIdentifier } from './identifier.js';
import type { Printing } from './printing.js';
import { columnName, tableColumn } from './relation.js';
import { isGivenLater } from './sequence-storage.js';

/** `a = 1, b = 2` */
export function printAssignments(set: readonly Assignment[], statement: Pick<Insert, 'target'>, p: Printing): string {
  return set
    .map(({ column, value }) => {
      const text = value.kind === 'default' ? printDefault(tableColumn(statement.target.relation, column, p.catalog), p) : printAssigned(value, p);
      return `${quoteIdentifier(nameOf(column, statement, p))} = ${text}`;
    })
    .join(', ');
}

/** A column's default where the statement says DEFAULT; NULL makes SQLite number an INTEGER PRIMARY KEY. */
export function printDefault(column: Column | undefined, p: Printing): string {
  const value = column && column.serial === undefined && !isGivenLater(column) ? defaultOf(column, p.catalog) : undefined;
  return value ? printAssigned(value, p) : 'NULL';
}

export function nameOf(id: ColumnId | undefined, { target }: Pick<Insert, 'target'>, p: Printing): string {
  const name = columnName(target.relation, id, p.catalog);
  if (name === undefined) throw new Error(`relation ${target.relation} has no column ${id}`);
  return name;
}
