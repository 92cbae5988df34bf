import type { Column, ObjectId, Table } from '../../model/catalog.js';
import type { NotNull } from '../../model/constraint.js';
import { constraintName } from '../catalog/generate-name.js';
import { addConstraintNames, replaceConstraint } from '../catalog/names.js';
import { requireColumn } from '../catalog/resolve.js';
import { primaryKeyColumns } from '../../model/unique-keys.js';
import type { NotNullClause } from '../column-clauses.js';
import { newPartId, put, tableIn, type Draft } from '../draft.js';
import { refuse } from '../refuse.js';

export function notNullOf(table: Table, column: Column): NotNull | undefined {
  for (const constraint of table.constraints) if (constraint.kind === 'not-null' && constraint.column === column.id) return constraint;
  return undefined;
}

/** Refuses a name that another constraint of the table has. */
export function requireFreeConstraintName(draft: Draft, table: Table, name: string, at?: number): void {
  if (!table.constraints.some((constraint) => constraint.name === name)) return;
  refuse(draft, 'duplicate-constraint', `constraint "${name}" for relation "${table.name}" already exists`, { name, at });
}

/** Makes a column NOT NULL and catalogues that, as Postgres 18 does. */
export function addNotNull(draft: Draft, id: ObjectId, clause: NotNullClause): void {
  addNotNulls(draft, id, [clause]);
}

/** The same for several, in order: a table is stored once for all of them. */
export function addNotNulls(draft: Draft, id: ObjectId, clauses: readonly NotNullClause[]): void {
  const before = tableIn(draft, id);
  const [columns, constraints] = [before.columns.slice(), before.constraints.slice()];
  const table = { ...before, columns, constraints };
  for (const clause of clauses) {
    const column = requireColumn(draft, table, clause.column, clause.at);
    const constraint = newNotNull(draft, table, column, clause);
    if (!constraint) continue;
    constraints.push(constraint);
    if (!constraint.notValid) columns[columns.indexOf(column)] = { ...column, notNull: true };
    addConstraintNames(draft, table, constraint);
  }
  if (constraints.length > before.constraints.length) put(draft, table);
}

/** Undefined when the column has one already. */
function newNotNull(draft: Draft, table: Table, column: Column, clause: NotNullClause): NotNull | undefined {
  const known = notNullOf(table, column);
  if (known?.notValid && !clause.notValid) {
    refuse(draft, 'duplicate-constraint', `incompatible NOT VALID constraint "${known.name}" on relation "${table.name}"`, { name: column.name, at: clause.at, help: `Write ALTER TABLE ${table.name} VALIDATE CONSTRAINT ${known.name} first.` });
  }
  if (known) {
    if (clause.name === undefined || clause.name === known.name) return undefined;
    refuse(draft, 'duplicate-constraint', `cannot create not-null constraint "${clause.name}" on column "${column.name}" of table "${table.name}"`, {
      name: clause.name,
      at: clause.at,
      help: `A not-null constraint named "${known.name}" already exists for this column.`,
    });
  }
  if (clause.name !== undefined) requireFreeConstraintName(draft, table, clause.name, clause.at);
  const name = clause.name ?? constraintName(draft.catalog, table.schema, table.name, column.name, 'not_null');
  return { kind: 'not-null', id: newPartId(draft), name, generatedName: clause.name === undefined, column: column.id, ...(clause.notValid === true && { notValid: true }) };
}

/** All rows have a value from here on: that of `VALIDATE CONSTRAINT`, and of SET NOT NULL where there is such a constraint. */
export function validateNotNull(draft: Draft, id: ObjectId, { notValid: _notValid, ...constraint }: NotNull): void {
  replaceConstraint(draft, id, constraint);
  put(draft, withNotNull(tableIn(draft, id), constraint.column, true));
}

export function withNotNull(table: Table, column: number, notNull: boolean): Table {
  return { ...table, columns: table.columns.map((old) => (old.id === column ? { ...old, notNull } : old)) };
}

/** Refuses to let a column be NULL that a primary key or IDENTITY needs. */
export function requireMayBeNull(draft: Draft, table: Table, column: Column): void {
  if (column.identity) {
    refuse(draft, 'invalid-table-definition', `column "${column.name}" of relation "${table.name}" is an identity column`, {
      name: column.name,
      help: `Write ALTER TABLE ${table.name} ALTER COLUMN ${column.name} DROP IDENTITY first.`,
    });
  }
  if (!primaryKeyColumns(table)?.includes(column.id)) return;
  refuse(draft, 'invalid-table-definition', `column "${column.name}" is in a primary key`, {
    name: column.name,
    help: 'Drop the primary key first: its columns are always NOT NULL.',
  });
}
