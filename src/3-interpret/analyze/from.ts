import type { Node, RangeSubselect, RangeVar } from '@pgsql/types';
import type { DataType } from '../../model/data-type.js';
import type { ObjectId, Table, View } from '../../model/catalog.js';
import type { FromItem, Query } from '../../model/query.js';
import { withUniqueNames } from '../../model/unique-columns.js';
import { aliasNames, checkNames, renamed, toldApart, type FromPart } from './from-names.js';
import { analyzeFunctionSource } from './function-source.js';
import { rowsOfAll } from './inherited-rows.js';
import { analyzeJoin } from './join.js';
import { refuse } from './refuse.js';
import { findRelation, namesPartition, relationText, rowsNamed } from './relation.js';
import { spreadRows } from './row-columns.js';
import { sequenceRow } from './sequence-row.js';
import { newSource, type Scope, type ScopeItem } from './scope.js';
import { jsonTableQuery } from './sql-json/json-table.js';

/** The FROM (or USING) list: the items, and a scope in which expressions see them (transformFromClause). */
export function analyzeFrom(nodes: readonly Node[] | undefined, scope: Scope): { readonly from: readonly FromItem[]; readonly scope: Scope } {
  const from: FromItem[] = [];
  let items: readonly ScopeItem[] = [];
  for (const node of nodes ?? []) {
    const part = analyzeFromItem(node, scope, items);
    checkNames(items, part.items, scope);
    from.push(part.from);
    for (const item of part.items) if (item.name !== undefined) scope.state.met?.add(item.name);
    items = [...items, ...part.items];
  }
  return { from, scope: { ...scope, items: [...scope.items, ...items] } };
}

/** One item; `left` are those before it, which only LATERAL can see. */
function analyzeFromItem(node: Node, scope: Scope, left: readonly ScopeItem[]): FromPart {
  if ('RangeVar' in node) return analyzeRelation(node.RangeVar, scope);
  if ('RangeSubselect' in node) return analyzeDerived(node.RangeSubselect, scope, left);
  if ('RangeFunction' in node) return analyzeFunctionSource(node.RangeFunction, lateralScope(scope, left), left);
  if ('JoinExpr' in node) return analyzeJoin(node.JoinExpr, scope, left, analyzeFromItem);
  if ('JsonTable' in node) return analyzeDerived(jsonTableQuery(node.JsonTable, left.length > 0, scope), scope, left);
  if ('RangeTableSample' in node) return refuse(scope, 'unsupported-expression', 'TABLESAMPLE is not supported', { at: node.RangeTableSample.location, help: 'Select all rows, or use WHERE with LIMIT.' });
  const tag = Object.keys(node)[0] ?? 'FROM item';
  return refuse(scope, 'unsupported-expression', `${tag} in FROM is not supported`);
}

/** The scope for a LATERAL item: what stands to its left is in sight, then the outer query. */
function lateralScope(scope: Scope, left: readonly ScopeItem[]): Scope {
  return { ...scope, place: 'from', items: left };
}

/** `schema.table AS alias (columns)`, a view, or a WITH entry. */
function analyzeRelation(node: RangeVar, scope: Scope): FromPart {
  const common = node.schemaname === undefined ? scope.commons.find((entry) => entry.name === node.relname) : undefined;
  const sequence = common ? undefined : sequenceRow(node, scope);
  const relation = common ?? sequence ?? findRelation(node, scope);
  const source = newSource(scope);
  const alias = node.alias?.aliasname;
  scope.state.met?.add(node.relname ?? '');
  const columnAliases = aliasNames(node.alias);
  const columns = renamed(relation.columns, columnAliases, alias ?? relationText(node), scope);
  if (common?.rows && columnAliases.length > 0) refuse(scope, 'unsupported-expression', `other names for the columns of "${common.name}", of which one is a row, are not supported`, { at: node.location, help: 'Name the columns where the query is written.' });
  const apart = common ? toldApart(columns, source) : columns;
  const item: ScopeItem = { source, name: alias ?? node.relname ?? '', columns: common?.rows?.inScope(apart, source) ?? apart, tableVisible: true, columnsVisible: true };
  const names = { ...(alias !== undefined && { alias }), ...(columnAliases.length > 0 && { columnAliases }) };
  if (sequence) return derived(sequence, item);
  if (common) return { from: { kind: 'common-table', source, common: common.source, name: common.name, ...names }, items: [item] };
  if (!('schema' in relation)) throw new Error('a relation of the catalog has a schema');
  const rowType: DataType = { kind: 'composite', id: relation.id };
  const catalogItem = { ...item, rowType, ...(alias === undefined && { schema: relation.schema, relation: relation.id }), ...(alias !== undefined && { relation: relation.id }) };
  const part = partOf(node, relation, scope);
  if (part) return derived(part, item);
  const rows = rowsOfAll(node, relation, scope);
  if (rows) return derived(rows, item, relation.id);
  return { from: { kind: 'table', source, relation: relation.id, ...names, ...(relation.kind === 'table' && node.inh !== true && { only: true as const }) }, items: [catalogItem] };
}

function derived(query: Query, item: ScopeItem, family?: ObjectId): FromPart {
  const columns = item.columns.map(({ name, type }) => ({ name, type }));
  return { from: { kind: 'derived', source: item.source, query, columns, lateral: false, alias: item.name ?? '', ...(family !== undefined && { family }) }, items: [{ ...item, columns }] };
}

/** A partition's rows are those of its table that fall to it. */
function partOf(node: RangeVar, { id, columns }: Table | View, scope: Scope): Query | undefined {
  if (!namesPartition(node, scope)) return undefined;
  const source = newSource(scope);
  const where = rowsNamed(node, source, scope);
  const targets = columns.map((column) => ({ name: column.name, expr: { kind: 'column' as const, source, column: column.id, name: column.name, type: column.type } }));
  const body: Query['body'] = { kind: 'select', distinct: false, targets, from: [{ kind: 'table', source, relation: id }], groupBy: [], windows: [], ...(where && { where }) };
  return where && { with: [], recursive: false, orderBy: [], columns: columns.map(({ name, type }) => ({ name, type })), body };
}

/** `(SELECT ..) AS alias (columns)` and `(VALUES ..) AS alias`. */
function analyzeDerived(node: RangeSubselect, scope: Scope, left: readonly ScopeItem[]): FromPart {
  if (!node.subquery || !('SelectStmt' in node.subquery)) throw new Error('the grammar gives a derived table its query');
  const lateral = node.lateral ?? false;
  const given = scope.analyze.query(node.subquery.SelectStmt, lateral ? lateralScope(scope, left) : { ...scope, items: [] }, 'text');
  const spread = spreadRows(given);
  const query = spread?.query ?? given;
  const source = newSource(scope);
  const alias = node.alias?.aliasname;
  const columns = renamed(given.columns, aliasNames(node.alias), alias ?? 'unnamed_subquery', scope);
  const apart = toldApart(columns, source);
  const item: ScopeItem = { source, columns: spread?.inScope(apart, source) ?? apart, tableVisible: alias !== undefined, columnsVisible: true, ...(alias !== undefined && { name: alias }) };
  const named = withUniqueNames(columns.map(({ name, type }) => ({ name, type })));
  return { from: { kind: 'derived', source, query, columns: spread?.columns(named) ?? named, lateral, ...(alias !== undefined && { alias }) }, items: [item] };
}
