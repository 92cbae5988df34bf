import type { ColumnId, Table, View } from '../model/catalog.js';
import { columnsRead } from './catalog/expression-tree.js';
import type { Draft } from './draft.js';
import type { DataType } from '../model/data-type.js';
import type { Expr } from '../model/expression.js';
import { isUserType, someNode } from '../model/walk.js';
import { refuse } from './refuse.js';

/** Refuses what needs the column on disk: Postgres works a virtual one out when it is read (CREATE TABLE, "GENERATED ALWAYS AS"). */
export function requireStored(draft: Draft, table: Table | View, columns: readonly ColumnId[], what: string): void {
  if (table.kind === 'view') return;
  const column = table.columns.find(({ id, generated }) => columns.includes(id) && generated?.stored === false);
  if (!column) return;
  refuse(draft, 'invalid-table-definition', `${what} on virtual generated columns are not supported`, {
    name: column.name,
    help: `Declare "${column.name}" STORED, or index the expression that it is made of.`,
  });
}

/** The same for the keys and the predicate of an index; `what` is what has a column itself for a key. */
export function requireStoredIn(draft: Draft, table: Table | View, expressions: readonly (Expr | undefined)[], what = 'indexes'): void {
  for (const expr of expressions) if (expr) requireStored(draft, table, columnsRead(expr), expr.kind === 'column' ? what : 'indexes');
}

/** Postgres works a virtual column out as whoever reads it, and so with nothing of the user's: no type, no function. */
export function requireBuiltIn(draft: Draft, name: string, type: DataType, expr: Expr): void {
  const help = 'Declare it STORED.';
  if (type.kind === 'domain') refuse(draft, 'invalid-table-definition', `virtual generated column "${name}" cannot have a domain type`, { name, help });
  if (someNode(type, isUserType)) refuse(draft, 'invalid-table-definition', `virtual generated column "${name}" cannot have a user-defined type`, { name, help });
  if (someNode(expr, (node) => node.kind === 'call' && 'function' in node && node.function !== undefined)) refuse(draft, 'invalid-table-definition', 'generation expression uses user-defined function', { name, help });
  if (someNode(expr, isUserType)) refuse(draft, 'invalid-table-definition', 'generation expression uses user-defined type', { name, help });
}
