import type { Mapping } from '../../model/dialect.js';
import type { Operand } from '../dialect.js';
import { fill, primary, type Sql } from '../sql.js';

/** A number that can be computed with: the exact mapping stores numerics as text. */
export function asNumber(operand: Operand, mapping: Mapping): Sql {
  if (mapping === 'classic' || operand.family !== 'numeric' || operand.sql.real || operand.constant === null) return operand.sql;
  if (operand.constant !== undefined) return { ...primary(/[.e]/iu.test(operand.constant) ? operand.constant : `${operand.constant}.0`), real: true };
  return { ...fill('CAST({1} AS REAL)', [operand.sql]), real: true };
}
