import { columnOf } from '../../../model/catalog-lookup.js';
import type { Catalog, Column, ColumnId, Index, IndexKey, Table } from '../../../model/catalog.js';
import type { Constraint, ForeignKey, PrimaryKey, Unique } from '../../../model/constraint.js';
import { expressionText } from './expression-text.js';
import { quoteIdent, relationText } from './quote.js';
import { Unknowable, type Value } from './value.js';

/** pg_get_constraintdef(): `FOREIGN KEY (owner) REFERENCES people(id) ON DELETE CASCADE`. @throws Unknowable for what is not written out here */
export function constraintText(constraint: Constraint, table: Table, catalog: Catalog): string {
  const { kind } = constraint;
  if (kind === 'not-null') return `NOT NULL ${names([constraint.column], table)}`;
  if (kind === 'check') return `CHECK (${expressionText(constraint.expr, { catalog, table })})${constraint.notEnforced ? ' NOT ENFORCED' : constraint.notValid ? ' NOT VALID' : ''}`;
  if (kind === 'foreign-key') return foreignKeyText(constraint, table, catalog);
  if (kind === 'exclusion') throw new Unknowable('the text of an EXCLUDE constraint is not worked out while the migration is read');
  const form = kind === 'primary-key' ? 'PRIMARY KEY' : `UNIQUE${constraint.nullsNotDistinct ? ' NULLS NOT DISTINCT' : ''}`;
  return `${form} (${names(constraint.columns, table)})${included(constraint.include, table)}${deferral(constraint)}`;
}

function foreignKeyText(key: ForeignKey, table: Table, catalog: Catalog): string {
  const target = catalog.objects.get(key.target);
  if (target?.kind !== 'table') throw new Unknowable('a foreign key to nothing');
  const update = key.onUpdate === 'no action' ? '' : ` ON UPDATE ${key.onUpdate.toUpperCase()}`;
  const only = key.onDeleteColumns && key.onDeleteColumns.length > 0 ? ` (${names(key.onDeleteColumns, table)})` : '';
  const remove = key.onDelete === 'no action' ? '' : ` ON DELETE ${key.onDelete.toUpperCase()}${only}`;
  const match = key.match === 'full' ? ' MATCH FULL' : '';
  const state = key.notEnforced ? ' NOT ENFORCED' : key.notValid ? ' NOT VALID' : '';
  return `FOREIGN KEY (${names(key.columns, table)}) REFERENCES ${relationText(target, catalog)}(${names(key.targetColumns, target)})${match}${update}${remove}${deferral(key)}${state}`;
}

function deferral({ deferrable, initiallyDeferred }: PrimaryKey | Unique | ForeignKey): string {
  return `${deferrable ? ' DEFERRABLE' : ''}${initiallyDeferred ? ' INITIALLY DEFERRED' : ''}`;
}

function names(columns: readonly ColumnId[], table: Table): string {
  return columns.map((id) => quoteIdent(columnOf(table, id).name)).join(', ');
}

function included(columns: readonly ColumnId[], table: Table): string {
  return columns.length === 0 ? '' : ` INCLUDE (${names(columns, table)})`;
}

/** pg_get_indexdef(), `pg_indexes.indexdef`; that of a key is the index which it is kept by. */
export function indexText(index: Index | PrimaryKey | Unique, table: Table, catalog: Catalog): string {
  const user = 'keys' in index ? index : undefined;
  const unique = user ? user.unique : true;
  const keys = user ? user.keys.map((key) => keyText(key, table, catalog)).join(', ') : names((index as Unique).columns, table);
  const nulls = 'nullsNotDistinct' in index && index.nullsNotDistinct ? ' NULLS NOT DISTINCT' : '';
  const where = user?.where ? ` WHERE ${expressionText(user.where, { catalog, table })}` : '';
  return `CREATE ${unique ? 'UNIQUE ' : ''}INDEX ${quoteIdent(index.name)} ON ${table.partitioned ? 'ONLY ' : ''}${quoteIdent(table.schema)}.${quoteIdent(table.name)} USING ${user?.method ?? 'btree'} (${keys})${included(index.include, table)}${nulls}${where}`;
}

/** Operator classes that a type has without asking. */
const DEFAULT_CLASS = /^(?:array|bool|bytea|date|float4|float8|inet|int2|int4|int8|jsonb|numeric|text|time|timestamp|timestamptz|timetz|tsvector|uuid|varchar)_ops$/;

function keyText({ expr, collation, opclass, descending, nulls }: IndexKey, table: Table, catalog: Catalog): string {
  const text = expressionText(expr, { catalog, table });
  const whole = expr.kind === 'column' || expr.kind === 'call' ? text : `(${text})`;
  const order = descending ? `DESC${nulls === 'last' ? ' NULLS LAST' : ''}` : nulls === 'first' ? 'NULLS FIRST' : '';
  return [whole, ...(collation === undefined ? [] : [`COLLATE ${quoteIdent(collation)}`]), ...(opclass === undefined || DEFAULT_CLASS.test(opclass) ? [] : [opclass]), ...(order === '' ? [] : [order])].join(' ');
}

/** `information_schema.columns.column_default`: none for a generated column. That there is one is known even where its text is not. */
export function defaultText(column: Column, table: Table, catalog: Catalog): Value {
  if (!column.default) return null;
  try {
    return expressionText(column.default, { catalog, table });
  } catch (error) {
    if (error instanceof Unknowable) return { unwritten: error.message };
    throw error;
  }
}
