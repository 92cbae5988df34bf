import { columnOf } from '../../../src/model/catalog-lookup.js';
import type { Catalog, Column, Table } from '../../../src/model/catalog.js';
import type { DataType } from '../../../src/model/data-type.js';
import type { Random } from '../random.js';

/** Column types with values of theirs, as Postgres literals. Values repeat, so that unique keys and foreign keys meet. */
export const TYPES: Readonly<Record<string, readonly string[]>> = {
  integer: ['0', '1', '2', '3', '-7', '2147483647'],
  bigint: ['0', '1', '2', '3', '9007199254740993'],
  smallint: ['0', '1', '2', '-3'],
  text: ["''", "'a'", "'A'", "'1'", "'2'", "'it''s'", "'ünï©ode 😀'"],
  'varchar(5)': ["''", "'a'", "'2'", "'ünïß!'"],
  boolean: ['true', 'false'],
  'numeric(8,2)': ['0', '1.5', '-2.25', '2'],
  'double precision': ['0', '1.5', '-2.25'],
  uuid: ["'6ec0bd7f-11c0-43da-975e-2a8ad9ebae0b'", "'00000000-0000-4000-8000-000000000001'"],
  jsonb: ["'{}'", `'{"a": [1, null, "x"]}'`, "'null'", "'3'"],
  date: ["'2024-02-29'", "'1999-12-31'"],
  timestamptz: ["'2024-01-31 12:00:00+00'", "'2024-06-30 23:59:59.123+02'"],
  'text[]': ["'{}'", "'{a,b}'", `'{"c d",NULL}'`],
  mood: ["'sad'", "'ok'", "'happy'"],
  level: ['1', '2', '-3'],
  code: ["'a'", "'2'", "''"],
  pair: ["'(1,a)'", "ROW(2, 'b c')", "'(,)'", `'(-3,"x""y")'`, "ROW(2, NULL)"],
};

export const TABLES = ['users', 'posts', 'tags', '"Mixed Case"', 'order', 'a.b', "it's"];
/** Where a table is made now and then, and may have the name of another one. */
export const SCHEMA = 'app';
export const COLUMNS = ['a', 'b', 'c', 'd', 'e', '"Weird ""Name"""', 'select', 'id2', 'ünï', '$1; --'];
/** A column of this name takes its values from its sequence only: SQLite goes on above the numbers that somebody has given. */
export const COUNTER = 'nr';
export const ACTIONS = ['', ' ON DELETE CASCADE', ' ON DELETE SET NULL', ' ON DELETE RESTRICT', ' ON DELETE SET DEFAULT', ' ON UPDATE CASCADE', ' ON DELETE CASCADE ON UPDATE SET NULL'];

export const FIRST_MIGRATION = `CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
CREATE DOMAIN level AS integer CHECK (VALUE > -5);
CREATE DOMAIN code AS varchar(5) DEFAULT 'a';
CREATE TYPE pair AS (n integer, t text);
CREATE SCHEMA ${SCHEMA};`;

export const quoted = (name: string): string => (name.startsWith('"') ? name : `"${name}"`);
export const nameOf = (object: { readonly name: string }): string => `"${object.name.replaceAll('"', '""')}"`;
export const relationOf = (object: { readonly schema: string; readonly name: string }): string => (object.schema === 'public' ? nameOf(object) : `${object.schema}.${nameOf(object)}`);

/** Sequences are asked only where nothing else gives numbers: rejected and conflicting rows burn numbers in Postgres only. */
export function isCounted(column: Column): boolean {
  return column.identity !== undefined || column.serial !== undefined;
}

export function value(column: Column, catalog: Catalog, random: Random): string {
  return random.pick(TYPES[typeText(column.type, catalog)] ?? ['NULL']);
}

export function keyColumn(table: Table): Column | undefined {
  const key = table.constraints.find((constraint) => (constraint.kind === 'primary-key' || constraint.kind === 'unique') && constraint.columns.length === 1);
  return key && 'columns' in key ? columnOf(table, key.columns[0] as number) : undefined;
}

const NAMES: Readonly<Record<string, string>> = { int4: 'integer', int8: 'bigint', int2: 'smallint', bool: 'boolean', float8: 'double precision' };

export function typeText(type: DataType, catalog: Catalog): string {
  if (type.kind === 'array') return `${typeText(type.element, catalog)}[]`;
  if (type.kind !== 'base') return catalog.objects.get(type.id)?.name ?? 'text';
  const name = NAMES[type.name] ?? type.name;
  return type.modifiers.length > 0 ? `${name}(${type.modifiers.join(',')})` : name;
}
