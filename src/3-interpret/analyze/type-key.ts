import { baseType } from '../../model/base-types.js';
import type { Catalog, CompositeType, Domain, EnumType, Table, View } from '../../model/catalog.js';
import type { ArrayType, DataType, UserType } from '../../model/data-type.js';
import { pgType } from './pg-tables.js';

/**
 * A type without its modifiers, as one string: `pg_type.typname` for built-in types, `#12` for the user's type with id 12, a leading `_` for arrays.
 * Overload resolution compares types thousands of times, so it works on these.
 */
export type TypeKey = string;

/** Of the column that SEARCH adds: rows and lists of them in Postgres, what can only be sorted by here. */
export const SEARCH_PLACE = baseType('search place');

export function arrayOf(element: DataType): ArrayType {
  return { kind: 'array', element };
}

export function typeKey(type: DataType): TypeKey {
  if (type.kind === 'base') return type.name;
  return type.kind === 'array' ? `_${typeKey(type.element)}` : `#${type.id}`;
}

/** The type of a key, without modifiers. */
export function typeOfKey(key: TypeKey, catalog: Catalog): DataType {
  if (key.startsWith('_')) return arrayOf(typeOfKey(key.slice(1), catalog));
  return key.startsWith('#') ? userType(userObject(key, catalog)) : baseType(key);
}

/** What a user-defined type can be; tables and views have a row type of their own. */
export type TypeObject = EnumType | Domain | CompositeType | Table | View;

function userType(object: TypeObject): UserType {
  const kind = object.kind === 'enum' || object.kind === 'domain' ? object.kind : 'composite';
  return { kind, id: object.id };
}

function userObject(key: TypeKey, catalog: Catalog): TypeObject {
  const object = catalog.objects.get(Number(key.slice(1)));
  if (!object || object.kind === 'sequence' || object.kind === 'function') throw new Error(`${key} is no type of the catalog`);
  return object;
}

/** The enum, domain or composite type of a key, or undefined for built-in types and arrays. */
export function userTypeOf(key: TypeKey, catalog: Catalog): TypeObject | undefined {
  return key.startsWith('#') ? userObject(key, catalog) : undefined;
}

/** Domains reduced to what they are over (getBaseType); with `type.modifiers` of the base kept. */
export function baseOf(type: DataType, catalog: Catalog): DataType {
  let current = type;
  while (current.kind === 'domain') {
    const domain = userObject(`#${current.id}`, catalog);
    if (domain.kind !== 'domain') break;
    current = domain.base;
  }
  return current;
}

export function baseKey(key: TypeKey, catalog: Catalog): TypeKey {
  return key.startsWith('#') ? typeKey(baseOf(typeOfKey(key, catalog), catalog)) : key;
}

/** The key of an array's elements, looking through domains; undefined when it is no array. */
export function elementKey(key: TypeKey, catalog: Catalog): TypeKey | undefined {
  const base = baseKey(key, catalog);
  if (base === 'int2vector') return 'int2';
  if (base === 'oidvector') return 'oid';
  return base.startsWith('_') ? base.slice(1) : undefined;
}

/** `pg_type.typcategory` and `typispreferred`. A domain has its base type's. */
export function categoryOf(key: TypeKey, catalog: Catalog): string {
  if (key.startsWith('_')) return 'A';
  const user = userTypeOf(key, catalog);
  if (!user) return pgType(key)?.category ?? 'U';
  if (user.kind === 'domain') return categoryOf(baseKey(key, catalog), catalog);
  return user.kind === 'enum' ? 'E' : 'C';
}

export function isPreferred(key: TypeKey): boolean {
  return pgType(key)?.preferred ?? false;
}

/** The modifiers of a type as written; empty for all but built-in types and their arrays. */
export function modifiersOf(type: DataType): readonly number[] {
  if (type.kind === 'array') return modifiersOf(type.element);
  return type.kind === 'base' ? type.modifiers : [];
}

/** The same type without modifiers. */
export function withoutModifiers(type: DataType): DataType {
  if (type.kind === 'array') return modifiersOf(type).length > 0 ? arrayOf(withoutModifiers(type.element)) : type;
  return type.kind === 'base' && type.modifiers.length > 0 ? baseType(type.name) : type;
}

/** Equal types; modifiers count only when `exactly`. */
export function sameType(a: DataType, b: DataType, exactly = false): boolean {
  if (a === b) return true;
  return typeKey(a) === typeKey(b) && (!exactly || modifiersOf(a).join() === modifiersOf(b).join());
}
