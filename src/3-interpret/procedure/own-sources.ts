import type { Catalog, FunctionObject } from '../../model/catalog.js';
import { PARAMETERS } from '../../model/trigger-program.js';

/** More than one body has. */
const RANGE = 10_000;

/**
 * The body of a function as it can stand inside any statement that calls it: its FROM items have numbers of their own, and where it reads its
 * parameters names of their own, so that an argument (`f(users.id)`) still means the caller's table although the body reads one of the same name.
 */
export function withOwnSources<T>(tree: T, { id, name }: FunctionObject, catalog: Catalog): T {
  const alias = mentionsParameters(tree) ? name : undefined;
  return own(tree, RANGE * (id + 1), alias, catalog) as T;
}

type Item = Readonly<Record<string, unknown>>;

function own(value: unknown, offset: number, prefix: string | undefined, catalog: Catalog): unknown {
  if (Array.isArray(value)) return value.map((item) => own(item, offset, prefix, catalog));
  if (typeof value !== 'object' || value === null) return value;
  const copy = Object.fromEntries(Object.entries(value).map(([key, part]) => [key, key === 'type' && typeof part === 'object' ? part : own(part, offset, prefix, catalog)])) as Record<string, unknown>;
  for (const key of ['source', 'common']) if (typeof copy[key] === 'number' && copy[key] > 0) copy[key] += offset;
  if (prefix !== undefined && isFromItem(copy)) copy['alias'] = `${prefix}_${nameOf(copy, catalog)}`;
  return copy;
}

function isFromItem({ kind }: Item): boolean {
  return kind === 'table' || kind === 'common-table' || kind === 'derived' || kind === 'function';
}

function nameOf({ alias, name, relation, source }: Item, catalog: Catalog): string {
  if (typeof alias === 'string') return alias;
  if (typeof name === 'string') return name;
  const object = typeof relation === 'number' ? catalog.objects.get(relation) : undefined;
  return object?.name ?? `source${String(source)}`;
}

function mentionsParameters(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(mentionsParameters);
  if (typeof value !== 'object' || value === null) return false;
  if ('source' in value && value.source === PARAMETERS) return true;
  return Object.values(value).some(mentionsParameters);
}
