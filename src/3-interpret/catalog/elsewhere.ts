import type { Catalog } from '../../model/catalog.js';

/** Where a relation of this name is that was looked for in another schema, for the help of a refusal. */
export function foundElsewhere(catalog: Catalog, schema: string | undefined, name: string): string | undefined {
  const other = catalog.objects.values().find((object) => (object.kind === 'table' || object.kind === 'view' || object.kind === 'sequence') && object.name === name && object.schema !== schema);
  if (!other) return undefined;
  const path = schema === undefined ? ', or SET search_path in this file too: each migration starts with that of a new session' : '';
  return `It is in the schema "${other.schema}": write ${other.schema}.${name}${path}.`;
}
