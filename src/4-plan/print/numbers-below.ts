import type { Expr, SourceId } from '../../model/expression.js';
import { conjunctsOf } from '../../model/guarded-statement.js';
import type { CommonTable, DataStatement, FromItem, Query } from '../../model/query.js';
import { someNode, walkExpression } from '../../model/walk.js';
import { bySequence } from './nextval.js';
import { numbersOfRows } from './numbered-rows.js';
import type { Printing } from './printing.js';
import { callsIn } from './sequence-storage.js';
import { atMostOneReached, nextvalsIn } from './nextval-calls.js';

/** The statements that take the numbers of queries below, added to while they are replaced. */
type Takes = string[];

/**
 * `UPDATE t SET n = x.n FROM (SELECT id, nextval('s') AS n FROM t ORDER BY id) AS x WHERE ..`: the numbers of queries in FROM and WITH are taken first,
 * one for each of their rows; undefined where none can be taken so.
 */
export function numbersBelow<T extends DataStatement>(statement: T, p: Printing): { readonly takes: readonly string[]; readonly statement: T } | undefined {
  if (bySequence(nextvalsIn(statement), p).some(({ nextvals }) => !atMostOneReached(nextvals))) return undefined;
  const takes: Takes = [];
  const numbered = inStatement(statement, takes, p);
  return takes.length > 0 ? { takes, statement: numbered } : undefined;
}

function inStatement<T extends DataStatement>(statement: T, takes: Takes, p: Printing): T {
  switch (statement.kind) {
    case 'insert':
      return { ...statement, with: inWith(statement.with, takes, p), ...(statement.rows !== 'default values' && { rows: inParts(statement.rows, takes, p) }) };
    case 'update':
      return { ...statement, with: inWith(statement.with, takes, p), from: inFrom(statement.from, statement.where, takes, p) };
    default:
      return statement;
  }
}

/** What a query reads, not what it gives itself. */
function inParts(query: Query, takes: Takes, p: Printing): Query {
  if (query.body.kind !== 'select') return query;
  return { ...query, with: inWith(query.with, takes, p), body: { ...query.body, from: inFrom(query.body.from, query.body.where, takes, p) } };
}

function inFrom(from: readonly FromItem[], where: Expr | undefined, takes: Takes, p: Printing): readonly FromItem[] {
  const conditions = [...conjunctsOf(where), ...from.flatMap(conditionsOf)];
  const inItem = (item: FromItem): FromItem => {
    if (item.kind === 'join') return { ...item, left: inItem(item.left), right: inItem(item.right) };
    if (item.kind !== 'derived' || item.lateral || conditions.some((condition) => isAskedBelow(condition, item.source))) return item;
    return { ...item, query: inQuery(item.query, takes, p) };
  };
  return from.map(inItem);
}

function conditionsOf(item: FromItem): readonly Expr[] {
  return item.kind === 'join' ? [...conjunctsOf(item.on), ...conditionsOf(item.left), ...conditionsOf(item.right)] : [];
}

/** Postgres asks conditions of one query within it, where fewer rows take numbers; a constant goes from column to column first. */
function isAskedBelow(condition: Expr, source: SourceId): boolean {
  const sources = new Set<SourceId>();
  let subquery = false;
  walkExpression(condition, (node) => {
    if (node.kind === 'column') sources.add(node.source);
    subquery ||= node.kind === 'subquery';
  });
  return !subquery && sources.size === 1 && (sources.has(source) || (condition.kind === 'operator' && condition.name === '='));
}

function inWith(tables: readonly CommonTable[], takes: Takes, p: Printing): readonly CommonTable[] {
  return tables.map((table) => ('body' in table.statement ? { ...table, statement: inQuery(table.statement, takes, p) } : table));
}

/** The rows are counted by a statement before, where the names of WITH mean nothing. */
function inQuery(query: Query, takes: Takes, p: Printing): Query {
  if (callsIn(query).length === 0 || query.with.length > 0 || query.limit || query.offset || someNode(query, ({ kind }) => kind === 'common-table')) return query;
  const parts = inParts(query, takes, p);
  const numbered = parts.body.kind === 'select' && callsIn(parts).length > 0 ? numbersOfRows(parts, parts.body, p) : undefined;
  if (!numbered) return parts;
  takes.push(...numbered.takes);
  return numbered.rows;
}
