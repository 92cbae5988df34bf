import type { ObjectId, Table } from '../../model/catalog.js';
import { findColumn } from '../../model/catalog-lookup.js';
import type { ColumnRef, SourceId } from '../../model/expression.js';
import { objectsMentioning } from '../../model/mentions.js';
import type { DerivedTable, FromItem, Query } from '../../model/query.js';
import { mapNodes } from '../../model/walk.js';
import { withDescendants } from '../analyze/inherited-rows.js';
import { put, type Draft } from '../draft.js';

/** Views that read a parent no longer read the rows of tables that have left its family, by DROP TABLE or NO INHERIT. */
export function leaveFamilies(draft: Draft, left: readonly Table[]): void {
  const views = new Set(left.flatMap(({ id }) => objectsMentioning(draft.catalog, id)).flatMap((object) => (object.kind === 'view' ? [object] : [])));
  for (const view of views) {
    const query = mapNodes(view.query, (node) => (isFamily(node) ? withMembers(node, draft) : node));
    if (query !== view.query) put(draft, { ...view, query });
  }
}

/** The query with parents in the place of what their families are written out to. */
export function withoutFamilies(query: Query): Query {
  return mapNodes(query, (node) => (isFamily(node) ? { kind: 'table', source: node.source, relation: node.family } : node));
}

/** A table with children, written out. */
export type Family = DerivedTable & { readonly family: ObjectId };

export function isFamily(node: { readonly kind: string }): node is Family {
  return node.kind === 'derived' && (node as DerivedTable).family !== undefined;
}

/**
 * The family with the members that its parent has now.
 *
 * @param fresh the last source of the query around, where members may be new
 */
export function withMembers(derived: Family, draft: Draft, fresh?: { source: SourceId }): Family {
  const parent = draft.catalog.objects.get(derived.family);
  if (parent?.kind !== 'table') return derived;
  const all = membersOf(derived.query);
  const known = new Map(all.map((query) => [memberOf(query), query]));
  const columns = columnsOf(known.get(parent.id));
  const members = withDescendants(parent, draft).flatMap((table) => known.get(table.id) ?? (fresh && columns ? [rowsOf(table, parent, columns, derived.query.columns, fresh)] : []));
  const [first, ...others] = members;
  if (!first || (members.length === all.length && members.every((member, i) => member === all[i]))) return derived;
  const { columns: outputs } = derived.query;
  return { ...derived, query: others.reduce((left, right): Query => ({ with: [], recursive: false, orderBy: [], columns: outputs, body: { kind: 'set-operation', op: 'union', all: true, left, right } }), first) };
}

/** The columns of the parent that are read, under the names that they have above. */
function columnsOf(query: Query | undefined): readonly { readonly name: string; readonly column: ColumnRef }[] | undefined {
  return query?.body.kind === 'select' ? query.body.targets.flatMap(({ name, expr }) => (expr.kind === 'column' ? [{ name, column: expr }] : [])) : undefined;
}

function rowsOf(table: Table, parent: Table, columns: readonly { readonly name: string; readonly column: ColumnRef }[], outputs: Query['columns'], fresh: { source: SourceId }): Query {
  const source = ++fresh.source;
  const targets = columns.flatMap(({ name, column }) => {
    const now = findColumn(parent, column.column)?.name;
    const own = table.columns.find((candidate) => candidate.name === now);
    return own ? [{ name, expr: { kind: 'column' as const, source, column: own.id, name: own.name, type: own.type } }] : [];
  });
  return { with: [], recursive: false, orderBy: [], columns: outputs, body: { kind: 'select', distinct: false, targets, from: [{ kind: 'table', source, relation: table.id, only: true }], groupBy: [], windows: [] } };
}

/** The queries of each table. */
function membersOf(query: Query): readonly Query[] {
  return query.body.kind === 'set-operation' ? [...membersOf(query.body.left), ...membersOf(query.body.right)] : [query];
}

function memberOf({ body }: Query): ObjectId {
  const [from] = body.kind === 'select' ? body.from : [];
  return relationOf(from);
}

function relationOf(from: FromItem | undefined): ObjectId {
  return from?.kind === 'table' ? from.relation : -1;
}
