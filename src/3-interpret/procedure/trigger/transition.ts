import type { Table, Trigger } from '../../../model/catalog.js';
import type { Expr } from '../../../model/expression.js';
import type { DataStatement, DerivedTable, Query } from '../../../model/query.js';
import { NEW_ROW, OLD_ROW } from '../../../model/trigger-program.js';
import { walkTree } from '../../../model/walk.js';
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
export function withRows<T extends DataStatement | Query>(tree: T, table: Table): T {
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

/** A statement that takes each row of a transition table for itself does the same row by row. */
export function isRowByRow(statement: DataStatement): boolean {
  if (statement.kind === 'update') return isUpdateByRow(statement);
  if (statement.kind !== 'insert' || statement.rows === 'default values') return false;
  const { body, limit, offset } = statement.rows;
  if (body.kind !== 'select' || body.distinct !== false || body.groupBy.length > 0 || body.having || body.windows.length > 0 || limit || offset) return false;
  const aggregated = body.targets.some(({ expr }) => hasAggregate(expr));
  return !aggregated && body.from.some(readsRow);
}

/**
 * UPDATE .. FROM changes a row once, by any of the rows that fit it. Row by row the last one stays, which is one of them, unless it starts from
 * what an earlier one has made.
 */
function isUpdateByRow({ set, from, target }: Extract<DataStatement, { kind: 'update' }>): boolean {
  const made = new Set(set.map(({ column }) => column));
  let again = false;
  for (const { value } of set) walkTree(value, { expression: (node) => void (again ||= (node.kind === 'column' && node.source === target.source && node.column !== undefined && made.has(node.column)) || (node.kind === 'call' && node.volatile === true)) });
  return !again && from.some(readsRow);
}

function readsRow(item: Extract<Query['body'], { kind: 'select' }>['from'][number]): boolean {
  if (item.kind === 'join') return (item.type === 'inner' || item.type === 'cross' || item.type === 'left') && (readsRow(item.left) || (item.type !== 'left' && readsRow(item.right)));
  return item.kind === 'derived' && item.query.body.kind === 'select' && item.query.body.from.length === 0 && item.query.body.targets.every(({ expr }) => expr.kind === 'column' && (expr.source === OLD_ROW || expr.source === NEW_ROW));
}

function hasAggregate(expr: Expr): boolean {
  let found = false;
  walkTree(expr, { expression: (node) => void (found ||= node.kind === 'call' && (node.aggregate === true || node.over !== undefined)) });
  return found;
}
