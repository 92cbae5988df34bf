import type { Column, ColumnId } from '../../model/catalog.js';
import type { Expr } from '../../model/expression.js';
import type { Assignment, Insert } from '../../model/query.js';
import { isCounted } from '../../model/counted.js';
import { defaultOf } from '../physical/guard.js';
import { printAssigned } from './cast.js';
import { quoteIdentifier } from './identifier.js';
import type { Printing } from './printing.js';
import { columnName, tableColumn } from './relation.js';
import { asksForDefault, isGivenLater } from './sequence-storage.js';

/** `a = 1, b = 2` */
export function printAssignments(set: readonly Assignment[], statement: Pick<Insert, 'target'>, p: Printing): string {
  return set
    .map(({ column, value }) => {
      const text = value.kind === 'default' ? printDefaultAgain(tableColumn(statement.target.relation, column, p.catalog), value, p) : printAssigned(value, p);
      return `${quoteIdentifier(nameOf(column, statement, p))} = ${text}`;
    })
    .join(', ');
}

/** Only a new row gets a number here. */
function printDefaultAgain(column: Column | undefined, { at }: Expr, p: Printing): string {
  if (column && (isCounted(column) || isGivenLater(column))) p.report({ code: 'unsupported-statement', message: `SET ${column.name} = DEFAULT ${asksForDefault(column) ? 'works the default out anew' : 'takes the next number'} in Postgres; here only a row that is inserted gets one`, ...(at !== undefined && { at }), help: 'Write the value itself, or insert the row anew.' });
  return printDefault(column, p);
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
