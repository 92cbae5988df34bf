import type { Table } from '../../../model/catalog.js';
import type { Expr } from '../../../model/expression.js';
import { withoutImplicitCasts } from '../../../model/implicit-casts.js';
import type { DataStatement, DerivedTable, Query } from '../../../model/query.js';
import { NEW_ROW, OLD_ROW, type TriggerEvent } from '../../../model/trigger-program.js';
import { someNode } from '../../../model/walk.js';
import { rowsOfArray } from './asked-rows.js';
import { isTied, tiesIn, type Ties } from './key-ties.js';
import { readsForGood, sourcesIn } from './reads-for-good.js';
import { isRow } from './rows-taken.js';

/**
 * Row by row a trigger sees its table as far as the statement has come, and not all rows of it: what it reads there must be what the last of the rows leaves that it
 * is worked out for. That are those of the row's own key: `SET n = (SELECT count(*) FROM children c WHERE c.parent = p.id) WHERE p.id IN (SELECT parent FROM fresh)`.
 * Where rows can move from one key to another, both of theirs have to be taken. And the last of the rows must write over what those before it have written.
 */
export function readsSettledRows(statement: DataStatement, event: TriggerEvent, table: Table): boolean {
  const own = sourcesIn(statement, table);
  if (own.length === 0) return true;
  if (!readsForGood(statement, event, table)) return false;
  const taken = rowSources(statement);
  const ties = tiesIn([statement]);
  const target = 'target' in statement ? statement.target.source : undefined;
  return own.every(({ source }) => isReadByKey(source, target, taken, ties, table)) && (event !== 'update' || (sees(statement, OLD_ROW) && sees(statement, NEW_ROW)));
}

/** The transition tables, each of which is one row. */
function rowSources(statement: DataStatement): ReadonlySet<number> {
  const found = new Set<number>([OLD_ROW, NEW_ROW]);
  someNode(statement, (node) => {
    if (node.kind === 'derived' && isRow(node as DerivedTable)) found.add((node as DerivedTable).source);
    return false;
  });
  return found;
}

/** Whether a table is read by a key of the row's, or by one of the target's that the row's key leads to. */
function isReadByKey(source: number, target: number | undefined, taken: ReadonlySet<number>, ties: Ties, { columns }: Table): boolean {
  const isRead = (other: Expr, name: string): boolean => isKeyOfRow(name, other, taken) || (other.kind === 'column' && other.source === target && isTied(other.source, other.name, ties, (key) => isKeyOfRow(name, key, taken)));
  return columns.some(({ name }) => isTied(source, name, ties, (other) => isRead(other, name)));
}

/** The same column of the row; or one of what a query of rows gives, all of whose arms are that. */
function isKeyOfRow(name: string, other: Expr, taken: ReadonlySet<number>): boolean {
  if (other.kind === 'column') return other.name === name && taken.has(other.source);
  const query = other.kind === 'subquery' ? other.query : other.kind === 'quantified' ? rowsOfArray(other.array) : undefined;
  return query !== undefined && givesKey(name, query, taken);
}

function givesKey(name: string, { body }: Query, taken: ReadonlySet<number>): boolean {
  if (body.kind === 'set-operation') return givesKey(name, body.left, taken) && givesKey(name, body.right, taken);
  const [only, ...others] = body.kind === 'select' ? body.targets : [];
  return only !== undefined && others.length === 0 && isKeyOfRow(name, withoutImplicitCasts(only.expr), taken);
}

function sees(statement: DataStatement, row: number): boolean {
  return someNode(statement, (node) => node.kind === 'column' && (node as { readonly source?: number }).source === row);
}
