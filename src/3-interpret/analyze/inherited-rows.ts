import type { Node, RangeVar } from '@pgsql/types';
import type { Table, View } from '../../model/catalog.js';
import { childrenOf } from '../../model/catalog-lookup.js';
import type { Query } from '../../model/query.js';
import { refuse } from './refuse.js';
import { findRelation } from './relation.js';
import { newSource, type Scope } from './scope.js';

/** `FROM parent` reads the rows of its children too: those of each one, one below the other. */
export function rowsOfAll({ inh }: RangeVar, relation: Table | View, scope: Scope): Query | undefined {
  if (inh !== true || relation.kind !== 'table') return undefined;
  const all = withDescendants(relation, scope);
  if (all.length === 1) return undefined;
  const columns = relation.columns.map(({ name, type }) => ({ name, type }));
  return all.map((table) => rowsOfOne(table, relation, columns, scope)).reduce((left, right): Query => ({ with: [], recursive: false, orderBy: [], columns, body: { kind: 'set-operation', op: 'union', all: true, left, right } }));
}

function rowsOfOne(table: Table, { columns: wanted }: Table, columns: Query['columns'], scope: Scope): Query {
  const source = newSource(scope);
  const targets = wanted.flatMap(({ name }) => {
    const column = table.columns.find((candidate) => candidate.name === name);
    return column ? [{ name, expr: { kind: 'column' as const, source, column: column.id, name, type: column.type } }] : [];
  });
  return { with: [], recursive: false, orderBy: [], columns, body: { kind: 'select', distinct: false, targets, from: [{ kind: 'table', source, relation: table.id, only: true }], groupBy: [], windows: [] } };
}

/** The table, its children and theirs; one that has two parents once. */
export function withDescendants(table: Table, { catalog }: Pick<Scope, 'catalog'>): readonly Table[] {
  const found = new Map([[table.id, table]]);
  for (const each of found.values()) for (const child of childrenOf(catalog, each)) found.set(child.id, child);
  return [...found.values()];
}

/** UPDATE and DELETE of a parent change the rows of its children too: one statement for each, as far as they do not read what the others change. */
export function forEachTable(node: Node, scope: Scope): readonly Node[] | undefined {
  const change = 'UpdateStmt' in node ? node.UpdateStmt : 'DeleteStmt' in node ? node.DeleteStmt : undefined;
  const written = change?.relation;
  if (!change || written?.inh !== true || change.withClause) return undefined;
  const relation = findRelation(written, scope);
  const tables = relation.kind === 'table' ? withDescendants(relation, scope) : [];
  if (tables.length < 2) return undefined;
  const alias = written.alias ?? { aliasname: written.relname ?? '' };
  const { relation: _relation, ...rest } = change;
  if (tables.some(({ name }) => namesRelation(rest, name))) return undefined;
  return tables.map(({ schema, name }): Node => {
    const one = { ...change, relation: { schemaname: schema, relname: name, relpersistence: 'p', alias, ...(written.location !== undefined && { location: written.location }) } };
    return 'UpdateStmt' in node ? { UpdateStmt: one } : { DeleteStmt: one };
  });
}

function namesRelation(tree: unknown, name: string): boolean {
  if (typeof tree !== 'object' || tree === null) return false;
  return ('relname' in tree && tree.relname === name) || Object.values(tree).some((part) => namesRelation(part, name));
}

/** A change of a parent that is not written for each of its children. */
export function requireNoChildren({ inh, location }: RangeVar, relation: Table | View, scope: Scope): void {
  if (inh !== true || relation.kind !== 'table') return;
  const children = childrenOf(scope.catalog, relation);
  if (children.length === 0) return;
  refuse(scope, 'inheritance-unsupported', `a change of "${relation.name}" changes the rows of its children too`, { at: location, length: relation.name.length, help: `Write one statement for each: with ONLY ${relation.name}, and with ${children.map(({ name }) => name).join(', ')}.` });
}
