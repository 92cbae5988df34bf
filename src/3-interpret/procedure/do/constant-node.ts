import type { Node } from '@pgsql/types';
import { isMoment, textOfValue, type Value } from './value.js';

/** The value as it would be written; undefined for what has no plain constant. */
export function constantNode(value: Value): Node | undefined {
  if (value === null) return { A_Const: { isnull: true } };
  if (typeof value === 'boolean') return { A_Const: { boolval: { boolval: value } } };
  if (typeof value === 'number') return Number.isInteger(value) && Math.abs(value) < 2 ** 31 ? { A_Const: { ival: { ival: value } } } : { A_Const: { fval: { fval: String(value) } } };
  return typeof value === 'string' ? { A_Const: { sval: { sval: value } } } : undefined;
}

/** The value as a function is given it: a date with its type, `'2024-01-31'::date`. */
export function argumentNode(value: Value): Node | undefined {
  if (!isMoment(value)) return constantNode(value);
  const arg = constantNode(textOfValue(value));
  return arg && { TypeCast: { arg, typeName: { names: [{ String: { sval: 'pg_catalog' } }, { String: { sval: value.moment } }], typemod: -1 } } };
}
