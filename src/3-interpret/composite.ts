import type { AlterTableCmd, AlterTableStmt, ColumnDef, CompositeTypeStmt, RenameStmt } from '@pgsql/types';
import type { CompositeType } from '../model/catalog.js';
import { findName } from '../model/catalog-lookup.js';
import type { Effect } from '../model/change.js';
import type { OutputColumn } from '../model/query.js';
import { resolveTypeName } from './analyze/type-name.js';
import { addObject } from './catalog/names.js';
import { creationSchema, display, unknownType, writtenRange, type WrittenName } from './catalog/resolve.js';
import { newId, put, type Draft } from './draft.js';
import { requireFreeType } from './enum.js';
import { refuse } from './refuse.js';

const KEPT: Effect = { kind: 'none', reason: 'a composite type exists only where something uses it' };

/** `CREATE TYPE name AS (a int, b text)`. Functions may use it; a column of it is refused when its table is printed. */
export function createComposite(draft: Draft, statement: CompositeTypeStmt): Effect {
  const written = writtenRange(statement.typevar);
  const schema = creationSchema(draft, written);
  requireFreeType(draft, schema, written);
  const id = newId(draft);
  const fields: OutputColumn[] = [];
  for (const node of statement.coldeflist ?? []) if ('ColumnDef' in node) addField(draft, fields, node.ColumnDef, written);
  addObject(draft, { kind: 'composite', id, schema, name: written.name, fields });
  return KEPT;
}

function addField(draft: Draft, fields: OutputColumn[], { colname: name = '', typeName }: ColumnDef, { name: type }: WrittenName): void {
  if (fields.some((field) => field.name === name)) refuse(draft, 'duplicate-column', `column "${name}" of relation "${type}" already exists`, { name });
  if (typeName) fields.push({ name, type: resolveTypeName(typeName, draft.catalog, { file: draft.statement.file }) });
}

function requireComposite(draft: Draft, written: WrittenName): CompositeType {
  const entry = findName(draft.catalog, 'type', written.schema, written.name);
  const object = entry && draft.catalog.objects.get(entry.id);
  if (!object) return unknownType(draft, written);
  return object.kind === 'composite' ? object : refuse(draft, 'wrong-object-type', `"${display(written)}" is not a composite type`, { name: written.name });
}

/** `ALTER TYPE name ADD | DROP | ALTER ATTRIBUTE ..` */
export function alterComposite(draft: Draft, statement: AlterTableStmt): Effect {
  const written = writtenRange(statement.relation);
  const { id } = requireComposite(draft, written);
  for (const node of statement.cmds ?? []) {
    if (!('AlterTableCmd' in node)) continue;
    const object = draft.catalog.objects.get(id) as CompositeType;
    put(draft, { ...object, fields: editFields(draft, object, node.AlterTableCmd, written) });
  }
  return KEPT;
}

function editFields(draft: Draft, { fields }: CompositeType, command: AlterTableCmd, written: WrittenName): readonly OutputColumn[] {
  const definition = command.def && 'ColumnDef' in command.def ? command.def.ColumnDef : {};
  const name = command.name ?? '';
  switch (command.subtype) {
    case 'AT_AddColumn': {
      const more = [...fields];
      addField(draft, more, definition, written);
      return more;
    }
    case 'AT_DropColumn':
      if (!command.missing_ok) requireField(draft, fields, name, written);
      return fields.filter((field) => field.name !== name);
    case 'AT_AlterColumnType': {
      requireField(draft, fields, name, written);
      const { typeName } = definition;
      return fields.map((field) => (field.name === name && typeName ? { name, type: resolveTypeName(typeName, draft.catalog, { file: draft.statement.file }) } : field));
    }
    default:
      return fields;
  }
}

function requireField(draft: Draft, fields: readonly OutputColumn[], name: string, { name: type }: WrittenName): void {
  if (!fields.some((field) => field.name === name)) refuse(draft, 'unknown-column', `column "${name}" of relation "${type}" does not exist`, { name });
}

/** `ALTER TYPE name RENAME ATTRIBUTE a TO b` */
export function renameAttribute(draft: Draft, statement: RenameStmt): Effect {
  const written = writtenRange(statement.relation);
  const object = requireComposite(draft, written);
  const [old = '', name = ''] = [statement.subname, statement.newname];
  requireField(draft, object.fields, old, written);
  if (object.fields.some((field) => field.name === name)) refuse(draft, 'duplicate-column', `column "${name}" of relation "${written.name}" already exists`, { name });
  put(draft, { ...object, fields: object.fields.map((field) => (field.name === old ? { ...field, name } : field)) });
  return KEPT;
}
