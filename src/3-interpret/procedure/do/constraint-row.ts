import type { Catalog, ColumnId, Table } from '../../../model/catalog.js';
import { columnOf } from '../../../model/catalog-lookup.js';
import type { Constraint, ForeignKey, ReferentialAction } from '../../../model/constraint.js';
import type { Environment } from './environment.js';
import { quoteIdent } from './quote.js';
import { Unknowable, type Value } from './value.js';

const TYPES = { 'primary-key': 'p', unique: 'u', check: 'c', 'foreign-key': 'f', 'not-null': 'n', exclusion: 'x' } as const;
const ACTIONS: Readonly<Record<ReferentialAction, string>> = { 'no action': 'a', restrict: 'r', cascade: 'c', 'set null': 'n', 'set default': 'd' };

/** A row of pg_constraint. */
export function constraintRow(table: Table, constraint: Constraint, catalog: Catalog): Readonly<Record<string, Value>> {
  const columns = constraint.kind === 'not-null' ? [constraint.column] : 'columns' in constraint ? constraint.columns : [];
  return {
    oid: constraint.id,
    conname: constraint.name,
    connamespace: `namespace ${table.schema}`,
    conrelid: table.id,
    contype: TYPES[constraint.kind],
    conkey: numbers(table, columns),
    condeferrable: 'deferrable' in constraint && constraint.deferrable,
    condeferred: 'deferrable' in constraint && constraint.initiallyDeferred,
    convalidated: !('notValid' in constraint && constraint.notValid),
    ...(constraint.kind === 'foreign-key' ? reference(constraint, catalog) : { confrelid: 0, confkey: null, confdeltype: ' ', confupdtype: ' ' }),
  };
}

function reference({ target, targetColumns, onDelete, onUpdate }: ForeignKey, catalog: Catalog): Readonly<Record<string, Value>> {
  const parent = catalog.objects.get(target);
  return { confrelid: target, confkey: parent?.kind === 'table' ? numbers(parent, targetColumns) : null, confdeltype: ACTIONS[onDelete], confupdtype: ACTIONS[onUpdate] };
}

function numbers(table: Table, ids: readonly ColumnId[]): readonly number[] {
  return ids.map((id) => table.columns.findIndex((column) => column.id === id) + 1);
}

/** pg_get_constraintdef() of keys and references. How Postgres writes the expression of a CHECK is not known here. */
export function constraintDefinition(oid: Value, { catalog }: Environment): Value {
  for (const table of catalog.objects.values()) {
    const found = table.kind === 'table' ? table.constraints.find(({ id }) => id === oid) : undefined;
    if (found && table.kind === 'table') return definition(table, found, catalog);
  }
  return null;
}

function names(owner: Table, ids: readonly ColumnId[]): string {
  return `(${ids.map((id) => quoteIdent(columnOf(owner, id).name)).join(', ')})`;
}

function definition(table: Table, constraint: Constraint, catalog: Catalog): string {
  if (constraint.kind === 'not-null') return `NOT NULL ${quoteIdent(columnOf(table, constraint.column).name)}`;
  if (constraint.kind === 'check' || constraint.kind === 'exclusion') throw new Unknowable('the text of a CHECK as Postgres writes it is not known while the migration is read');
  const deferral = `${constraint.deferrable ? ' DEFERRABLE' : ''}${constraint.initiallyDeferred ? ' INITIALLY DEFERRED' : ''}`;
  const own = names(table, constraint.columns);
  if (constraint.kind === 'foreign-key') return `FOREIGN KEY ${own}${referenceText(constraint, catalog)}${deferral}${constraint.notValid ? ' NOT VALID' : ''}`;
  const include = constraint.include.length > 0 ? ` INCLUDE ${names(table, constraint.include)}` : '';
  const kind = constraint.kind === 'primary-key' ? 'PRIMARY KEY' : `UNIQUE${constraint.nullsNotDistinct ? ' NULLS NOT DISTINCT' : ''}`;
  return `${kind} ${own}${include}${deferral}`;
}

function referenceText({ target, targetColumns, onDelete, onUpdate, match }: ForeignKey, catalog: Catalog): string {
  const parent = catalog.objects.get(target);
  if (parent?.kind !== 'table') throw new Unknowable('what the constraint references is not known');
  const schema = catalog.searchPath.includes(parent.schema) ? '' : `${quoteIdent(parent.schema)}.`;
  return ` REFERENCES ${schema}${quoteIdent(parent.name)}${names(parent, targetColumns)}${match === 'full' ? ' MATCH FULL' : ''}${action('UPDATE', onUpdate)}${action('DELETE', onDelete)}`;
}

function action(event: string, chosen: ReferentialAction): string {
  return chosen === 'no action' ? '' : ` ON ${event} ${chosen.toUpperCase()}`;
}
