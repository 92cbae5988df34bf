import type { ObjectType, RenameStmt } from '@pgsql/types';
import type { CatalogObject, Table, View } from '../model/catalog.js';
import { findName, parentsOf } from '../model/catalog-lookup.js';
import type { Effect } from '../model/change.js';
import { requireConstraint } from './alter/constraint.js';
import { requireUserColumn } from './add-columns.js';
import { withColumn } from './with-column.js';
import { addConstraintNames, addName, hasIndex, namespaceOf, removeConstraintNames, removeName, replaceConstraint, replaceIndex } from './catalog/names.js';
import { findRelation, requireFreeRelation, unknownColumn, unknownRelation, unknownType, withArticle, writtenNode, writtenRange, type Relation } from './catalog/resolve.js';
import { withDescendants } from './analyze/inherited-rows.js';
import { renameAttribute } from './composite.js';
import { editTable, put, tableIn, type Draft } from './draft.js';
import { requireFreeType } from './enum.js';
import { findFunction } from './procedure/create-function.js';
import { UNKEPT_OBJECTS } from './ignored.js';
import { refuse } from './refuse.js';
import { renameRule } from './rule.js';
import { renameSchema } from './schema.js';
import { rewriteRegclass } from './rename-sequence.js';
import { requireFreeConstraintName } from './constraints/not-null.js';

/** Renames the object itself: its id stays, so that everything that points at it still does. */
function renameObject(draft: Draft, object: CatalogObject, name: string): void {
  const namespace = namespaceOf(object);
  const before = draft.catalog;
  removeName(draft, namespace, object.schema, object.name);
  put(draft, { ...object, name });
  addName(draft, namespace, object.schema, name, { id: object.id });
  if (object.kind === 'sequence') rewriteRegclass(draft, before, object.id);
}

type Rename = (draft: Draft, statement: RenameStmt) => Effect | undefined;

/** ALTER TABLE, VIEW and INDEX .. RENAME TO work on every relation; ALTER SEQUENCE and ALTER VIEW ask for their kind. */
const relation: Rename = (draft, statement) => {
  const written = writtenRange(statement.relation);
  const found = findRelation(draft, written);
  if (!found) return statement.missing_ok ? undefined : unknownRelation(draft, written);
  const wanted = KINDS[statement.renameType ?? 'OBJECT_TABLE'];
  if (wanted !== undefined && wanted !== found.kind) {
    refuse(draft, 'wrong-object-type', `"${written.name}" is not ${withArticle(wanted)}`, { name: written.name, at: written.at });
  }
  const newname = statement.newname ?? '';
  const { schema } = found.object;
  requireFreeRelation(draft, schema, { name: newname }, found.kind !== 'index' && found.kind !== 'sequence');
  if (found.kind === 'index') renameIndex(draft, found, newname);
  else if (found.partition) renamePartition(draft, schema, written.name, newname, found);
  else renameObject(draft, found.object, newname);
  return undefined;
};

const KINDS: Partial<Readonly<Record<ObjectType, string>>> = { OBJECT_SEQUENCE: 'sequence', OBJECT_VIEW: 'view', OBJECT_MATVIEW: 'materialized view' };

function renamePartition(draft: Draft, schema: string, old: string, newname: string, found: Relation): void {
  removeName(draft, 'relation', schema, old);
  addName(draft, 'relation', schema, newname, found.entry);
}

/** An index of a constraint takes the constraint's name with it. */
function renameIndex(draft: Draft, { entry, object }: Relation, newname: string): void {
  if (object.kind === 'view') {
    const index = object.indexes.find((candidate) => candidate.id === entry.id);
    if (!index) return;
    removeName(draft, 'relation', object.schema, index.name);
    put(draft, { ...object, indexes: object.indexes.map((old) => (old.id === index.id ? { ...old, name: newname } : old)) });
    addName(draft, 'relation', object.schema, newname, entry);
    return;
  }
  if (object.kind !== 'table') return;
  const index = object.indexes.find((candidate) => candidate.id === entry.id);
  if (!index) return renameConstraintOf(draft, object, entry.id, newname);
  removeName(draft, 'relation', object.schema, index.name);
  replaceIndex(draft, object.id, { ...index, name: newname });
  addName(draft, 'relation', object.schema, newname, entry);
}

function renameConstraintOf(draft: Draft, table: Table, id: number, name: string): void {
  const constraint = table.constraints.find((candidate) => candidate.id === id);
  if (!constraint) return;
  requireFreeConstraintName(draft, table, name);
  removeConstraintNames(draft, table, constraint);
  const renamed = { ...constraint, name, generatedName: false };
  replaceConstraint(draft, table.id, renamed);
  addConstraintNames(draft, table, renamed);
}

/** `ALTER TABLE [IF EXISTS] t RENAME [COLUMN] a TO b` */
const column: Rename = (draft, statement) => {
  const written = writtenRange(statement.relation);
  const found = findRelation(draft, written);
  if (!found) return statement.missing_ok ? undefined : unknownRelation(draft, written);
  const { object } = found;
  if (found.kind === 'index' || (object.kind !== 'table' && object.kind !== 'view')) {
    return refuse(draft, 'wrong-object-type', `cannot rename columns of relation "${written.name}"`, { name: written.name, at: written.at });
  }
  const old = statement.subname ?? '';
  requireUserColumn(draft, old);
  const known = object.columns.find((candidate) => candidate.name === old);
  if (!known) return unknownColumn(draft, object as Table, old, undefined, `column "${old}" does not exist`);
  const newname = statement.newname ?? '';
  if (object.kind === 'view') renameColumn(draft, object, known.id, newname);
  else for (const table of renamedTogether(draft, object, old, statement)) renameColumn(draft, table, table.columns.find(({ name }) => name === old)?.id ?? 0, newname);
  return undefined;
};

/** A column or CHECK of a parent has its name in the children too. */
function renamedTogether(draft: Draft, table: Table, name: string, { relation: written, renameType }: RenameStmt): readonly Table[] {
  const has = (other: Table): boolean => (renameType === 'OBJECT_TABCONSTRAINT' ? other.constraints.some((constraint) => constraint.name === name && (constraint.kind === 'check' || constraint.kind === 'not-null')) : other.columns.some((column) => column.name === name));
  const what = renameType === 'OBJECT_TABCONSTRAINT' ? 'constraint' : 'column';
  if (parentsOf(draft.catalog, table).some(has)) refuse(draft, 'invalid-table-definition', `cannot rename inherited ${what} "${name}"`, { name });
  const others = withDescendants(table, draft).filter((other) => other !== table && has(other));
  if (others.length > 0 && written?.inh !== true) refuse(draft, 'invalid-table-definition', `inherited ${what} "${name}" must be renamed in child tables too`, { name, help: 'Leave ONLY out.' });
  return [table, ...others];
}

function renameColumn(draft: Draft, object: Table | View, id: number, name: string): void {
  requireUserColumn(draft, name);
  if (object.columns.some((candidate) => candidate.name === name)) {
    refuse(draft, 'duplicate-column', `column "${name}" of relation "${object.name}" already exists`, { name });
  }
  if (object.kind === 'table') editTable(draft, object.id, (table) => withColumn(table, id, { name }));
  else put(draft, { ...object, columns: object.columns.map((candidate) => (candidate.id === id ? { ...candidate, name } : candidate)) });
}

/** `ALTER TABLE t RENAME CONSTRAINT a TO b`: a key's index is renamed too. */
const constraint: Rename = (draft, statement) => {
  const written = writtenRange(statement.relation);
  const found = findRelation(draft, written);
  if (!found) return statement.missing_ok ? undefined : unknownRelation(draft, written);
  if (found.object.kind !== 'table') return refuse(draft, 'wrong-object-type', `"${written.name}" is not a table`, { name: written.name, at: written.at });
  const table = tableIn(draft, found.object.id);
  const known = requireConstraint(draft, table, statement.subname ?? '', 'for table');
  const newname = statement.newname ?? '';
  if (hasIndex(known)) requireFreeRelation(draft, table.schema, { name: newname }, false);
  for (const each of known.kind === 'check' || known.kind === 'not-null' ? renamedTogether(draft, table, known.name, statement) : [table]) renameConstraintOf(draft, each, each.constraints.find(({ name }) => name === known.name)?.id ?? 0, newname);
  return undefined;
};

const type: Rename = (draft, statement) => {
  const written = writtenNode(statement.object);
  const entry = findName(draft.catalog, 'type', written.schema, written.name);
  const object = entry && draft.catalog.objects.get(entry.id);
  if (!object) return unknownType(draft, written);
  requireFreeType(draft, object.schema, { name: statement.newname ?? '' });
  renameObject(draft, object, statement.newname ?? '');
  return undefined;
};

const domainConstraint: Rename = (draft, statement) => {
  const written = writtenNode(statement.object);
  const entry = findName(draft.catalog, 'type', written.schema, written.name);
  const object = entry && draft.catalog.objects.get(entry.id);
  if (object?.kind !== 'domain') return unknownType(draft, written);
  const old = statement.subname ?? '';
  if (!object.checks.some((check) => check.name === old)) {
    return refuse(draft, 'unknown-constraint', `constraint "${old}" for domain ${written.name} does not exist`, { name: old });
  }
  const name = statement.newname ?? '';
  put(draft, { ...object, checks: object.checks.map((check) => (check.name === old ? { ...check, name } : check)) });
  return undefined;
};

const trigger: Rename = (draft, statement) => {
  const written = writtenRange(statement.relation);
  const found = findRelation(draft, written) ?? unknownRelation(draft, written);
  const { object } = found;
  const old = statement.subname ?? '';
  if ((object.kind !== 'table' && object.kind !== 'view') || !object.triggers.some((candidate) => candidate.name === old)) {
    return refuse(draft, 'unknown-trigger', `trigger "${old}" for table "${written.name}" does not exist`, { name: old });
  }
  const name = statement.newname ?? '';
  put(draft, { ...object, triggers: object.triggers.map((candidate) => (candidate.name === old ? { ...candidate, name } : candidate)) });
  return undefined;
};

const rule: Rename = (draft, statement) => void renameRule(draft, statement);

/** `ALTER FUNCTION name (types) RENAME TO other` */
const routine: Rename = (draft, statement) => {
  const object = findFunction(draft, statement.object, false);
  if (object) renameObject(draft, object, statement.newname ?? '');
  return object && { kind: 'none', reason: 'a function exists only where something uses it' };
};

const schema: Rename = (draft, statement) => renameSchema(draft, statement.subname ?? '', statement.newname ?? '');

const unkept =
  (reason: string): Rename =>
  () => ({ kind: 'none', reason });

const RENAMES: Partial<Readonly<Record<ObjectType, Rename>>> = {
  OBJECT_TABLE: relation,
  OBJECT_INDEX: relation,
  OBJECT_VIEW: relation,
  OBJECT_MATVIEW: relation,
  OBJECT_SEQUENCE: relation,
  OBJECT_ATTRIBUTE: renameAttribute,
  OBJECT_COLUMN: column,
  OBJECT_TABCONSTRAINT: constraint,
  OBJECT_TYPE: type,
  OBJECT_DOMAIN: type,
  OBJECT_DOMCONSTRAINT: domainConstraint,
  OBJECT_TRIGGER: trigger,
  OBJECT_RULE: rule,
  OBJECT_SCHEMA: schema,
  OBJECT_FUNCTION: routine,
  OBJECT_PROCEDURE: routine,
  OBJECT_ROUTINE: routine,
  OBJECT_AGGREGATE: routine,
  OBJECT_ROLE: unkept('roles have no counterpart'),
  OBJECT_SUBSCRIPTION: unkept('logical replication has no counterpart'),
  OBJECT_TABLESPACE: unkept('tablespaces have no counterpart'),
};

/** `ALTER .. RENAME .. TO ..` */
export function rename(draft: Draft, statement: RenameStmt): Effect | undefined {
  const kind = statement.renameType ?? 'OBJECT_TABLE';
  const run = RENAMES[kind];
  if (run) return run(draft, statement);
  const reason = UNKEPT_OBJECTS[kind];
  if (reason !== undefined) return { kind: 'none', reason };
  const what = kind.replace('OBJECT_', '').replaceAll('_', ' ').toLowerCase();
  return refuse(draft, 'unsupported-statement', `renaming ${withArticle(what)} is not supported`);
}
