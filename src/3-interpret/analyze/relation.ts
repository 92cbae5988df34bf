import type { RangeVar } from '@pgsql/types';
import type { Catalog, Table, View } from '../../model/catalog.js';
import { findName } from '../../model/catalog-lookup.js';
import type { Expr, SourceId } from '../../model/expression.js';
import { isServerSchema } from '../session-function.js';
import { foundElsewhere } from '../catalog/elsewhere.js';
import { partitionRows } from '../catalog/partition-rows.js';
import { helpForSchema } from '../catalog/unknown-schema.js';
import { didYouMean, refuse } from './refuse.js';
import type { Scope } from './scope.js';

/** `schema.table` as it is written. */
export function relationText(node: RangeVar): string {
  return node.schemaname === undefined ? (node.relname ?? '') : `${node.schemaname}.${node.relname ?? ''}`;
}

/** The table or view that a name in FROM, INSERT, UPDATE, DELETE or TRUNCATE means; the table of a partition. @throws Refusal when there is none. */
export function findRelation(node: RangeVar, scope: Scope): Table | View {
  const { catalog } = scope;
  const name = node.relname ?? '';
  const entry = findName(catalog, 'relation', node.schemaname, name);
  const object = entry && catalog.objects.get(entry.id);
  if (object?.kind === 'table' || object?.kind === 'view') return object;
  const text = relationText(node);
  const place = { at: node.location, length: text.length };
  if (object?.kind === 'sequence') return refuse(scope, 'wrong-object-type', `"${text}" is a sequence`, { ...place, help: `Use nextval('${text}') or currval('${text}').` });
  if (entry) return refuse(scope, 'wrong-object-type', `cannot open relation "${text}"`, place);
  if (isSystemRelation(node, catalog)) return refuse(scope, 'system-catalog-query', `"${text}" is a system catalog, which only Postgres has`, place);
  return refuse(scope, 'unknown-table', `relation "${text}" does not exist`, { ...place, help: foundElsewhere(catalog, node.schemaname, name) ?? helpForMissing(node.schemaname, catalog) ?? didYouMean(name, relationNames(catalog)) });
}

export function namesPartition({ schemaname, relname = '' }: RangeVar, { catalog }: Scope): boolean {
  return findName(catalog, 'relation', schemaname, relname)?.partition !== undefined;
}

/** Which rows of the table it means, where the name is that of a partition. @throws Refusal where they cannot be told from the others */
export function rowsNamed(node: RangeVar, source: SourceId, scope: Scope): Expr | undefined {
  const entry = findName(scope.catalog, 'relation', node.schemaname, node.relname ?? '');
  const rows = entry && partitionRows(entry, scope.catalog, source);
  if (rows !== 'unknown') return rows;
  const text = relationText(node);
  return refuse(scope, 'unsupported-statement', `"${text}" is a partition by hash, or the rest of such partitions: its rows cannot be told from the others of its table`, { at: node.location, length: text.length, help: 'Name the whole table.' });
}

function helpForMissing(schema: string | undefined, catalog: Catalog): string | undefined {
  return schema === undefined || catalog.schemas.has(schema) ? undefined : helpForSchema(schema, catalog);
}

function isSystemRelation(node: RangeVar, catalog: Catalog): boolean {
  const { schemaname } = node;
  if (schemaname !== undefined) return schemaname === 'pg_catalog' || schemaname === 'information_schema' || isServerSchema(schemaname, catalog);
  return (node.relname ?? '').startsWith('pg_');
}

function* relationNames(catalog: Catalog): Iterable<string> {
  for (const object of catalog.objects.values()) if (object.kind === 'table' || object.kind === 'view') yield object.name;
}
