import type { CreateTableAsStmt, Node, ViewStmt } from '@pgsql/types';
import type { View } from '../model/catalog.js';
import { nameKey, TEMPORARY_SCHEMA } from '../model/catalog-lookup.js';
import type { Effect } from '../model/change.js';
import type { OutputColumn, Query } from '../model/query.js';
import { relationsOf } from '../model/walk.js';
import { analyzeQuery } from './analyze/data-statement.js';
import { sameType } from './analyze/type-key.js';
import { typeText } from './analyze/type-text.js';
import { addObject } from './catalog/names.js';
import { creationSchema, requireFreeRelation, stringOf, writtenRange, type WrittenName } from './catalog/resolve.js';
import { createTableFrom } from './create-table-as.js';
import { newId, newPartId, put, type Draft } from './draft.js';
import { refuse } from './refuse.js';
import { checkOptionOf, withOption } from './view-options.js';

function queryOf(draft: Draft, node: Node | undefined): Query {
  if (!node) return refuse(draft, 'unsupported-statement', 'the view has no query');
  return analyzeQuery(node, { catalog: draft.catalog, file: draft.statement.file });
}

/** The view's columns: the query's, with the names that the view's own list gives the first of them. */
function columnsOf(draft: Draft, query: Query, aliases: readonly Node[] | undefined): readonly OutputColumn[] {
  const names = (aliases ?? []).map(stringOf);
  if (names.length > query.columns.length) {
    refuse(draft, 'invalid-table-definition', 'CREATE VIEW specifies more column names than columns', { name: names.at(query.columns.length) });
  }
  const columns = query.columns.map((column, index) => ({ ...column, name: names[index] ?? column.name }));
  for (const [index, { name }] of columns.entries()) {
    if (columns.findIndex((other) => other.name === name) !== index) refuse(draft, 'duplicate-column', `column "${name}" specified more than once`, { name });
  }
  return columns;
}

/** `CREATE [OR REPLACE] [TEMP] VIEW name [(columns)] AS query` */
export function createView(draft: Draft, statement: ViewStmt): Effect | undefined {
  const written = writtenRange(statement.view);
  const query = queryOf(draft, statement.query);
  const schema = creationSchema(draft, written, readsTemporary(draft, query) ? 't' : statement.view?.relpersistence);
  const columns = columnsOf(draft, query, statement.aliases);
  const existing = draft.catalog.names.get(nameKey('relation', schema, written.name));
  const option = checkOptionOf(draft, statement);
  if (statement.replace && existing) replace(draft, existing.id, written, query, columns, option);
  else create(draft, schema, written, query, columns, false, option);
  return undefined;
}

/** A view of what is temporary is temporary itself. */
function readsTemporary(draft: Draft, query: Query): boolean {
  return relationsOf(query).some((id) => draft.catalog.objects.get(id)?.schema === TEMPORARY_SCHEMA);
}

function create(draft: Draft, schema: string, written: WrittenName, query: Query, columns: readonly OutputColumn[], materialized: boolean, option?: View['checkOption']): void {
  requireFreeRelation(draft, schema, written, true);
  const id = newId(draft);
  const numbered = columns.map((column) => ({ ...column, id: newPartId(draft) }));
  addObject(draft, withOption(draft, { kind: 'view', id, schema, name: written.name, columns: numbered, query, materialized, triggers: [], indexes: [] }, option));
}

/** CREATE OR REPLACE keeps the old columns, in name and type, and may add more at the end. */
function replace(draft: Draft, id: number, written: WrittenName, query: Query, columns: readonly OutputColumn[], option: View['checkOption']): void {
  const view = draft.catalog.objects.get(id);
  if (view?.kind !== 'view' || view.materialized || view.name !== written.name) {
    return refuse(draft, 'wrong-object-type', `"${written.name}" is not a view`, { name: written.name, at: written.at });
  }
  requireCompatible(draft, view, columns);
  const numbered = columns.map((column, index) => ({ ...(view.columns[index] ?? { id: newPartId(draft) }), ...column }));
  put(draft, withOption(draft, { ...view, query, columns: numbered }, option));
}

function requireCompatible(draft: Draft, view: View, columns: readonly OutputColumn[]): void {
  const help = 'Drop the view first, or use ALTER VIEW .. RENAME COLUMN to change a name.';
  if (columns.length < view.columns.length) refuse(draft, 'invalid-table-definition', 'cannot drop columns from view', { name: view.name, help });
  for (const [index, old] of view.columns.entries()) {
    const column = columns[index];
    if (!column) continue;
    if (column.name !== old.name) {
      refuse(draft, 'invalid-table-definition', `cannot change name of view column "${old.name}" to "${column.name}"`, { name: column.name, help });
    }
    if (sameType(column.type, old.type, true)) continue;
    const types = `${typeText(old.type, draft.catalog)} to ${typeText(column.type, draft.catalog)}`;
    refuse(draft, 'invalid-table-definition', `cannot change data type of view column "${old.name}" from ${types}`, { name: column.name, help });
  }
}

/** `CREATE MATERIALIZED VIEW [IF NOT EXISTS] name AS query [WITH NO DATA]`, and CREATE TABLE .. AS. */
export function createTableAs(draft: Draft, statement: CreateTableAsStmt): Effect | undefined {
  const written = writtenRange(statement.into?.rel);
  if (statement.objtype !== 'OBJECT_MATVIEW') return createTableFrom(draft, statement.into, statement.query, statement.if_not_exists ?? false);
  const schema = creationSchema(draft, written);
  if (statement.if_not_exists && draft.catalog.names.has(nameKey('relation', schema, written.name))) return undefined;
  const query = queryOf(draft, statement.query);
  if (readsTemporary(draft, query)) refuse(draft, 'wrong-object-type', 'materialized views must not use temporary tables or views', { name: written.name, at: written.at, help: 'Make a table of the query: CREATE TEMP TABLE .. AS.' });
  create(draft, schema, written, query, columnsOf(draft, query, statement.into?.colNames), true);
  return undefined;
}
