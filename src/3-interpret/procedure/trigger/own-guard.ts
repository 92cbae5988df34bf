import type { Expr } from '../../../model/expression.js';
import { conjunctsOf } from '../../../model/guarded-statement.js';
import type { DataStatement, FromItem, Query } from '../../../model/query.js';
import { someNode } from '../../../model/walk.js';
import { and, withoutPlaces } from '../condition.js';
import { rowsAsked, rowsOfArray } from './asked-rows.js';
import { hasAggregate, isRow, readsRows } from './rows-taken.js';

/**
 * `IF EXISTS (SELECT FROM changed WHERE a > 1) THEN INSERT .. SELECT .. FROM changed WHERE a > 1 AND b`: without such a row the statement takes none,
 * so that it is the same whether this is asked or not. What is left of the guard; undefined when nothing is.
 */
export function withoutOwnGuards(guard: Expr, statement: DataStatement): Expr | undefined {
  const parts = conjunctsOf(guard);
  const rest = parts.filter((part) => !readsRows(part) || !isOwn(part, statement));
  if (rest.length === parts.length) return guard;
  return rest.length > 0 ? and(...rest) : undefined;
}

function isOwn(part: Expr, statement: DataStatement): boolean {
  const asked = conditionsOf(rowsAsked(part));
  const taken = conditionsOf(rowsTaken(statement));
  return asked !== undefined && taken !== undefined && asked.row === taken.row && [...asked.where].every((each) => taken.where.has(each));
}

function rowsTaken(statement: DataStatement): Query | undefined {
  if (statement.kind === 'insert') return statement.rows === 'default values' ? undefined : statement.rows;
  const from = statement.kind === 'update' ? statement.from : statement.kind === 'delete' ? statement.using : [];
  if (statement.kind !== 'update' && statement.kind !== 'delete') return undefined;
  const { where } = statement;
  if (from.length === 0) return conjunctsOf(where).flatMap((part) => (readsRows(part) ? (chosenBy(part) ?? []) : []))[0];
  return { with: [], recursive: false, orderBy: [], columns: [], body: { kind: 'select', distinct: false, targets: [], from, groupBy: [], windows: [], ...(where && { where }) } };
}

/** `WHERE id IN (SELECT parent FROM changed)`, `= ANY (gathered)`: without a row nothing is changed. */
function chosenBy(part: Expr): Query | undefined {
  if (part.kind === 'subquery' && part.form === 'any') return part.query;
  return part.kind === 'quantified' && part.quantifier === 'any' ? rowsOfArray(part.array) : undefined;
}

/** Of a query of one transition table, or of a query of one: which, and what is asked of its rows, one text each. */
function conditionsOf(query: Query | undefined): { readonly row: string; readonly where: ReadonlySet<string> } | undefined {
  const { body } = query ?? {};
  if (!query || body?.kind !== 'select' || body.groupBy.length > 0 || body.having || query.limit || query.offset || body.from.length !== 1 || body.targets.some(({ expr }) => hasAggregate(expr))) return undefined;
  const [item] = body.from as readonly [FromItem];
  if (item.kind !== 'derived') return undefined;
  if (!isRow(item)) return conditionsOf(item.query);
  const where = conjunctsOf(body.where).map((each) => JSON.stringify(withoutPlaces(each)).replaceAll(`"source":${item.source},`, '"source":0,'));
  return someNode(body.where, (node) => node.kind === 'call' && 'volatile' in node && node.volatile === true) ? undefined : { row: JSON.stringify(item.query.body), where: new Set(where) };
}
