import { INT8 } from '../../model/base-types.js';
import type { Catalog, CatalogObject, ColumnId, Table } from '../../model/catalog.js';
import type { Call, Expr, SourceId } from '../../model/expression.js';
import { conjunctsOf, hasAggregate } from '../../model/guarded-statement.js';
import type { Query, Select, SortKey, TableSource } from '../../model/query.js';
import { uniqueKeysOf } from '../../model/unique-keys.js';
import { childrenOf, mapExpression, someNode } from '../../model/walk.js';
import type { Printing } from './printing.js';
import { rowNumberIn } from './relation.js';

/**
 * Without ORDER BY Postgres promises no order, but what it gives of one table is the order in which the rows came, and backfills count on it. SQLite
 * reads an index instead where that holds all that is asked for. So the order is written out where it can be seen: for a LIMIT, and for aggregates
 * that line up their values. Undefined where nothing is to be done.
 */
export function inStoredOrder(query: Query, p: Printing): Query | undefined {
  const { body } = query;
  const from = body.kind === 'select' ? onlyTable(body, p) : undefined;
  if (body.kind !== 'select' || !from) return undefined;
  if (query.orderBy.length === 0 && (query.limit || query.offset) && givesRows(body) && !findsOne(body, from, p.catalog)) return { ...query, orderBy: [storedOrder(from.source)] };
  return withLinedUp(query, body, from.source);
}

/** The rows of a query whose order is seen where it stands. */
export function rowsInStoredOrder(query: Query, p: Printing): Query {
  const from = query.body.kind === 'select' && givesRows(query.body) ? onlyTable(query.body, p) : undefined;
  return from && query.orderBy.length === 0 ? { ...query, orderBy: [storedOrder(from.source)] } : query;
}

/** The place of a row in its table. */
export function placeOf(source: SourceId): Expr {
  return { kind: 'column', source, name: 'ctid', type: INT8 };
}

function storedOrder(source: SourceId): SortKey {
  return { expr: placeOf(source), descending: false, nulls: 'first' };
}

function onlyTable({ from }: Select, p: Printing): TableSource | undefined {
  const [item, ...others] = from;
  return item?.kind === 'table' && others.length === 0 && rowNumberIn(item.relation, p.catalog) !== undefined ? item : undefined;
}

/** Each row of FROM one row. */
function givesRows({ distinct, groupBy, having, groupingSets, windows, targets }: Select): boolean {
  return !distinct && groupBy.length === 0 && !having && !groupingSets && windows.length === 0 && targets.every(({ expr }) => !hasAggregate(expr) && !someNode(expr, (node) => 'over' in node || 'returnsSet' in node));
}

/** `WHERE id = ..`: there is no other row than one. */
function findsOne({ where }: Select, { relation, source }: TableSource, { objects }: Catalog): boolean {
  const fixed = new Set(conjunctsOf(where).flatMap((part) => fixedColumn(part, source) ?? []));
  if (fixed.size === 0) return false;
  const keys = uniqueKeysOf({ constraints: objects.pick(relation, constraintsOf, undefined), indexes: objects.pick(relation, indexesOf, undefined) });
  return fixed.has(PLACE) || keys.some(({ columns }) => columns.every((column) => fixed.has(column)));
}

/** Instead of a column: the place of the row itself. */
const PLACE = -1;

function fixedColumn(part: Expr, source: SourceId): ColumnId | undefined {
  if (part.kind !== 'operator' || part.name !== '=' || !part.left) return undefined;
  const sides = [[part.left, part.right], [part.right, part.left]] as const;
  return sides.map(([column, value]) => (column.kind === 'column' && column.source === source && !namesSource(value, source) ? (column.column ?? PLACE) : undefined)).find((column) => column !== undefined);
}

function namesSource(expr: Expr, source: SourceId): boolean {
  return someNode(expr, (node) => node.kind === 'column' && (node as { readonly source?: SourceId }).source === source);
}

const NONE: readonly never[] = [];

function constraintsOf(object: CatalogObject | undefined): Table['constraints'] {
  return object?.kind === 'table' ? object.constraints : NONE;
}

function indexesOf(object: CatalogObject | undefined): Table['indexes'] {
  return object?.kind === 'table' ? object.indexes : NONE;
}

/** Aggregates whose value depends on the order of the rows; of an object the last of two equal keys remains. */
const LINED_UP: ReadonlySet<string> = new Set(['array_agg', 'string_agg', 'json_agg', 'jsonb_agg', 'json_object_agg', 'jsonb_object_agg']);

function withLinedUp(query: Query, select: Select, source: SourceId): Query | undefined {
  const calls = new Set([...select.targets.map(({ expr }) => expr), ...(select.having ? [select.having] : []), ...query.orderBy.map(({ expr }) => expr)].flatMap((expr) => linedUpIn(expr, source)));
  if (calls.size === 0) return undefined;
  const over = (expr: Expr): Expr => mapExpression(expr, (node) => (calls.has(node as Call) ? { ...(node as Call), orderBy: [storedOrder(source)] } : node));
  const body: Select = { ...select, targets: select.targets.map((target) => ({ ...target, expr: over(target.expr) })), ...(select.having && { having: over(select.having) }) };
  return { ...query, body, orderBy: query.orderBy.map((key) => ({ ...key, expr: over(key.expr) })) };
}

/** Of this level, and without an order of their own. */
function linedUpIn(expr: Expr, source: SourceId): readonly Call[] {
  if (expr.kind === 'call' && expr.aggregate && !expr.over && !expr.distinct && expr.function === undefined && expr.orderBy === undefined && LINED_UP.has(expr.name) && namesSource(expr, source)) return [expr];
  return childrenOf(expr).flatMap((child) => linedUpIn(child, source));
}
