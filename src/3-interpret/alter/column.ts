import type { AlterTableCmd } from '@pgsql/types';
import type { Column, Table } from '../../model/catalog.js';
import { columnOf } from '../../model/catalog-lookup.js';
import type { Alteration } from '../alter-table.js';
import { isNoDefault, requireUserColumn } from '../add-columns.js';
import { withColumn } from '../with-column.js';
import { drop, dropDefault } from '../catalog/drop.js';
import { removeConstraint } from '../catalog/names.js';
import { requireColumn } from '../catalog/resolve.js';
import { addNotNull, notNullOf, requireMayBeNull, validateNotNull, withNotNull } from '../constraints/not-null.js';
import { editTable, tableIn, type Draft } from '../draft.js';
import { refuse } from '../refuse.js';
import { linkSerial } from '../serial.js';
import { defaultExpression, generationExpression } from '../stored-expression.js';

/** The column that a subcommand names. */
export function columnOfCommand({ draft, table }: Alteration, command: AlterTableCmd): { readonly table: Table; readonly column: Column } {
  const now = tableIn(draft, table);
  return { table: now, column: requireColumn(draft, now, command.name ?? '') };
}

/** `DROP COLUMN [IF EXISTS] name [CASCADE]`: indexes and constraints that use it go too. */
export function dropColumn(alteration: Alteration, command: AlterTableCmd): void {
  const { draft } = alteration;
  const table = tableIn(draft, alteration.table);
  const name = command.name ?? '';
  if (command.missing_ok && !table.columns.some((column) => column.name === name)) return;
  requireUserColumn(draft, name);
  const column = requireColumn(draft, table, name);
  drop(draft, [{ kind: 'column', table: table.id, id: column.id }], command.behavior, { name });
}

function requirePlain(draft: Draft, table: Table, column: Column): void {
  if (column.identity) {
    refuse(draft, 'invalid-table-definition', `column "${column.name}" of relation "${table.name}" is an identity column`, {
      name: column.name,
      help: 'Use ALTER TABLE .. ALTER COLUMN .. DROP IDENTITY instead.',
    });
  }
  if (column.generated) {
    refuse(draft, 'invalid-table-definition', `column "${column.name}" of relation "${table.name}" is a generated column`, {
      name: column.name,
      help: 'Use ALTER TABLE .. ALTER COLUMN .. SET EXPRESSION or DROP EXPRESSION instead.',
    });
  }
}

/** `SET DEFAULT expr` waits until columns and keys are there; `DROP DEFAULT` comes first. */
export function columnDefault(alteration: Alteration, command: AlterTableCmd): void {
  if (command.def) alteration.schedule('other constraint', () => setDefault(alteration, command));
  else {
    const { table, column } = columnOfCommand(alteration, command);
    requirePlain(alteration.draft, table, column);
    dropDefault(alteration.draft, table.id, column.id);
  }
}

function setDefault(alteration: Alteration, command: AlterTableCmd): void {
  const { draft } = alteration;
  const { table, column } = columnOfCommand(alteration, command);
  requirePlain(draft, table, column);
  dropDefault(draft, table.id, column.id);
  if (!command.def) return;
  const expr = defaultExpression(draft, command.def, column.name, column.type);
  if (isNoDefault(expr)) return;
  editTable(draft, table.id, (before) => withColumn(before, column.id, { default: expr }));
  linkSerial(draft, table.id, column.id);
}

export function setNotNull(alteration: Alteration, command: AlterTableCmd): void {
  const { table, column } = columnOfCommand(alteration, command);
  const known = notNullOf(table, column);
  if (known?.notValid) validateNotNull(alteration.draft, table.id, known);
  else addNotNull(alteration.draft, alteration.table, { column: command.name ?? '' });
}

export function dropNotNull(alteration: Alteration, command: AlterTableCmd): void {
  const { draft } = alteration;
  const { table, column } = columnOfCommand(alteration, command);
  const constraint = notNullOf(table, column);
  if (!column.notNull && !constraint) return;
  requireMayBeNull(draft, table, column);
  if (constraint) removeConstraint(draft, table.id, constraint);
  editTable(draft, table.id, (before) => withNotNull(before, column.id, false));
}

/** `ALTER COLUMN c SET EXPRESSION AS (expr)` */
export function setExpression(alteration: Alteration, command: AlterTableCmd): void {
  const { draft } = alteration;
  const { table, column } = columnOfCommand(alteration, command);
  if (!column.generated || !command.def) return notGenerated(draft, table, column);
  const { stored } = column.generated;
  if (!stored && table.constraints.some(({ kind }) => kind === 'check')) {
    refuse(draft, 'invalid-table-definition', 'ALTER TABLE / SET EXPRESSION is not supported for virtual generated columns in tables with check constraints', { name: column.name, help: 'Drop the CHECKs before, and add them again; or drop the column and add it with the new expression.' });
  }
  const expr = generationExpression(draft, command.def, { ...column, stored }, table);
  editTable(draft, table.id, (before) => withColumn(before, column.id, { generated: { expr, stored } }));
  draft.rows.push({ table: table.id, column: column.id, value: expr });
}

/** `ALTER COLUMN c DROP EXPRESSION [IF EXISTS]`: the stored values stay. */
export function dropExpression(alteration: Alteration, command: AlterTableCmd): void {
  const { draft } = alteration;
  const { table, column } = columnOfCommand(alteration, command);
  if (!column.generated) {
    if (command.missing_ok) return;
    notGenerated(draft, table, column);
  }
  if (!columnOf(table, column.id).generated?.stored) {
    refuse(draft, 'invalid-table-definition', 'ALTER TABLE / DROP EXPRESSION is not supported for virtual generated columns', { name: column.name });
  }
  editTable(draft, table.id, (before) => ({ ...before, columns: before.columns.map((old) => (old.id === column.id ? withoutGeneration(old) : old)) }));
}

function withoutGeneration(column: Column): Column {
  const { generated: _generated, ...rest } = column;
  return rest;
}

function notGenerated(draft: Draft, table: Table, column: Column): never {
  return refuse(draft, 'invalid-table-definition', `column "${column.name}" of relation "${table.name}" is not a generated column`, { name: column.name });
}
