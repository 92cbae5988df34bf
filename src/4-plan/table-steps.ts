import { findColumn } from '../model/catalog-lookup.js';
import type { Catalog } from '../model/catalog.js';
import { assertAll } from './assertion.js';
import { printContext, type PlanContext } from './context.js';
import type { PhysicalTable } from './physical/physical.js';
import { createTable } from './physical/table.js';
import { printDataStatement } from './print/data-statement.js';
import { quoteIdentifier } from './print/identifier.js';
import { columnsGivenLater } from './print/sequence-storage.js';
import type { RunStep } from './run-step.js';
import { freshIndexes } from './stale-indexes.js';
import type { TableEdit } from './table-edit.js';

export function createTables(tables: readonly PhysicalTable[]): readonly RunStep[] {
  return [
    ...tables.map((table) => ({ sql: createTable(table), object: table.id })),
    ...tables.flatMap((table) => [...table.indexes, ...table.triggers].map(({ sql }) => ({ sql, object: table.id }))),
  ];
}

export function dropColumns({ id, wanted, difference }: TableEdit): readonly RunStep[] {
  if (difference.kind !== 'native') return [];
  return difference.drop.map(({ name }) => ({ sql: `ALTER TABLE ${quoteIdentifier(wanted.name)} DROP COLUMN ${quoteIdentifier(name)}`, object: id }));
}

/** ADD COLUMN, and the indexes that a table gets which keeps its rows where they are. */
export function addColumns(edit: TableEdit, before: Catalog, context: PlanContext): readonly RunStep[] {
  const { id, wanted, difference } = edit;
  if (difference.kind === 'rebuild') return [];
  const added = difference.kind === 'native' ? difference.add : [];
  const table = `ALTER TABLE ${quoteIdentifier(wanted.name)}`;
  const columns = added.map(({ name, definition }) => `${table} ADD COLUMN ${quoteIdentifier(name)} ${definition}`.trimEnd());
  return [...columns, ...freshIndexes(before, edit, context).map(({ sql }) => sql)].map((sql) => ({ sql, object: id }));
}

/** The rows that a table has already must meet the constraints which its new triggers hold. */
export function verifyRows({ id, old, wanted, values }: TableEdit, columnLimit: number): readonly RunStep[] {
  if (wanted.triggers.length === 0) return [];
  const known = values.size > 0 ? undefined : new Set(old.triggers.map(({ sql }) => sql));
  const conditions = wanted.triggers.flatMap(({ sql, verify }) => (verify && !known?.has(sql) ? [verify] : []));
  return assertAll(conditions, columnLimit).map((sql) => ({ sql, object: id }));
}

/** Rows that a table has already take numbers of their own for a new column whose default does. */
export function numberRows({ id, old, wanted }: TableEdit, after: Catalog, context: PlanContext): readonly RunStep[] {
  const fresh = columnsGivenLater(wanted.source).filter((column) => !findColumn(old.source, column.id));
  const set = fresh.flatMap(({ id: column, default: value }) => (value ? [{ column, value }] : []));
  if (set.length === 0) return [];
  const update = { kind: 'update' as const, with: [], recursive: false, target: { kind: 'table' as const, source: 1, relation: id }, set, from: [], returning: [] };
  return printDataStatement(update, printContext(context, after, wanted.source)).map((sql) => ({ sql, object: id }));
}
