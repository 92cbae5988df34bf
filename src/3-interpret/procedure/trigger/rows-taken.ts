import type { Table } from '../../../model/catalog.js';
import type { Expr } from '../../../model/expression.js';
import { conjunctsOf } from '../../../model/guarded-statement.js';
import type { FromItem, Query, Select } from '../../../model/query.js';
import { saySame } from '../../../model/same-tree.js';
import { NEW_ROW, OLD_ROW } from '../../../model/trigger-program.js';
import { someNode, walkTree } from '../../../model/walk.js';
import { rowsAsked, rowsOfArray } from './asked-rows.js';

/** Whether it matters how often a row comes: it does where rows are inserted, not where they are looked for. */
export type Counting = 'bag' | 'set';

/** How often rows of the transition tables are taken one by one; undefined where what is read depends on several of them together. */
export type RowsTaken = number | undefined;

export function takenFrom(query: Query, counting: Counting, table: Table): RowsTaken {
  if (!readsRows(query)) return 0;
  const { body, limit, offset } = query;
  if (query.with.length > 0 || limit || offset) return undefined;
  if (body.kind === 'values') return undefined;
  if (body.kind === 'set-operation') {
    const [left, right] = [takenFrom(body.left, counting, table), takenFrom(body.right, counting, table)];
    const joined = body.op === 'union' && (body.all || counting === 'set');
    // An arm without them gives its rows each time.
    return joined && left !== undefined && right !== undefined && (counting === 'set' || (left === 1 && right === 1)) ? Math.max(left, right) : undefined;
  }
  return takenBySelect(body, counting, table);
}

function takenBySelect(body: Select, counting: Counting, table: Table): RowsTaken {
  if (counting === 'set' && body.groupBy.length > 0) return takenByGroups(body, table);
  if ((body.distinct !== false && (counting === 'bag' || body.distinct !== true)) || body.groupBy.length > 0 || body.having || body.windows.length > 0) return undefined;
  if (body.targets.some(({ expr }) => hasAggregate(expr) || readsRows(expr))) return undefined;
  return takenOf(body.from, body.where, counting, table);
}

/** `WHERE o.parent IN (SELECT parent FROM fresh) GROUP BY o.parent`: the rows of the transition table decide about whole groups, each of them about its own. */
function takenByGroups(body: Select, table: Table): RowsTaken {
  const choosing = conjunctsOf(body.where).filter((part) => readsRows(part));
  const rest = [body.targets, body.from, body.groupBy, body.having, body.groupingSets, body.windows];
  if (rest.some((part) => readsRows(part)) || body.groupingSets || body.windows.length > 0) return undefined;
  const whole = choosing.every((part) => (part.kind === 'subquery' || part.kind === 'quantified') && part.operand !== undefined && body.groupBy.some((key) => saySame(key, part.operand)));
  return whole ? total(choosing.map((part) => takenIn(part, table))) : undefined;
}

export function takenOf(from: readonly FromItem[], where: Expr | undefined, counting: Counting, table: Table): RowsTaken {
  const items = total(from.map((item) => takenAt(item, counting, table)));
  const condition = where ? takenIn(where, table) : 0;
  if (items === undefined || condition === undefined || (counting === 'bag' && condition > 0)) return undefined;
  if (items === 2 && condition === 0 && isOneRow(from, where, table)) return 1;
  return items + condition > 1 ? undefined : items + condition;
}

function takenAt(item: FromItem, counting: Counting, table: Table): RowsTaken {
  if (!readsRows(item)) return 0;
  if (item.kind === 'derived') return isRow(item) ? 1 : takenFrom(item.query, counting, table);
  if (item.kind !== 'join') return undefined;
  const [left, right] = [takenAt(item.left, counting, table), takenAt(item.right, counting, table)];
  if ((item.type === 'left' && right !== 0) || (item.type === 'right' && left !== 0) || item.type === 'full') return undefined;
  return item.on && readsRows(item.on) ? undefined : total([left, right]);
}

/** Where conditions are true for some row, rows are taken one by one; where they are for all or none, they are not. */
export function takenIn(expr: Expr, table: Table): RowsTaken {
  if (!readsRows(expr)) return 0;
  if (expr.kind === 'logical' && expr.op === 'and') return total(expr.args.map((arg) => takenIn(arg, table)));
  if (expr.kind === 'logical' && expr.op === 'or') {
    const parts = expr.args.map((arg) => takenIn(arg, table));
    return parts.includes(undefined) ? undefined : Math.max(...(parts as number[]));
  }
  const asked = rowsAsked(expr);
  if (asked) return takenFrom(asked, 'set', table);
  if (expr.kind === 'quantified' && expr.quantifier === 'any' && !readsRows(expr.operand)) {
    const gathered = rowsOfArray(expr.array);
    return gathered && takenFrom(gathered, 'set', table);
  }
  if (expr.kind !== 'subquery' || expr.form !== 'any' || (expr.operand && readsRows(expr.operand))) return undefined;
  return takenFrom(expr.query, 'set', table);
}

function total(parts: readonly RowsTaken[]): RowsTaken {
  return parts.reduce<RowsTaken>((sum, part) => (sum === undefined || part === undefined ? undefined : sum + part), 0);
}

/** OLD and NEW of one row: joined by all columns of a key. */
function isOneRow(from: readonly FromItem[], where: Expr | undefined, table: Table): boolean {
  const sources: number[] = [];
  const equal = new Set<string>();
  const visit = (item: FromItem): void => {
    if (item.kind === 'derived' && isRow(item)) sources.push(item.source);
    if (item.kind !== 'join') return;
    visit(item.left);
    visit(item.right);
    if (item.on) collectEqual(item.on, sources, equal);
  };
  from.forEach(visit);
  if (where) collectEqual(where, sources, equal);
  return sources.length === 2 && table.constraints.some((constraint) => constraint.kind === 'primary-key' && constraint.columns.every((id) => equal.has(table.columns.find((column) => column.id === id)?.name ?? '')));
}

function collectEqual(expr: Expr, sources: readonly number[], into: Set<string>): void {
  if (expr.kind === 'logical' && expr.op === 'and') return expr.args.forEach((arg) => collectEqual(arg, sources, into));
  if (expr.kind !== 'operator' || expr.name !== '=' || expr.left?.kind !== 'column' || expr.right?.kind !== 'column') return;
  const { left, right } = expr;
  if (left.name === right.name && left.source !== right.source && sources.includes(left.source) && sources.includes(right.source)) into.add(left.name);
}

/** The one row of a transition table. */
export function isRow({ query: { body } }: Extract<FromItem, { kind: 'derived' }>): boolean {
  return body.kind === 'select' && body.from.length === 0 && body.targets.length > 0 && body.targets.every(({ expr }) => isRowColumn(expr));
}

function isRowColumn(node: { readonly kind: string; readonly source?: unknown }): boolean {
  return node.kind === 'column' && (node.source === OLD_ROW || node.source === NEW_ROW);
}

export function readsRows(tree: unknown): boolean {
  return someNode(tree, isRowColumn);
}

export function hasAggregate(expr: Expr): boolean {
  let found = false;
  walkTree(expr, { expression: (node) => void (found ||= node.kind === 'call' && (node.aggregate === true || node.over !== undefined)) });
  return found;
}
