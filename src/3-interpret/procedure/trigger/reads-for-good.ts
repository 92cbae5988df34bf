import type { Table } from '../../../model/catalog.js';
import type { Expr } from '../../../model/expression.js';
import { conjunctsOf } from '../../../model/guarded-statement.js';
import { withoutImplicitCasts } from '../../../model/implicit-casts.js';
import type { DataStatement, FromItem, Query, TableSource } from '../../../model/query.js';
import { saySame } from '../../../model/same-tree.js';
import type { TriggerEvent } from '../../../model/trigger-program.js';
import { someNode } from '../../../model/walk.js';
import { uniqueKeysOf } from '../../../model/unique-keys.js';
import { tiedTo, tiesIn, type Ties } from './key-ties.js';
import { isOneRow } from './one-row-each-time.js';

/**
 * Whether the last of a statement's rows writes over what has been made of the table as the rows before it saw it: groups that are gone by then are not written again.
 * What is read is a value that is set each time, or asked for in a way that is not unasked by the rows that are still to come, or the row itself.
 */
export function readsForGood(statement: DataStatement, event: TriggerEvent, table: Table): boolean {
  const settled = [...valuesOf(statement, event), ...conditionsOf(statement).filter((part) => staysTrue(part, event))].flatMap((part) => sourcesIn(part, table));
  if (statement.kind === 'update' && conjunctsOf(statement.where).some((part) => readsWhatIsSet(part, statement))) return false;
  const ties = tiesIn([statement]);
  return sourcesIn(statement, table).every((item) => settled.includes(item) || isRowItself(item, ties, table));
}

function valuesOf(statement: DataStatement, event: TriggerEvent): readonly object[] {
  return statement.kind === 'update' ? [...statement.set, ...statement.from.filter((item) => isOneRow(item) || (event === 'insert' && item.kind === 'derived' && keepsGroups(item.query)))] : [];
}

/** `SET state = .. WHERE state = 'open'`: what one row sets keeps the next one from setting it. */
export function readsWhatIsSet(part: Expr, { set, target }: Extract<DataStatement, { kind: 'update' }>): boolean {
  // `total IS DISTINCT FROM counted.total`: it is that already.
  if (part.kind === 'distinct' && !part.negated && set.some(({ column, value }) => [[part.left, part.right] as const, [part.right, part.left] as const].some(([own, other]) => own.kind === 'column' && own.source === target.source && own.column === column && saySame(withoutImplicitCasts(other), withoutImplicitCasts(value))))) return false;
  return someNode(part, (node) => node.kind === 'column' && 'source' in node && node.source === target.source && 'column' in node && set.some(({ column }) => column === node.column));
}

/** Rows that come leave the groups that are there. */
function keepsGroups({ body, with: commons, limit, offset }: Query): boolean {
  return commons.length === 0 && !limit && !offset && body.kind === 'select' && !body.having && body.from.every(isInner) && conjunctsOf(body.where).every((part) => !someNode(part, (node) => node.kind === 'subquery') || (part.kind === 'subquery' && part.form === 'any' && part.name === '='));
}

function conditionsOf(statement: DataStatement): readonly Expr[] {
  if (statement.kind === 'insert') return statement.rows !== 'default values' && statement.rows.body.kind === 'select' ? conjunctsOf(statement.rows.body.where) : [];
  return statement.kind === 'update' || statement.kind === 'delete' ? conjunctsOf(statement.where) : [];
}

/** Rows that come make EXISTS true, rows that go make NOT EXISTS true. */
export function staysTrue(part: Expr, event: TriggerEvent): boolean {
  if (event === 'delete') return part.kind === 'logical' && part.op === 'not' && part.args[0]?.kind === 'subquery' && part.args[0].form === 'exists' && isPlain(part.args[0].query);
  return event === 'insert' && part.kind === 'subquery' && (part.form === 'exists' || (part.form === 'any' && part.name === '=')) && isPlain(part.query);
}

/** More rows of its tables are more rows of it. */
function isPlain({ body, with: commons, limit, offset }: Query): boolean {
  return commons.length === 0 && !limit && !offset && body.kind === 'select' && body.groupBy.length === 0 && !body.having && body.from.every(isInner) && !someNode([body.where, body.from], (node) => node.kind === 'subquery');
}

function isInner(item: FromItem): boolean {
  return item.kind === 'join' ? (item.type === 'inner' || item.type === 'cross') && isInner(item.left) && isInner(item.right) : true;
}

/** It is read by the whole of a key: nothing but the row that has come. */
export function isRowItself({ source }: TableSource, ties: Ties, table: Table): boolean {
  return uniqueKeysOf(table).some((key) => key.columns.every((id) => table.columns.some((column) => column.id === id && tiedTo(source, column.name, ties).has(column.name))));
}

/** Where the table is read, in a statement or a part of it. */
export function sourcesIn(part: object, table: Table): readonly TableSource[] {
  const found: TableSource[] = [];
  const target = 'target' in part ? part.target : undefined;
  someNode(part, (node) => {
    if (node.kind === 'table' && (node as TableSource).relation === table.id && node !== target) found.push(node as TableSource);
    return false;
  });
  return found;
}
