import type { Catalog, Column, ColumnId, Table } from '../../../model/catalog.js';
import type { Expr, SourceId } from '../../../model/expression.js';
import type { DataStatement, Delete, FromItem, Insert, Query, Update } from '../../../model/query.js';
import { TRUE, and, choose, isNotTrue } from '../condition.js';
import { mapExpression, mapNodes, relationsOf, walkExpression } from '../../../model/walk.js';
import type { BodyCounter } from '../body-scope.js';
import { onlyRow, placeOf, queryOf } from '../inserted-row.js';
import { columnFrom } from './row-violations.js';
import { foreseen, isKnown, ofSource, rowOf, throughTriggers, withGenerated } from './new-row.js';

/** A statement that a body carries out, under its condition. */
export interface Done {
  readonly statement: DataStatement;
  readonly guard: Expr;
}

/**
 * What an expression says once a statement has been carried out, asked before it is: the rows of its table are those that will be there. Undefined where
 * these are not known beforehand.
 */
export function afterwards(expr: Expr, done: Done, catalog: Catalog, counter: BodyCounter): Expr | undefined {
  const { statement } = done;
  if (!('target' in statement) || !relationsOf(expr).includes(statement.target.relation)) return expr;
  const table = catalog.objects.get(statement.target.relation);
  if (table?.kind !== 'table') return undefined;
  const sources = new Map<SourceId, Set<ColumnId>>();
  mapNodes(expr, (node) => (isRows(node, table) ? (sources.set(node.source, new Set()), node) : node));
  walkExpression(expr, (node) => void (node.kind === 'column' && node.column !== undefined && sources.get(node.source)?.add(node.column)));
  const rows = new Map([...sources].map(([source, columns]) => [source, rowsAfter(done, table, table.columns.filter(({ id }) => columns.has(id)), catalog, counter)] as const));
  if ([...rows.values()].includes(undefined)) return undefined;
  const named = mapExpression(expr, (node) => {
    if (node.kind !== 'column' || !sources.has(node.source)) return node;
    const { column, ...rest } = node;
    return column === undefined ? { ...rest, name: PLACE } : rest;
  });
  return mapNodes(named, (node) => {
    const query = isRows(node, table) ? rows.get(node.source) : undefined;
    return query && isRows(node, table) ? { kind: 'derived', source: node.source, query, alias: node.alias ?? table.name, columns: query.columns, lateral: false } : node;
  });
}

const PLACE = '_place';

function isRows(node: object, table: Table): node is Extract<FromItem, { kind: 'table' }> {
  return 'kind' in node && node.kind === 'table' && 'relation' in node && node.relation === table.id;
}

function rowsAfter({ statement, guard }: Done, table: Table, columns: readonly Column[], catalog: Catalog, counter: BodyCounter): Query | undefined {
  const source = counter.nextSource++;
  switch (statement.kind) {
    case 'insert':
      return withRow(statement, guard, table, columns, source);
    case 'update':
      return changed(statement, guard, table, columns, source);
    case 'delete':
      return without(statement, guard, table, columns, source);
    default:
      return undefined;
  }
}

function targetsOf(columns: readonly Column[], place: Expr, valueOf: (column: Column) => Expr): { readonly name: string; readonly expr: Expr }[] {
  return [...columns.map((column) => ({ name: column.name, expr: valueOf(column) })), { name: PLACE, expr: place }];
}

function ofTable(table: Table, source: SourceId): Extract<FromItem, { kind: 'table' }> {
  return { kind: 'table', source, relation: table.id };
}

/** The row beside those that are there. A row that ON CONFLICT passes over is there with its key. */
function withRow(insert: Insert, guard: Expr, table: Table, columns: readonly Column[], source: SourceId): Query | undefined {
  const values = onlyRow(insert);
  const row = values && throughTriggers(rowOf(table, values), table, 'insert');
  const known = row && withGenerated(row, table);
  const keys = (insert.onConflict?.target?.keys ?? []).flatMap((key) => (key.kind === 'column' && key.column !== undefined ? [key.column] : []));
  if (!known || columns.some(({ id }) => !isKnown(known.get(id))) || (insert.onConflict && columns.some(({ id }) => !keys.includes(id)))) return undefined;
  const old = queryOf(targetsOf(columns, placeOf(ofTable(table, source)), ({ id }) => columnFrom(table, id, source)), { from: [ofTable(table, source)] });
  const none: Expr = { kind: 'literal', value: null, type: placeOf(ofTable(table, source)).type };
  const own = queryOf(targetsOf(columns, none, ({ id }) => known.get(id) as Expr), { where: guard });
  return { with: [], recursive: false, orderBy: [], columns: old.columns, body: { kind: 'set-operation', op: 'union', all: true, left: old, right: own } };
}

function changed(update: Update, guard: Expr, table: Table, columns: readonly Column[], source: SourceId): Query | undefined {
  if (update.from.length > 0 || update.with.length > 0) return undefined;
  const old = new Map(table.columns.map(({ id }) => [id, columnFrom(table, id, source)] as const));
  const own = <T extends Expr>(expr: T): Expr => ofSource(expr, update.target.source, source);
  const set = new Map(update.set.map(({ column, value }) => [column, foreseen(own(value))] as const));
  const row = throughTriggers(new Map([...old, ...set]), table, 'update', old, new Set(set.keys()));
  const known = row && withGenerated(row, table);
  if (!known || columns.some(({ id }) => !isKnown(known.get(id)))) return undefined;
  const there = and(guard, ...(update.where ? [own(update.where)] : [TRUE]));
  return queryOf(targetsOf(columns, placeOf(ofTable(table, source)), ({ id }) => {
    const [before, after] = [old.get(id) as Expr, known.get(id) as Expr];
    return before === after ? before : choose(there, after, before);
  }), { from: [ofTable(table, source)] });
}

function without({ target, using, where, with: commons }: Delete, guard: Expr, table: Table, columns: readonly Column[], source: SourceId): Query | undefined {
  if (using.length > 0 || commons.length > 0) return undefined;
  const gone = and(guard, ...(where ? [ofSource(where, target.source, source)] : []));
  return queryOf(targetsOf(columns, placeOf(ofTable(table, source)), ({ id }) => columnFrom(table, id, source)), { from: [ofTable(table, source)], where: isNotTrue(gone) });
}
