import type { Node } from '@pgsql/types';
import { findName } from '../../../model/catalog-lookup.js';
import { writtenList } from '../../catalog/resolve.js';
import type { Environment } from './environment.js';
import type { Value } from './value.js';

/** `enum_range(NULL::mood)`: the labels of the type that the argument is cast to. */
export function labelsAsked(name: string, [arg, ...others]: readonly Node[], { catalog }: Environment): Value | undefined {
  if (!['enum_range', 'enum_first', 'enum_last'].includes(name) || !arg || !('TypeCast' in arg) || others.length > 0) return undefined;
  const written = writtenList(arg.TypeCast.typeName?.names);
  const object = catalog.objects.get(findName(catalog, 'type', written.schema, written.name)?.id ?? -1);
  if (object?.kind !== 'enum') return undefined;
  const labels = object.values.map(({ label }) => label);
  return name === 'enum_range' ? labels : ((name === 'enum_first' ? labels[0] : labels.at(-1)) ?? null);
}
