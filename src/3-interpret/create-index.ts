import type { IndexStmt } from '@pgsql/types';
import { nameKey } from '../model/catalog-lookup.js';
import type { ColumnId, Index, Table, View } from '../model/catalog.js';
import type { Effect } from '../model/change.js';
import { distinctColumnNames, joinedColumnNames, relationName } from './catalog/generate-name.js';
import { addIndex, addName } from './catalog/names.js';
import { findRelation, requireFreeRelation, unknownColumn, unknownRelation, writtenRange } from './catalog/resolve.js';
import { newPartId, put, type Draft } from './draft.js';
import { indexKey } from './index-key.js';
import { requirePartitionKey } from './partition-keys.js';
import { warnLeftOut } from './partition.js';
import { refuse } from './refuse.js';
import { storedCondition } from './stored-expression.js';
import { requireStored, requireStoredIn } from './virtual-column.js';

/** Access methods that cannot enforce uniqueness. */
const NOT_UNIQUE: ReadonlySet<string> = new Set(['hash', 'gin', 'gist', 'brin', 'spgist']);

function requireIndexable(draft: Draft, statement: IndexStmt): { readonly table: Table | View; readonly own: string; readonly unique: boolean } {
  const written = writtenRange(statement.relation);
  const relation = findRelation(draft, written);
  if (!relation) return unknownRelation(draft, written);
  const { object } = relation;
  // Unique in one partition is not unique in the table.
  const unique = statement.unique === true && !relation.partition;
  if (statement.unique && relation.partition) warnLeftOut(draft, 'uniqueness', written.name, object);
  if (relation.kind !== 'index' && (object.kind === 'table' || (object.kind === 'view' && object.materialized))) return { table: object, own: relation.partition ? written.name : object.name, unique };
  return refuse(draft, 'wrong-object-type', `cannot create index on relation "${written.name}"`, {
    name: written.name,
    at: written.at,
    help: 'Only tables and materialized views can be indexed.',
  });
}

function included(draft: Draft, table: Table | View, statement: IndexStmt): readonly { readonly id: ColumnId; readonly name: string }[] {
  return (statement.indexIncludingParams ?? []).map((node) => {
    const element = 'IndexElem' in node ? node.IndexElem : {};
    const name = element.name;
    if (name === undefined) return refuse(draft, 'invalid-index', 'expressions are not supported in included columns', { name: 'include' });
    const column = table.columns.find((candidate) => candidate.name === name);
    return column ?? unknownColumn(draft, table as Table, name, undefined, `column "${name}" does not exist`);
  });
}

function describe(draft: Draft, table: Table | View, statement: IndexStmt): { readonly index: Omit<Index, 'id' | 'name'>; readonly columnNames: readonly string[] } {
  const method = statement.accessMethod === 'rtree' ? 'gist' : (statement.accessMethod ?? 'btree');
  if (statement.unique && NOT_UNIQUE.has(method)) {
    refuse(draft, 'invalid-index', `access method "${method}" does not support unique indexes`, { name: method });
  }
  const keys = (statement.indexParams ?? []).map((node) => indexKey(draft, table, node, method));
  const include = included(draft, table, statement);
  const index = {
    unique: statement.unique === true,
    method,
    keys: keys.map(({ key }) => key),
    include: include.map(({ id }) => id),
    ...(statement.whereClause && { where: storedCondition(draft, statement.whereClause, table, 'index predicate') }),
    nullsNotDistinct: statement.nulls_not_distinct === true,
  };
  requireStoredIn(draft, table, [...index.keys.map(({ expr }) => expr), index.where]);
  requireStored(draft, table, index.include, 'indexes');
  return { index, columnNames: [...keys.map(({ columnName }) => columnName), ...include.map(({ name }) => name)] };
}

/** `CREATE [UNIQUE] INDEX [CONCURRENTLY] [[IF NOT EXISTS] name] ON [ONLY] table USING method (keys) INCLUDE (..) WHERE ..` */
export function createIndex(draft: Draft, statement: IndexStmt): Effect | undefined {
  const { table, own, unique } = requireIndexable(draft, statement);
  const written = statement.idxname;
  if (written !== undefined && draft.catalog.names.has(nameKey('relation', table.schema, written))) {
    if (statement.if_not_exists) return undefined;
    requireFreeRelation(draft, table.schema, { name: written }, false);
  }
  const { index, columnNames } = describe(draft, table, statement);
  const addition = joinedColumnNames(distinctColumnNames(columnNames));
  const name = written ?? relationName(draft.catalog, table.schema, own, addition, 'idx', false);
  if (unique && table.kind === 'table') requirePartitionKey(draft, table, index.keys.map(({ expr }) => (expr.kind === 'column' ? expr.column : undefined)));
  store(draft, table, { id: newPartId(draft), name, ...index, unique });
  return undefined;
}

function store(draft: Draft, table: Table | View, index: Index): void {
  if (table.kind === 'table') {
    addIndex(draft, table.id, index);
    return;
  }
  put(draft, { ...table, indexes: [...table.indexes, index] });
  addName(draft, 'relation', table.schema, index.name, { id: index.id, table: table.id });
}
