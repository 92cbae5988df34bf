import { TEXT } from '../../model/base-types.js';
import type { Catalog } from '../../model/catalog.js';
import type { DataType } from '../../model/data-type.js';
import type { Expr } from '../../model/expression.js';
import { canCoerce } from './coercion.js';
import { tryCoerce, type CoercionSite } from './coerce.js';
import { refuse } from './refuse.js';
import { baseKey, categoryOf, isPreferred, modifiersOf, sameType, typeKey, typeOfKey, withoutModifiers, type TypeKey } from './type-key.js';
import { typeName } from './type-text.js';

/**
 * The type that UNION, CASE, COALESCE, ARRAY[..], VALUES and IN lists give to all their branches (select_common_type, "UNION, CASE, and Related
 * Constructs" in the documentation). Modifiers survive when all branches share them.
 * @param what how Postgres names the construct in its error: `CASE`, `UNION`, ...
 * @throws Refusal `CASE types integer and text cannot be matched`
 */
export function commonType(exprs: readonly Expr[], what: string, site: CoercionSite): DataType {
  const first = exprs[0];
  if (!first) return TEXT;
  if (typeKey(first.type) !== 'unknown' && exprs.every((expr) => sameType(expr.type, first.type))) {
    const shared = exprs.every((expr) => sameType(expr.type, first.type, true));
    return shared ? first.type : withoutModifiers(first.type);
  }
  const key = commonKey(exprs, what, site);
  const type = key === 'unknown' ? TEXT : typeOfKey(key, site.catalog);
  return key !== 'unknown' && exprs.every((expr) => typeKey(expr.type) === key && modifiersOf(expr.type).join() === modifiersOf(first.type).join()) ? first.type : type;
}

function commonKey(exprs: readonly Expr[], what: string, site: CoercionSite): string {
  const { catalog } = site;
  const fold = foldKeys(exprs.map((expr) => typeKey(expr.type)), catalog);
  if (typeof fold === 'string') return fold;
  const names = `${typeName(typeOfKey(fold.left, catalog), catalog)} and ${typeName(typeOfKey(fold.right, catalog), catalog)}`;
  return refuse(site, 'type-mismatch', `${what} types ${names} cannot be matched`, { at: exprs[fold.position]?.at });
}

/** The common type of several, `unknown` when all are; or the first pair of different categories. */
export function foldKeys(keys: readonly TypeKey[], catalog: Catalog): TypeKey | { readonly left: TypeKey; readonly right: TypeKey; readonly position: number } {
  let key = 'unknown';
  for (const [position, given] of keys.entries()) {
    const next = baseKey(given, catalog);
    if (next === 'unknown' || next === key) continue;
    if (key === 'unknown') {
      key = next;
      continue;
    }
    if (categoryOf(key, catalog) !== categoryOf(next, catalog)) return { left: key, right: next, position };
    if (!isPreferred(key) && canCoerce(key, next, 'implicit', catalog) && !canCoerce(next, key, 'implicit', catalog)) key = next;
  }
  return key;
}

/** Converts one branch to the common type (coerce_to_common_type). */
export function coerceToCommon(expr: Expr, type: DataType, what: string, site: CoercionSite): Expr {
  const result = tryCoerce(expr, type, 'implicit', site);
  if (result) return result;
  const names = `${typeName(expr.type, site.catalog)} to ${typeName(type, site.catalog)}`;
  return refuse(site, 'type-mismatch', `${what} could not convert type ${names}`, { at: expr.at });
}
