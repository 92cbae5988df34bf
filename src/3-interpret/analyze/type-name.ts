import type { Node, TypeName } from '@pgsql/types';
import { baseType } from '../../model/base-types.js';
import type { Catalog } from '../../model/catalog.js';
import { findName } from '../../model/catalog-lookup.js';
import type { BaseType, DataType } from '../../model/data-type.js';
import { pgType, pgTypeNames } from './pg-tables.js';
import { helpFromExtensions } from '../catalog/unread-extensions.js';
import { helpForSchema } from '../catalog/unknown-schema.js';
import { didYouMean, refuse, type Site } from './refuse.js';
import { arrayOf, typeOfKey } from './type-key.js';

/**
 * The type that a written name means: built-in and extension types, the catalog's enums, domains, composite types and row types by search path,
 * with modifiers and array bounds. `serial` and its like are no types; the caller handles them.
 * @param site the file, for the refusal
 * @throws Refusal `type "x" does not exist`
 */
export function resolveTypeName(node: TypeName, catalog: Catalog, site: Site): DataType {
  const names = (node.names ?? []).map((part) => ('String' in part ? (part.String.sval ?? '') : ''));
  const name = names.at(-1) ?? '';
  const schema = names.length > 1 ? names.at(-2) : undefined;
  const found = node.pct_type ? columnType(names, catalog) : findType(schema, name, catalog);
  if (!found && node.pct_type) return refuse(site, 'unknown-column', `there is no column ${names.join('.')} whose type could be taken`, { at: node.location, length: names.join('.').length });
  if (!found) return unknownType(names, node, catalog, site);
  const element = found.kind === 'base' ? withTypmods(found, node.typmods ?? [], node, site) : found;
  return node.arrayBounds?.length ? arrayOf(element) : element;
}

/** `table.column%TYPE`; undefined where there is no such table or column. */
export function columnType(names: readonly string[], catalog: Catalog): DataType | undefined {
  const table = findType(names.at(-3), names.at(-2) ?? '', catalog);
  const object = table?.kind === 'composite' ? catalog.objects.get(table.id) : undefined;
  const columns = object?.kind === 'table' || object?.kind === 'view' ? object.columns : [];
  return columns.find(({ name }) => name === names.at(-1))?.type;
}

/** A type by its name, or undefined. `_int4` is the array of int4. */
export function findType(schema: string | undefined, name: string, catalog: Catalog): DataType | undefined {
  if (schema === undefined || schema === 'pg_catalog') {
    const type = pgType(name);
    if (type && (type.extension === undefined || schema === undefined)) {
      // A user's own type hides an extension's that no migration has created.
      if (type.extension === undefined || catalog.extensions.has(type.extension)) return baseType(name);
    }
  }
  const entry = findName(catalog, 'type', schema, name) ?? findName(catalog, 'relation', schema, name);
  const object = entry && catalog.objects.get(entry.id);
  if (object && object.kind !== 'function' && object.kind !== 'sequence') return typeOfKey(`#${object.id}`, catalog);
  if (schema !== 'pg_catalog' && pgType(name)?.extension !== undefined) return baseType(name);
  if (!name.startsWith('_')) return undefined;
  const element = findType(schema, name.slice(1), catalog);
  return element && arrayOf(element);
}

function unknownType(names: readonly string[], node: TypeName, catalog: Catalog, site: Site): never {
  const [full, name = '', schema] = [names.join('.'), names.at(-1), names.at(-2)];
  if (schema !== undefined && schema !== 'pg_catalog' && !catalog.schemas.has(schema)) {
    return refuse(site, 'unknown-schema', `schema "${schema}" does not exist`, { at: node.location, length: schema.length, help: helpForSchema(schema, catalog) });
  }
  const known = new Set(pgTypeNames());
  for (const object of catalog.objects.values()) if (object.kind === 'enum' || object.kind === 'domain' || object.kind === 'composite') known.add(object.name);
  return refuse(site, 'unknown-type', `type "${full}" does not exist`, { at: node.location, length: full.length, help: didYouMean(name, known) ?? helpFromExtensions(catalog) });
}

/** `(20)`, `(10,2)`: checked and completed as each type's typmodin function does. */
function withTypmods(type: BaseType, nodes: readonly Node[], node: TypeName, site: Site): BaseType {
  // geometry(Point, 4326): only numbers are kept of what an extension understands by itself.
  const own = pgType(type.name)?.extension !== undefined;
  const constants = own ? nodes.filter((typmod) => 'A_Const' in typmod) : nodes;
  const modifiers = constants.map((typmod) => ('A_Const' in typmod ? (typmod.A_Const.ival?.ival ?? 0) : Number.NaN));
  if (modifiers.length === 0) return type;
  const bad = (message: string): never => refuse(site, 'invalid-type-modifier', message, { at: node.location });
  const [first = 0, second] = modifiers;
  if (modifiers.some(Number.isNaN)) bad('type modifiers must be simple constants or identifiers');
  if (/^(?:varchar|bpchar|bit|varbit)$/.test(type.name) && first < 1) bad(`length for type ${type.name === 'bpchar' ? 'char' : type.name} must be at least 1`);
  if (/^(?:varchar|bpchar)$/.test(type.name) && first > 10_485_760) bad(`length for type ${type.name === 'bpchar' ? 'char' : type.name} cannot exceed 10485760`);
  if (type.name === 'numeric' && (first < 1 || first > 1000)) bad(`NUMERIC precision ${first} must be between 1 and 1000`);
  if (type.name === 'numeric' && second !== undefined && (second < -1000 || second > 1000)) bad(`NUMERIC scale ${second} must be between -1000 and 1000`);
  if (!acceptsModifiers(type)) bad(`type modifier is not allowed for type "${type.name}"`);
  // numeric(10) is numeric(10,0); fractional seconds are kept to at most six digits.
  const complete = type.name === 'numeric' && second === undefined ? [first, 0] : type.name.startsWith('time') ? [Math.min(first, 6)] : modifiers;
  return { kind: 'base', name: type.name, modifiers: complete };
}

function acceptsModifiers({ name }: BaseType): boolean {
  return /^(?:varchar|bpchar|bit|varbit|numeric|time|timetz|timestamp|timestamptz|interval)$/.test(name) || pgType(name)?.extension !== undefined;
}
