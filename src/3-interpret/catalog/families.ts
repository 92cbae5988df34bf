import type { ObjectId, Table } from '../../model/catalog.js';
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

/** The query without what its families are written out to. */
export function withoutFamilies(query: Query): Query {
  return mapNodes(query, (node) => (isFamily(node) ? ({ ...node, query: undefined } as unknown as typeof node) : node));
}

type Family = DerivedTable & { readonly family: ObjectId };

function isFamily(node: { readonly kind: string }): node is Family {
  return node.kind === 'derived' && (node as DerivedTable).family !== undefined;
}

function withMembers(derived: Family, draft: Draft): Family {
  const parent = draft.catalog.objects.get(derived.family);
  if (parent?.kind !== 'table') return derived;
  const members = new Set<ObjectId>(withDescendants(parent, draft).map(({ id }) => id));
  const all = membersOf(derived.query);
  const [first, ...others] = all.filter(({ body }) => body.kind === 'select' && body.from.some((from) => members.has(relationOf(from))));
  if (!first || others.length + 1 === all.length) return derived;
  const { columns } = derived.query;
  return { ...derived, query: others.reduce((left, right): Query => ({ with: [], recursive: false, orderBy: [], columns, body: { kind: 'set-operation', op: 'union', all: true, left, right } }), first) };
}

/** The queries of each table. */
function membersOf(query: Query): readonly Query[] {
  return query.body.kind === 'set-operation' ? [...membersOf(query.body.left), ...membersOf(query.body.right)] : [query];
}

function relationOf(from: FromItem): ObjectId {
  return from.kind === 'table' ? from.relation : -1;
}
