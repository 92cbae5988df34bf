import type { Catalog } from '../../model/catalog.js';
import { foldKeys } from './common-type.js';
import { isPolymorphic } from './coercion.js';
import { pgType } from './pg-tables.js';
import { baseKey, categoryOf, elementKey, type TypeKey } from './type-key.js';

/** A call's argument and result types with the polymorphic ones replaced. */
export interface Resolved {
  readonly args: readonly TypeKey[];
  readonly result: TypeKey;
}

const RANGE_TYPES: Readonly<Record<string, string>> = {
  int4: 'int4range', int8: 'int8range', numeric: 'numrange', timestamp: 'tsrange', timestamptz: 'tstzrange', date: 'daterange',
};

/**
 * enforce_generic_type_consistency(): what anyelement, anyarray, anycompatible, ... stand for in one call.
 * @returns an error in Postgres' words when the actual types do not fit together.
 */
export function resolvePolymorphic(declared: readonly TypeKey[], given: readonly TypeKey[], result: TypeKey, catalog: Catalog): Resolved | { readonly error: string } {
  if (!declared.some(isPolymorphic)) return { args: declared, result };
  const element = elementType(declared, given, catalog);
  if (typeof element === 'object') return element;
  const common = commonElement(declared, given, catalog);
  if (typeof common === 'object') return common;
  const replace = (key: TypeKey, actual: TypeKey | undefined): TypeKey => replaced(key, actual, element, common, catalog);
  return { args: declared.map((key, i) => replace(key, given[i])), result: replace(result, undefined) };
}

/** check_generic_type_consistency(): whether the actual types could fit together; untyped literals always do. */
export function polymorphicFits(declared: readonly TypeKey[], given: readonly TypeKey[], catalog: Catalog): boolean {
  if (!declared.some(isPolymorphic)) return true;
  const element = elementType(declared, given, catalog);
  if (typeof element === 'object' && (element.error !== UNDETERMINED || declared.includes('anyenum'))) return false;
  return typeof commonElement(declared, given, catalog) !== 'object';
}

const UNDETERMINED = 'could not determine polymorphic type because input has type unknown';

/** What anyelement stands for; undefined when no argument says. */
function elementType(declared: readonly TypeKey[], given: readonly TypeKey[], catalog: Catalog): TypeKey | undefined | { readonly error: string } {
  let element: TypeKey | undefined;
  let unknowns = 0;
  for (const [i, key] of declared.entries()) {
    if (!isPolymorphic(key) || key.startsWith('anycompatible')) continue;
    const actual = given[i] ?? 'unknown';
    if (actual === 'unknown') {
      unknowns++;
      continue;
    }
    const next = elementOf(key, actual, catalog);
    if (next === undefined) return { error: `argument declared ${key} is not ${article(key)} but type ${actual}` };
    if (key === 'anynonarray' && next.startsWith('_')) return { error: 'type matched to anynonarray is an array type' };
    if (key === 'anyenum' && categoryOf(next, catalog) !== 'E') return { error: `type matched to anyenum is not an enum type: ${next}` };
    if (element !== undefined && element !== next) return { error: 'arguments declared "anyelement" are not all alike' };
    element = next;
  }
  if (element === undefined && unknowns > 0) return { error: UNDETERMINED };
  return element;
}

function article(key: TypeKey): string {
  return key.includes('array') ? 'an array' : 'a range type';
}

/** The element that an actual argument implies: the array's element, the range's subtype, or the type itself. */
function elementOf(declared: TypeKey, actual: TypeKey, catalog: Catalog): TypeKey | undefined {
  if (declared.endsWith('nonarray')) return actual;
  if (declared.endsWith('array')) return elementKey(actual, catalog);
  if (declared.endsWith('multirange')) return pgType(pgType(baseKey(actual, catalog))?.range ?? '')?.subtype;
  if (declared.endsWith('range')) return pgType(baseKey(actual, catalog))?.subtype;
  return actual;
}

/** What anycompatible stands for: the common type of all such arguments. */
function commonElement(declared: readonly TypeKey[], given: readonly TypeKey[], catalog: Catalog): TypeKey | undefined | { readonly error: string } {
  const keys: TypeKey[] = [];
  for (const [i, key] of declared.entries()) {
    if (!key.startsWith('anycompatible')) continue;
    const actual = given[i] ?? 'unknown';
    const next = actual === 'unknown' ? actual : elementOf(key.slice('anycompatible'.length), actual, catalog);
    if (next === undefined) return { error: `argument declared ${key} is not ${article(key)} but type ${actual}` };
    keys.push(next);
  }
  if (keys.length === 0) return undefined;
  const fold = foldKeys(keys, catalog);
  if (typeof fold === 'object') return { error: `arguments of anycompatible family cannot be cast to a common type` };
  return fold === 'unknown' ? 'text' : fold;
}

function replaced(key: TypeKey, actual: TypeKey | undefined, element: TypeKey | undefined, common: TypeKey | undefined, catalog: Catalog): TypeKey {
  if (!isPolymorphic(key)) return key;
  const compatible = key.startsWith('anycompatible');
  const of = compatible ? common : element;
  if (of === undefined) return key;
  if (key.endsWith('nonarray')) return of;
  if (key.endsWith('array')) return of.startsWith('_') && !compatible ? of : `_${of}`;
  if (!key.endsWith('range')) return of;
  if (actual !== undefined && actual !== 'unknown' && !compatible) return baseKey(actual, catalog);
  const range = RANGE_TYPES[of] ?? key;
  return key.endsWith('multirange') ? range.replace('range', 'multirange') : range;
}
