import type { TypeName } from '@pgsql/types';
import type { Catalog, Domain } from '../../model/catalog.js';
import type { DataType } from '../../model/data-type.js';
import { stringOf } from './resolve.js';

const SERIAL_TYPES: Readonly<Record<string, 'int2' | 'int4' | 'int8'>> = {
  smallserial: 'int2',
  serial2: 'int2',
  serial: 'int4',
  serial4: 'int4',
  bigserial: 'int8',
  serial8: 'int8',
};

/** `serial`, `bigserial`, `smallserial` are no types but a notation; the integer type they stand for. */
export function serialType(type: TypeName | undefined): 'int2' | 'int4' | 'int8' | undefined {
  const names = type?.names ?? [];
  return names.length === 1 ? SERIAL_TYPES[stringOf(names[0])] : undefined;
}

/** The domain that a type is, if it is one. */
export function domainOf(catalog: Catalog, type: DataType): Domain | undefined {
  if (type.kind !== 'domain') return undefined;
  const object = catalog.objects.get(type.id);
  return object?.kind === 'domain' ? object : undefined;
}
