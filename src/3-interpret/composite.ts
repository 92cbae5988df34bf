import type { AlterTableCmd, AlterTableStmt, ColumnDef, CompositeTypeStmt, RenameStmt } from '@pgsql/types';
import { BOOL } from '../model/base-types.js';
import type { Catalog, Column, CompositeType, Table } from '../model/catalog.js';
import { findName } from '../model/catalog-lookup.js';
import type { Effect } from '../model/change.js';
import type { DataType } from '../model/data-type.js';
import { OWN_TABLE, type Expr } from '../model/expression.js';
import { caseOf } from '../model/case-of.js';
import { objectsMentioning } from '../model/mentions.js';
import type { OutputColumn } from '../model/query.js';
import { asRow, compositeOf } from './analyze/composite-value.js';
import { resolveTypeName } from './analyze/type-name.js';
import { addObject } from './catalog/names.js';
import { creationSchema, display, unknownType, writtenRange, type WrittenName } from './catalog/resolve.js';
import { editTable, newId, put, type Draft } from './draft.js';
import { requireFreeType } from './enum.js';
import { refuse } from './refuse.js';

const KEPT: Effect = { kind: 'none', reason: 'a composite type exists only where something uses it' };

/** `CREATE TYPE name AS (a int, b text)` */
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
export function alterComposite(draft: Draft, statement: AlterTableStmt): Effect | undefined {
  const written = writtenRange(statement.relation);
  const { id } = requireComposite(draft, written);
  const users = columnsOf(id, draft);
  for (const node of statement.cmds ?? []) {
    if (!('AlterTableCmd' in node)) continue;
    const object = draft.catalog.objects.get(id) as CompositeType;
    const [user] = users;
    const made = users.find(({ column }) => column.generated);
    if (made) refuse(draft, 'unsupported-statement', `type "${object.name}" cannot be altered: the generated column "${made.table.name}.${made.column.name}" makes values of it`, { help: 'Drop the column first, and add it again afterwards.' });
    if (user && node.AlterTableCmd.subtype === 'AT_AlterColumnType') refuse(draft, 'dependent-objects', `cannot alter type "${object.name}" because column "${user.table.name}.${user.column.name}" uses it`, { help: 'Drop the column first, or convert it to another type.' });
    put(draft, { ...object, fields: editFields(draft, object, node.AlterTableCmd, written) });
  }
  for (const { table, column } of users) rewrite(draft, table, column);
  return users.length > 0 ? undefined : KEPT;
}

/** The columns of tables that store values of the type, or of types with a field of it. */
function columnsOf(id: number, { catalog }: Draft): readonly { readonly table: Table; readonly column: Column }[] {
  const holding = new Set([id]);
  for (const type of holding) for (const object of objectsMentioning(catalog, type)) if (object.kind === 'composite') holding.add(object.id);
  return [...catalog.objects.values()].flatMap((table) => (table.kind === 'table' ? table.columns.flatMap((column) => (column.type.kind === 'composite' && holding.has(column.type.id) ? [{ table, column }] : [])) : []));
}

/** Stored values have the fields that the type has from now on: new ones are NULL, and what was dropped does not come back with the next one of its name. */
function rewrite(draft: Draft, { id: table }: Table, column: Column): void {
  const { id, name, type, default: value } = column;
  const stored: Expr = { kind: 'column', source: OWN_TABLE, column: id, name, type };
  draft.rows.push({ table, column: id, value: withFieldsOf(type, asRow(stored, draft.before), draft.catalog) });
  const next: Column = value?.kind === 'row' ? { ...column, default: withFieldsOf(type, value, draft.catalog) } : { ...column };
  editTable(draft, table, (before) => ({ ...before, columns: before.columns.map((each) => (each.id === id ? next : each)) }));
}

function withFieldsOf(type: DataType, old: Expr | undefined, catalog: Catalog): Expr {
  const missing: Expr = { kind: 'literal', type, value: null };
  const fields = compositeOf(type, catalog)?.fields;
  if (!fields || old?.kind !== 'row') return old ?? missing;
  const row: Expr = { kind: 'row', type, names: fields.map((field) => field.name), fields: fields.map((field) => withFieldsOf(field.type, old.fields[old.names?.indexOf(field.name) ?? -1], catalog)) };
  return old.stored ? caseOf({ kind: 'test', type: BOOL, test: 'null', negated: true, operand: old.stored }, row, missing) : row;
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
  const [user] = columnsOf(object.id, draft);
  if (user) refuse(draft, 'unsupported-statement', `attribute "${old}" of type "${object.name}" cannot be renamed: values of the column "${user.table.name}.${user.column.name}" are stored with the names of their fields`, { help: 'Add an attribute of the new name, copy the values to it, and drop the old one.' });
  put(draft, { ...object, fields: object.fields.map((field) => (field.name === old ? { ...field, name } : field)) });
  return KEPT;
}
