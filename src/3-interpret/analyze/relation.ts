import type { RangeVar } from '@pgsql/types';
import type { Catalog, Table, View } from '../../model/catalog.js';
import { findName } from '../../model/catalog-lookup.js';
import { isServerSchema } from '../session-function.js';
import { foundElsewhere } from '../catalog/elsewhere.js';
import { helpForSchema } from '../catalog/unknown-schema.js';
import { didYouMean, refuse } from './refuse.js';
import type { Scope } from './scope.js';

/** `schema.table` as it is written. */
export function relationText(node: RangeVar): string {
  return node.schemaname === undefined ? (node.relname ?? '') : `${node.schemaname}.${node.relname ?? ''}`;
}

/** The table or view that a name in FROM, UPDATE, DELETE or TRUNCATE means. @throws Refusal when there is none, and for a partition: which rows are its own is not known. */
export function findRelation(node: RangeVar, scope: Scope): Table | View {
  const relation = findReceiver(node, scope);
  if (!findName(scope.catalog, 'relation', node.schemaname, node.relname ?? '')?.partition) return relation;
  const text = relationText(node);
  const help = `Name "${relation.name}", with the condition that the rows of the partition meet.`;
  return refuse(scope, 'unsupported-statement', `the rows of the partition "${text}" are in "${relation.name}" with those of the others`, { at: node.location, length: text.length, help });
}

/** The table or view into which INSERT puts rows. @throws Refusal when there is none. */
export function findReceiver(node: RangeVar, scope: Scope): Table | View {
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
