import type { AlterObjectSchemaStmt, CreateSchemaStmt, VariableSetStmt } from '@pgsql/types';
import type { Catalog, CatalogObject, Table, View } from '../model/catalog.js';
import { findName, hasForeignKeys, nameKey, TEMPORARY_SCHEMA } from '../model/catalog-lookup.js';
import type { Effect } from '../model/change.js';
import { addConstraintNames, addName, hasIndex, namespaceOf, removeConstraintNames, removeName } from './catalog/names.js';
import { display, findRelation, requireFreeRelation, requireSchema, unknownRelation, unknownType, writtenNode, writtenRange, type Relation, type WrittenName } from './catalog/resolve.js';
import { asReplica } from '../model/replica.js';
import { put, type Draft } from './draft.js';
import { requireFreeType } from './enum.js';
import { rewriteRegclass } from './rename-sequence.js';
import { findFunction } from './procedure/create-function.js';
import { UNKEPT_OBJECTS } from './ignored.js';
import { refuse, warn } from './refuse.js';
import { createElements } from './schema-elements.js';

/** `CREATE SCHEMA [IF NOT EXISTS] name [elements]` */
export function createSchema(draft: Draft, statement: CreateSchemaStmt): Effect | undefined {
  const name = statement.schemaname ?? statement.authrole?.rolename ?? '';
  if (draft.catalog.schemas.has(name)) {
    if (statement.if_not_exists) return undefined;
    refuse(draft, 'duplicate-schema', `schema "${name}" already exists`, { name });
  }
  if (name.startsWith('pg_')) {
    refuse(draft, 'system-schema', `unacceptable schema name "${name}"`, { name, help: 'The prefix "pg_" is reserved for system schemas.' });
  }
  draft.catalog = { ...draft.catalog, schemas: draft.catalog.schemas.set(name, { name }) };
  return statement.schemaElts ? createElements(draft, name, statement.schemaElts) : undefined;
}

/** Moves an object, with its names, into another schema. */
function move(draft: Draft, object: CatalogObject, schema: string): void {
  const before: Catalog = draft.catalog;
  const namespace = namespaceOf(object);
  removeName(draft, namespace, object.schema, object.name);
  const moved: CatalogObject = { ...object, schema };
  if (object.kind === 'table') moveTableNames(draft, object, { ...object, schema });
  if (object.kind === 'view') moveIndexNames(draft, object, schema);
  put(draft, moved);
  addName(draft, namespace, schema, object.name, { id: object.id });
  if (object.kind === 'sequence') rewriteRegclass(draft, before, object.id);
  if (object.kind === 'table') {
    for (const owned of before.objects.values()) {
      if (owned.kind === 'sequence' && owned.ownedBy?.table === object.id && owned.schema === object.schema) move(draft, owned, schema);
    }
  }
}

/** Of indexes, those of keys included, and of sequences. */
function namesMovedWith({ catalog }: Draft, object: CatalogObject): readonly string[] {
  if (object.kind !== 'table') return object.kind === 'view' ? object.indexes.map(({ name }) => name) : [];
  const sequences = [...catalog.objects.values()].filter((owned) => owned.kind === 'sequence' && owned.ownedBy?.table === object.id && owned.schema === object.schema);
  return [...object.indexes, ...object.constraints.filter(hasIndex), ...sequences].map(({ name }) => name);
}

function moveTableNames(draft: Draft, from: Table, to: Table): void {
  put(draft, { ...from, constraints: [] });
  for (const constraint of from.constraints) {
    removeConstraintNames(draft, from, constraint);
    addConstraintNames(draft, to, constraint);
  }
  moveIndexNames(draft, from, to.schema);
}

function moveIndexNames(draft: Draft, { id, schema, indexes }: Pick<Table | View, 'id' | 'schema' | 'indexes'>, to: string): void {
  for (const index of indexes) {
    removeName(draft, 'relation', schema, index.name);
    addName(draft, 'relation', to, index.name, { id: index.id, table: id });
  }
}

export function renameSchema(draft: Draft, old: string, name: string): Effect | undefined {
  requireSchema(draft, old);
  if (draft.catalog.schemas.has(name)) refuse(draft, 'duplicate-schema', `schema "${name}" already exists`, { name });
  const { schemas } = draft.catalog;
  draft.catalog = { ...draft.catalog, schemas: schemas.delete(old).set(name, { ...schemas.get(old), name }) };
  for (const object of draft.catalog.objects.values()) if (object.schema === old) move(draft, draft.catalog.objects.get(object.id) ?? object, name);
  return undefined;
}

const TYPES: ReadonlySet<string | undefined> = new Set(['OBJECT_TYPE', 'OBJECT_DOMAIN']);
const RELATIONS: ReadonlySet<string | undefined> = new Set(['OBJECT_TABLE', 'OBJECT_VIEW', 'OBJECT_MATVIEW', 'OBJECT_SEQUENCE', 'OBJECT_INDEX']);

/** `ALTER {TABLE | TYPE | ..} name SET SCHEMA schema` */
export function setSchema(draft: Draft, statement: AlterObjectSchemaStmt): Effect | undefined {
  const schema = statement.newschema ?? '';
  if (statement.objectType === 'OBJECT_EXTENSION') return { kind: 'none', reason: 'extensions have no counterpart' };
  const reason = statement.objectType && UNKEPT_OBJECTS[statement.objectType];
  if (reason !== undefined) return { kind: 'none', reason };
  if (ROUTINES.has(statement.objectType)) return moveRoutine(draft, statement, schema);
  const isType = TYPES.has(statement.objectType);
  if (!isType && !RELATIONS.has(statement.objectType)) {
    const what = (statement.objectType ?? '').replace('OBJECT_', '').toLowerCase();
    refuse(draft, 'unsupported-statement', `SET SCHEMA of this kind of object (${what}) is not supported`);
  }
  const written = isType ? writtenNode(statement.object) : writtenRange(statement.relation);
  const relation = isType ? undefined : findRelation(draft, written);
  if (relation?.partition) return movePartition(draft, written, relation, schema);
  const object = isType ? findType(draft, written) : relation?.object;
  if (!object) {
    if (statement.missing_ok) return undefined;
    return isType ? unknownType(draft, written) : unknownRelation(draft, written);
  }
  requireSchema(draft, schema);
  if (object.schema === schema) return undefined;
  if (object.kind === 'sequence' && object.ownedBy) {
    refuse(draft, 'dependent-objects', 'cannot move an owned sequence into another schema', { name: object.name, help: `Sequence "${display(written)}" moves with its table.` });
  }
  if (isType) requireFreeType(draft, schema, { name: object.name });
  else requireFreeRelation(draft, schema, { name: object.name }, true);
  for (const name of namesMovedWith(draft, object)) if (draft.catalog.names.has(nameKey('relation', schema, name))) refuse(draft, 'duplicate-table', `relation "${name}" already exists in schema "${schema}"`, { help: `It would come there with "${object.name}". Rename one of the two.` });
  move(draft, object, schema);
  return undefined;
}

/** Its rows stay with those of the others; only the name that leads to them moves. */
function movePartition(draft: Draft, written: WrittenName, { entry }: Relation, schema: string): undefined {
  requireSchema(draft, schema);
  const from = [...(written.schema === undefined ? draft.catalog.searchPath : [written.schema])].find((candidate) => findName(draft.catalog, 'relation', candidate, written.name) === entry);
  if (from === undefined || from === schema) return;
  requireFreeRelation(draft, schema, { name: written.name }, true);
  removeName(draft, 'relation', from, written.name);
  addName(draft, 'relation', schema, written.name, entry);
}

const ROUTINES: ReadonlySet<string | undefined> = new Set(['OBJECT_FUNCTION', 'OBJECT_PROCEDURE', 'OBJECT_ROUTINE', 'OBJECT_AGGREGATE']);

/** `ALTER FUNCTION f(int) SET SCHEMA s` */
function moveRoutine(draft: Draft, statement: AlterObjectSchemaStmt, schema: string): Effect | undefined {
  const object = findFunction(draft, statement.object, statement.missing_ok ?? false);
  requireSchema(draft, schema);
  if (object) move(draft, object, schema);
  return undefined;
}

function findType(draft: Draft, written: WrittenName): CatalogObject | undefined {
  const entry = findName(draft.catalog, 'type', written.schema, written.name);
  return entry && draft.catalog.objects.get(entry.id);
}

/** `SET search_path TO a, b`; everything else that can be SET changes no schema. */
export function setVariable(draft: Draft, statement: VariableSetStmt): Effect | undefined {
  if (statement.name === 'session_replication_role' || (statement.kind === 'VAR_RESET_ALL' && draft.catalog.replica)) setRole(draft, namesOf(statement).includes('replica'));
  if (draft.catalog.objects !== draft.before.objects) return undefined;
  if (statement.name !== 'search_path' && statement.kind !== 'VAR_RESET_ALL') return { kind: 'none', reason: 'a setting of the session: it changes neither the schema nor its rows' };
  setSearchPath(draft, statement.kind === 'VAR_SET_VALUE' ? namesOf(statement) : ['public']);
  return { kind: 'none', reason: 'names are looked up in these schemas from here on' };
}

/** As a replica, Postgres fires no triggers and checks no foreign keys. */
function setRole(draft: Draft, replica: boolean): void {
  draft.catalog = asReplica(draft.catalog, replica);
  if (replica && hasForeignKeys(draft.catalog)) warn(draft, 'lossy-session', "foreign keys act, and are checked at the end of the migration, also after SET session_replication_role = 'replica'", { help: 'Rows may come in any order; those that others name have to be there at the end.' });
}

function namesOf({ args }: VariableSetStmt): readonly string[] {
  return (args ?? []).flatMap((node) => ('A_Const' in node ? [node.A_Const.sval?.sval ?? ''] : []));
}

/** Schemas in the order of lookup; `"$user"` stands for none, and the temporary schema stays in front. */
export function setSearchPath(draft: Draft, names: readonly string[]): void {
  const temporary = draft.catalog.schemas.has(TEMPORARY_SCHEMA) ? [TEMPORARY_SCHEMA] : [];
  const path = names.filter((name) => name !== '' && name !== '$user' && name !== TEMPORARY_SCHEMA && name !== 'pg_catalog');
  draft.catalog = { ...draft.catalog, searchPath: [...temporary, ...path] };
}
