import type { Catalog, CatalogObject, Table } from '../../model/catalog.js';
import { viewAsTable } from '../../model/catalog-lookup.js';
import { typeText } from '../analyze/type-text.js';
import type { Part } from './dependents.js';

function nameOf(catalog: Catalog, object: { readonly schema: string; readonly name: string }): string {
  return catalog.searchPath.includes(object.schema) ? object.name : `${object.schema}.${object.name}`;
}

/** getObjectDescription: how Postgres' messages call an object. */
export function describeObject(catalog: Catalog, object: CatalogObject): string {
  const name = nameOf(catalog, object);
  switch (object.kind) {
    case 'view':
      return `${object.materialized ? 'materialized view' : 'view'} ${name}`;
    case 'enum':
    case 'domain':
    case 'composite':
      return `type ${name}`;
    case 'function': {
      const inputs = object.parameters.filter((parameter) => parameter.mode !== 'out' && parameter.mode !== 'table');
      return `function ${name}(${inputs.map((parameter) => typeText(parameter.type, catalog)).join(',')})`;
    }
    default:
      return `${object.kind} ${name}`;
  }
}

function partName(catalog: Catalog, table: Table, kind: string, part: Exclude<Part, { kind: 'object' | 'schema' | 'extension' | 'rule' }>): string {
  const column = table.columns.find((candidate) => candidate.id === part.id)?.name ?? '';
  const on = `${kind} ${nameOf(catalog, table)}`;
  switch (part.kind) {
    case 'column':
      return `column ${column} of ${on}`;
    case 'default':
      return `default value for column ${column} of ${on}`;
    case 'constraint':
      return `constraint ${table.constraints.find((candidate) => candidate.id === part.id)?.name ?? ''} on ${on}`;
    case 'index':
      return `index ${table.indexes.find((candidate) => candidate.id === part.id)?.name ?? ''}`;
    case 'trigger':
      return `trigger ${table.triggers.find((candidate) => candidate.id === part.id)?.name ?? ''} on ${on}`;
  }
}

export function describePart(catalog: Catalog, part: Part): string {
  if (part.kind === 'schema' || part.kind === 'extension') return `${part.kind} ${part.name}`;
  const object = catalog.objects.get(part.kind === 'object' ? part.id : part.table);
  if (!object) return 'an object';
  if (part.kind === 'object') return describeObject(catalog, object);
  if (part.kind === 'rule') return `rule ${'rules' in object ? (object.rules?.find(({ id }) => id === part.id)?.name ?? '') : ''} on ${describeObject(catalog, object)}`;
  if (object.kind === 'view' && !object.materialized) return partName(catalog, viewAsTable(object), object.kind, part);
  return object.kind === 'table' ? partName(catalog, object, object.kind, part) : `${part.kind} of ${describeObject(catalog, object)}`;
}
