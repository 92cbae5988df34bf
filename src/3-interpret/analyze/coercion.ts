import type { Catalog } from '../../model/catalog.js';
import { pgCast } from './pg-tables.js';
import { baseKey, categoryOf, elementKey, SEARCH_PLACE, userTypeOf, type TypeKey } from './type-key.js';

/** Who asks for the conversion: an operator or function, an INSERT/UPDATE target, or a written cast. */
export type CoercionContext = 'implicit' | 'assignment' | 'explicit';

/** How a conversion is done: binary compatible, by a function, through the text form, or element by element. */
export type Pathway = 'relabel' | 'function' | 'text' | 'array';

const RANK = { i: 0, a: 1, e: 2 } as const;
const CONTEXT_RANK: Readonly<Record<CoercionContext, number>> = { implicit: 0, assignment: 1, explicit: 2 };

const POLYMORPHIC = new Set([
  'anyelement', 'anyarray', 'anynonarray', 'anyenum', 'anyrange', 'anymultirange',
  'anycompatible', 'anycompatiblearray', 'anycompatiblenonarray', 'anycompatiblerange', 'anycompatiblemultirange',
]);

export function isPolymorphic(key: TypeKey): boolean {
  return POLYMORPHIC.has(key);
}

/** find_coercion_pathway(): how to get from one type to the other in this context, or undefined. */
export function coercionPathway(source: TypeKey, target: TypeKey, context: CoercionContext, catalog: Catalog): Pathway | undefined {
  const from = baseKey(source, catalog);
  const to = baseKey(target, catalog);
  if (from === to) return 'relabel';
  const cast = pgCast(from, to);
  if (cast) {
    if (RANK[cast.context] > CONTEXT_RANK[context]) return undefined;
    return cast.method === 'b' ? 'relabel' : cast.method === 'i' ? 'text' : 'function';
  }
  return arrayPathway(from, to, context, catalog) ?? textPathway(from, to, context, catalog);
}

function arrayPathway(from: TypeKey, to: TypeKey, context: CoercionContext, catalog: Catalog): Pathway | undefined {
  if (!from.startsWith('_') || !to.startsWith('_')) return undefined;
  return coercionPathway(from.slice(1), to.slice(1), context, catalog) === undefined ? undefined : 'array';
}

/** Assignment to a string type, and explicit casts from or to one, go through the type's text form. */
function textPathway(from: TypeKey, to: TypeKey, context: CoercionContext, catalog: Catalog): Pathway | undefined {
  if (context === 'implicit' || isPseudo(from) || isPseudo(to)) return undefined;
  if (categoryOf(to, catalog) === 'S') return 'text';
  return context === 'explicit' && categoryOf(from, catalog) === 'S' ? 'text' : undefined;
}

function isPseudo(key: TypeKey): boolean {
  return key === 'unknown' || key === 'void' || key === 'any' || key === SEARCH_PLACE.name || isPolymorphic(key);
}

/** can_coerce_type(): polymorphic targets accept here and are judged together later. */
export function canCoerce(source: TypeKey, target: TypeKey, context: CoercionContext, catalog: Catalog): boolean {
  if (source === target || target === 'any' || source === 'unknown' || isPolymorphic(target)) return true;
  if (coercionPathway(source, target, context, catalog) !== undefined) return true;
  if (source === 'record' && isComposite(target, catalog)) return true;
  if (target === 'record') return isComposite(source, catalog);
  return target === '_record' && isComposite(elementKey(source, catalog) ?? '', catalog);
}

export function isComposite(key: TypeKey, catalog: Catalog): boolean {
  const kind = userTypeOf(baseKey(key, catalog), catalog)?.kind;
  return kind === 'composite' || kind === 'table' || kind === 'view';
}
