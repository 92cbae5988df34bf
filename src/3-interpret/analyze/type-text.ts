import type { Catalog } from '../../model/catalog.js';
import type { BaseType, DataType } from '../../model/data-type.js';
import { userTypeOf } from './type-key.js';

/** Names that format_type() spells differently from pg_type.typname. */
const SPELLINGS: Readonly<Record<string, string>> = {
  bool: 'boolean', bpchar: 'character', char: '"char"', float4: 'real', float8: 'double precision', int2: 'smallint', int4: 'integer', int8: 'bigint',
  varbit: 'bit varying', varchar: 'character varying', timestamp: 'timestamp without time zone', timestamptz: 'timestamp with time zone',
  time: 'time without time zone', timetz: 'time with time zone',
};

/** The interval fields by the bit mask of their modifier. */
const INTERVAL_FIELDS: Readonly<Record<number, string>> = {
  4: 'year', 2: 'month', 8: 'day', 1024: 'hour', 2048: 'minute', 4096: 'second', 6: 'year to month', 1032: 'day to hour', 3080: 'day to minute',
  7176: 'day to second', 3072: 'hour to minute', 7168: 'hour to second', 6144: 'minute to second',
};

/**
 * The name of a type as Postgres' format_type() gives it: `character varying(20)`, `timestamp(3) with time zone`, `integer[]`.
 * User-defined types carry their schema when it is not on the search path.
 */
export function typeText(type: DataType, catalog: Catalog): string {
  if (type.kind === 'array') return `${typeText(type.element, catalog)}[]`;
  if (type.kind === 'base') return baseText(type);
  const object = userTypeOf(`#${type.id}`, catalog);
  if (!object) return `type ${type.id}`;
  const quoted = quoteName(object.name);
  return catalog.searchPath.includes(object.schema) ? quoted : `${quoteName(object.schema)}.${quoted}`;
}

/** The name alone, as error messages give it (format_type_be): `character varying`, `integer[]`. */
export function typeName(type: DataType, catalog: Catalog): string {
  if (type.kind === 'array') return `${typeName(type.element, catalog)}[]`;
  return type.kind === 'base' ? (SPELLINGS[type.name] ?? type.name) : typeText(type, catalog);
}

function quoteName(name: string): string {
  return /^[a-z_][a-z0-9_$]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}

function baseText({ name, modifiers }: BaseType): string {
  const spelled = SPELLINGS[name] ?? name;
  // Without a length these two are not what their SQL names mean, so Postgres writes the internal ones.
  if (modifiers.length === 0 && (name === 'bpchar' || name === 'bit')) return name === 'bit' ? '"bit"' : 'bpchar';
  if (modifiers.length === 0) return spelled;
  if (name === 'interval') return intervalText(modifiers);
  const list = `(${modifiers.join(',')})`;
  const [first = '', ...rest] = spelled.split(' ');
  return name.startsWith('time') ? [first + list, ...rest].join(' ') : spelled + list;
}

function intervalText([mask = 32_767, precision]: readonly number[]): string {
  const fields = INTERVAL_FIELDS[mask];
  return `interval${fields === undefined ? '' : ` ${fields}`}${precision === undefined ? '' : `(${precision})`}`;
}
