import type { ObjectId, Table } from '../../model/catalog.js';
import { parentsOf } from '../../model/catalog-lookup.js';
import type { ColumnRef, SourceId } from '../../model/expression.js';
import { objectsMentioning } from '../../model/mentions.js';
import type { Query, TableSource } from '../../model/query.js';
import { mapNodes, someNode } from '../../model/walk.js';
import { put, type Draft } from '../draft.js';
import { refuse } from '../refuse.js';
import { isFamily, withMembers, type Family } from './families.js';

/** Views that read a parent read the rows of tables that come into its family too, by INHERITS, and of the children that these have. */
export function joinFamilies(draft: Draft, child: Table): void {
  const above = new Map<ObjectId, Table>();
  for (const pending = [...parentsOf(draft.catalog, child)]; pending.length > 0; ) {
    const table = pending.pop() as Table;
    if (!above.has(table.id)) pending.push(...parentsOf(draft.catalog, table));
    above.set(table.id, table);
  }
  const views = new Set([...above.keys()].flatMap((id) => objectsMentioning(draft.catalog, id)).flatMap((object) => (object.kind === 'view' ? [object] : [])));
  for (const view of views) {
    const fresh = { source: lastSource(view.query) };
    const alone = new Map<SourceId, Table>();
    someNode(view.query, (node) => {
      const table = isAlone(node) ? above.get(node.relation) : undefined;
      if (table) alone.set((node as TableSource).source, requireNamed(draft, view.name, view.query, node as TableSource, table));
      return false;
    });
    const names = namesUsed(view.query, alone);
    const query = mapNodes(view.query, (node) => {
      if (isColumnOf(node, alone)) return nameOnly(node) as typeof node;
      const parent = isAlone(node) ? alone.get(node.source) : undefined;
      const family = parent ? asFamily(node as TableSource, parent, names, fresh) : isFamily(node) ? node : undefined;
      return family && above.has(family.family) ? withMembers(family, draft, fresh) : node;
    });
    if (query !== view.query) put(draft, { ...view, query });
  }
}

function isAlone(node: { readonly kind: string }): node is TableSource {
  return node.kind === 'table' && 'relation' in node && 'source' in node && (node as TableSource).only !== true;
}

/** A table whose rows are all that is read of it, under the names of its columns. */
function requireNamed(draft: Draft, view: string, query: Query, source: TableSource, table: Table): Table {
  const system = someNode(query, (node) => node.kind === 'column' && 'source' in node && node.source === source.source && (node as unknown as ColumnRef).column === undefined);
  if (!system && !source.columnAliases) return table;
  return refuse(draft, 'inheritance-unsupported', `view "${view}" reads "${table.name}", and would have to read the rows of its new child too`, { name: table.name, help: `Create the view after the children of "${table.name}", or have it read ONLY ${table.name} and the children with UNION ALL.` });
}

function isColumnOf(node: object, alone: ReadonlyMap<SourceId, Table>): node is ColumnRef {
  return 'kind' in node && node.kind === 'column' && 'source' in node && alone.has((node as ColumnRef).source);
}

/** A column of a table is known by its number, one of a query by its name. */
function nameOnly({ column: _column, ...named }: ColumnRef): ColumnRef {
  return named;
}

/** By which names the query knows the columns: those of the day on which it was written. */
function namesUsed(query: Query, alone: ReadonlyMap<SourceId, Table>): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  someNode(query, (node) => {
    if (isColumnOf(node, alone)) names.set(`${node.source} ${node.column}`, node.name);
    return false;
  });
  return names;
}

function asFamily({ source, relation, alias }: TableSource, parent: Table, names: ReadonlyMap<string, string>, fresh: { source: SourceId }): Family {
  const inner = ++fresh.source;
  const columns = parent.columns.map(({ id, name, type }) => ({ name: names.get(`${source} ${id}`) ?? name, type }));
  const targets = parent.columns.map(({ id, name, type }, i) => ({ name: columns[i]?.name ?? name, expr: { kind: 'column' as const, source: inner, column: id, name, type } }));
  const query: Query = { with: [], recursive: false, orderBy: [], columns, body: { kind: 'select', distinct: false, targets, from: [{ kind: 'table', source: inner, relation, only: true }], groupBy: [], windows: [] } };
  return { kind: 'derived', source, query, columns, lateral: false, alias: alias ?? parent.name, family: relation };
}

function lastSource(query: Query): SourceId {
  let last = 0;
  someNode(query, (node) => {
    if ('source' in node && typeof node.source === 'number') last = Math.max(last, node.source);
    return false;
  });
  return last;
}
