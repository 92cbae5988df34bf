import type { DropStmt, Node, ObjectType } from '@pgsql/types';
import type { CatalogObject } from '../model/catalog.js';
import { findName } from '../model/catalog-lookup.js';
import type { Effect } from '../model/change.js';
import { didYouMean } from './analyze/refuse.js';
import type { Part } from './catalog/dependents.js';
import { describeObject } from './catalog/describe.js';
import { drop } from './catalog/drop.js';
import { display, findRelation, requireSchema, stringOf, unknownRelation, unknownType, withArticle, writtenNode, type RelationKind, type WrittenName } from './catalog/resolve.js';
import { dropPartition } from './detach-partition.js';
import type { Draft } from './draft.js';
import { dropFunction, dropTrigger } from './functions-and-triggers.js';
import { UNKEPT_OBJECTS } from './ignored.js';
import { refuse } from './refuse.js';
import { dropRule } from './rule.js';

const RELATIONS: Partial<Readonly<Record<ObjectType, RelationKind>>> = {
  OBJECT_TABLE: 'table',
  OBJECT_VIEW: 'view',
  OBJECT_MATVIEW: 'materialized view',
  OBJECT_SEQUENCE: 'sequence',
  OBJECT_INDEX: 'index',
};

/** The part that a name in DROP stands for; undefined when it is not there and IF EXISTS was written. */
type Finder = (draft: Draft, statement: DropStmt, node: Node) => Part | undefined;

const relation: Finder = (draft, statement, node) => {
  const written = writtenNode(node);
  const wanted = RELATIONS[statement.removeType ?? 'OBJECT_TABLE'] ?? 'table';
  const found = findRelation(draft, written);
  if (!found) {
    if (statement.missing_ok) return undefined;
    return unknownRelation(draft, written, wanted);
  }
  if (found.kind !== wanted) {
    refuse(draft, 'wrong-object-type', `"${written.name}" is not ${withArticle(wanted)}`, {
      name: written.name,
      help: `Use DROP ${found.kind.toUpperCase()} to remove ${withArticle(found.kind)}.`,
    });
  }
  if (found.partition) {
    dropPartition(draft, written, found);
    return undefined;
  }
  if (found.kind !== 'index') {
    requireNotNeeded(draft, found.object);
    return { kind: 'object', id: found.object.id };
  }
  return indexPart(draft, written, found.object, found.entry.id);
};

/** An index that a constraint owns goes with its constraint only. */
function indexPart(draft: Draft, written: WrittenName, holder: CatalogObject, id: number): Part {
  const owner = holder.kind === 'table' ? holder.constraints.find((constraint) => constraint.id === id) : undefined;
  if (owner) {
    refuse(draft, 'dependent-objects', `cannot drop index ${display(written)} because constraint ${owner.name} on table ${holder.name} requires it`, {
      name: written.name,
      help: `Write ALTER TABLE ${holder.name} DROP CONSTRAINT ${owner.name} instead.`,
    });
  }
  return { kind: 'index', table: holder.id, id };
}

/** The sequence of an identity column goes with its column only. */
function requireNotNeeded(draft: Draft, object: CatalogObject): void {
  if (object.kind !== 'sequence' || !object.ownedBy) return;
  const { ownedBy } = object;
  const table = draft.catalog.objects.get(ownedBy.table);
  const column = table?.kind === 'table' ? table.columns.find((candidate) => candidate.id === ownedBy.column) : undefined;
  if (table && column?.identity?.sequence === object.id) {
    refuse(draft, 'dependent-objects', `cannot drop sequence ${object.name} because column ${column.name} of table ${table.name} requires it`, {
      name: object.name,
      help: 'Use ALTER TABLE .. ALTER COLUMN .. DROP IDENTITY instead.',
    });
  }
}

const type: Finder = (draft, statement, node) => {
  const written = writtenNode(node);
  const entry = findName(draft.catalog, 'type', written.schema, written.name);
  const object = entry && draft.catalog.objects.get(entry.id);
  if (!object) return rowType(draft, statement, written);
  if (statement.removeType === 'OBJECT_DOMAIN' && object.kind !== 'domain') {
    refuse(draft, 'wrong-object-type', `"${display(written)}" is not a domain`, { name: written.name, help: `It is ${describeObject(draft.catalog, object)}.` });
  }
  return { kind: 'object', id: object.id };
};

/** A table's row type goes with its table only. */
function rowType(draft: Draft, statement: DropStmt, written: WrittenName): undefined {
  const found = findRelation(draft, written);
  if (found?.kind === 'table' || found?.kind === 'view') {
    if (statement.removeType === 'OBJECT_DOMAIN') refuse(draft, 'wrong-object-type', `"${display(written)}" is not a domain`, { name: written.name });
    refuse(draft, 'dependent-objects', `cannot drop type ${display(written)} because ${found.kind} ${display(written)} requires it`, {
      name: written.name,
      help: `Use DROP ${found.kind.toUpperCase()} instead.`,
    });
  }
  return statement.missing_ok ? undefined : unknownType(draft, written);
}

const schema: Finder = (draft, statement, node) => {
  const name = stringOf(node);
  if (statement.missing_ok && !draft.catalog.schemas.has(name)) return undefined;
  requireSchema(draft, name);
  if (statement.behavior === 'DROP_CASCADE') dropPartitionsIn(draft, name);
  return { kind: 'schema', name };
};

/** Partitions of tables that stay: their rows go with them. */
function dropPartitionsIn(draft: Draft, schema: string): void {
  for (const [key, { partition }] of draft.catalog.names) {
    const [, within, name = ''] = key.split('\0');
    const found = partition && within === schema ? findRelation(draft, { schema, name }) : undefined;
    if (found && found.object.schema !== schema) dropPartition(draft, { schema, name }, found);
  }
}

const extension: Finder = (draft, statement, node) => {
  const name = stringOf(node);
  if (draft.catalog.extensions.has(name)) return { kind: 'extension', name };
  if (statement.missing_ok) return undefined;
  return refuse(draft, 'unknown-extension', `extension "${name}" does not exist`, { name, help: didYouMean(name, draft.catalog.extensions.keys()) });
};

const FINDERS: Partial<Readonly<Record<ObjectType, Finder>>> = {
  OBJECT_TABLE: relation,
  OBJECT_VIEW: relation,
  OBJECT_MATVIEW: relation,
  OBJECT_SEQUENCE: relation,
  OBJECT_INDEX: relation,
  OBJECT_TYPE: type,
  OBJECT_DOMAIN: type,
  OBJECT_SCHEMA: schema,
  OBJECT_EXTENSION: extension,
};

/** `DROP kind [IF EXISTS] name, .. [CASCADE | RESTRICT]` */
export function dropObjects(draft: Draft, statement: DropStmt): Effect | undefined {
  const kind = statement.removeType ?? 'OBJECT_TABLE';
  if (kind === 'OBJECT_FUNCTION' || kind === 'OBJECT_PROCEDURE' || kind === 'OBJECT_ROUTINE' || kind === 'OBJECT_AGGREGATE') return dropFunction(draft, statement);
  if (kind === 'OBJECT_TRIGGER') return dropTrigger(draft, statement);
  if (kind === 'OBJECT_RULE') return dropRule(draft, statement);
  const reason = UNKEPT_OBJECTS[kind];
  if (reason !== undefined) return { kind: 'none', reason };
  const find = FINDERS[kind];
  if (!find) {
    const what = kind.replace('OBJECT_', '').replaceAll('_', ' ').toLowerCase();
    refuse(draft, 'unsupported-statement', `DROP of ${withArticle(what)} is not supported`);
  }
  const parts = (statement.objects ?? []).flatMap((node) => find(draft, statement, node) ?? []);
  const [first] = statement.objects ?? [];
  const name = writtenNode(first).name;
  if (parts.length > 0) drop(draft, parts, statement.behavior, { name });
  return undefined;
}
