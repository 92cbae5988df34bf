import type { BaseType } from './data-type.js';

const known = new Map<string, BaseType>();

/** A built-in or extension type without modifiers, by its `pg_type.typname`: the same object each time, so that it can be compared by identity. */
export function baseType(name: string): BaseType {
  const found = known.get(name);
  if (found) return found;
  const type: BaseType = { kind: 'base', name, modifiers: [] };
  known.set(name, type);
  return type;
}

export const BIT = baseType('bit');
export const BOOL = baseType('bool');
export const DATE = baseType('date');
export const FLOAT8 = baseType('float8');
export const INT4 = baseType('int4');
export const INT8 = baseType('int8');
export const INTERVAL = baseType('interval');
export const JSON_DOCUMENT = baseType('json');
export const JSONB = baseType('jsonb');
export const NUMERIC = baseType('numeric');
export const RECORD = baseType('record');
export const TEXT = baseType('text');
export const TID = baseType('tid');
export const TIME = baseType('time');
export const TIMESTAMP = baseType('timestamp');
export const UNKNOWN = baseType('unknown');
export const VOID = baseType('void');
