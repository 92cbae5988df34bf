import type { CommentStmt, Node } from '@pgsql/types';
import type { CatalogObject } from '../model/catalog.js';
import { findName } from '../model/catalog-lookup.js';
import type { Effect } from '../model/change.js';
import { withColumn } from './with-column.js';
import { requireConstraint } from './alter/constraint.js';
import { replaceConstraint, replaceIndex } from './catalog/names.js';
import { findRelation, requireColumn, requireSchema, stringOf, unknownRelation, unknownType, writtenList, writtenNode } from './catalog/resolve.js';
import { editTable, put, type Draft } from './draft.js';
import { refuse } from './refuse.js';

type Remark = { readonly comment?: string };

function itemsOf(node: Node | undefined): readonly Node[] {
  return node && 'List' in node ? (node.List.items ?? []) : [];
}

/** The object with its comment set, or without one for IS NULL. */
function commented<T extends Remark>(thing: T, text: string | undefined): T {
  const { comment: _comment, ...rest } = thing;
  return (text === undefined ? rest : { ...rest, comment: text }) as T;
}

function onRelation(draft: Draft, statement: CommentStmt, text: string | undefined): void {
  const written = writtenNode(statement.object);
  const found = findRelation(draft, written) ?? unknownRelation(draft, written);
  const { object } = found;
  if (found.kind !== 'index') put(draft, commented<CatalogObject>(object, text));
  else if (object.kind === 'table') {
    const index = object.indexes.find((candidate) => candidate.id === found.entry.id);
    if (index) replaceIndex(draft, object.id, commented(index, text));
  }
}

function onColumn(draft: Draft, statement: CommentStmt, text: string | undefined): void {
  const items = itemsOf(statement.object);
  const written = writtenList(items.slice(0, -1));
  const { object } = findRelation(draft, written) ?? unknownRelation(draft, written);
  if (object.kind !== 'table') return;
  const column = requireColumn(draft, object, stringOf(items.at(-1)));
  editTable(draft, object.id, (table) => ({ ...withColumn(table, column.id, {}), columns: table.columns.map((old) => (old.id === column.id ? commented(old, text) : old)) }));
}

function onConstraint(draft: Draft, statement: CommentStmt, text: string | undefined): void {
  const items = itemsOf(statement.object);
  const written = writtenList(items.slice(0, -1));
  const { object } = findRelation(draft, written) ?? unknownRelation(draft, written);
  if (object.kind === 'table') replaceConstraint(draft, object.id, commented(requireConstraint(draft, object, stringOf(items.at(-1)), 'for table'), text));
}

function onTrigger(draft: Draft, statement: CommentStmt): void {
  const items = itemsOf(statement.object);
  const written = writtenList(items.slice(0, -1));
  const { object } = findRelation(draft, written) ?? unknownRelation(draft, written);
  const name = stringOf(items.at(-1));
  if ('triggers' in object && !object.triggers.some((trigger) => trigger.name === name)) refuse(draft, 'unknown-trigger', `trigger "${name}" for table "${object.name}" does not exist`, { name });
}

function onType(draft: Draft, statement: CommentStmt, text: string | undefined): void {
  const written = writtenNode(statement.object);
  const entry = findName(draft.catalog, 'type', written.schema, written.name);
  const object = entry && draft.catalog.objects.get(entry.id);
  if (!object) return unknownType(draft, written);
  put(draft, commented<CatalogObject>(object, text));
}

function onSchema(draft: Draft, statement: CommentStmt, text: string | undefined): void {
  const name = stringOf(statement.object);
  requireSchema(draft, name);
  const { catalog } = draft;
  draft.catalog = { ...catalog, schemas: catalog.schemas.update(name, (schema) => commented(schema ?? { name }, text)) };
}

const TARGETS: Readonly<Record<string, (draft: Draft, statement: CommentStmt, text: string | undefined) => void>> = {
  OBJECT_TABLE: onRelation,
  OBJECT_VIEW: onRelation,
  OBJECT_MATVIEW: onRelation,
  OBJECT_SEQUENCE: onRelation,
  OBJECT_INDEX: onRelation,
  OBJECT_COLUMN: onColumn,
  OBJECT_TABCONSTRAINT: onConstraint,
  OBJECT_TRIGGER: onTrigger,
  OBJECT_TYPE: onType,
  OBJECT_DOMAIN: onType,
  OBJECT_SCHEMA: onSchema,
};

/** `COMMENT ON .. IS 'text'`: kept in the catalog; comments on what the catalog does not hold are left out. */
export function comment(draft: Draft, statement: CommentStmt): Effect {
  TARGETS[statement.objtype ?? '']?.(draft, statement, statement.comment);
  return { kind: 'none', reason: 'comments are not stored by the database' };
}
