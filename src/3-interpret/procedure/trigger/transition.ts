import type { Table, Trigger } from '../../../model/catalog.js';
import type { Expr } from '../../../model/expression.js';
import type { DataStatement, DerivedTable, Query } from '../../../model/query.js';
import { NEW_ROW, OLD_ROW } from '../../../model/trigger-program.js';
import type { Scope } from '../../analyze/scope.js';

const ROWS = { old: OLD_ROW, new: NEW_ROW } as const;

/** Transition tables as names that FROM can find. */
export function transitionCommons(table: Table, { transition }: Trigger): Scope['commons'] {
  const columns = table.columns.map(({ name, type }) => ({ name, type }));
  return (['old', 'new'] as const).flatMap((row) => {
    const name = transition?.[row];
    return name === undefined ? [] : [{ name, source: ROWS[row], columns }];
  });
}

/** Where the trigger runs for each row, a transition table is the one row: `FROM (SELECT OLD.a AS a, ..) AS gone`. */
export function withRows<T extends DataStatement | Query | Expr>(tree: T, table: Table): T {
  return replace(tree, table) as T;
}

function replace(value: unknown, table: Table): unknown {
  if (Array.isArray(value)) return value.map((item) => replace(item, table));
  if (typeof value !== 'object' || value === null) return value;
  if ('kind' in value && value.kind === 'common-table' && 'common' in value && (value.common === NEW_ROW || value.common === OLD_ROW)) return derived(value as never, table);
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, key === 'type' ? part : replace(part, table)]));
}

function derived({ source, common, name, alias }: { readonly source: number; readonly common: number; readonly name: string; readonly alias?: string }, table: Table): DerivedTable {
  const columns = table.columns.map((column) => ({ name: column.name, type: column.type }));
  const targets = table.columns.map((column) => ({ name: column.name, expr: { kind: 'column' as const, source: common, column: column.id, name: column.name, type: column.type } }));
  const query: Query = { with: [], recursive: false, orderBy: [], columns, body: { kind: 'select', distinct: false, targets, from: [], groupBy: [], windows: [] } };
  return { kind: 'derived', source, query, columns, lateral: false, alias: alias ?? name };
}
