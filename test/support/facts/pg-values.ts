import type { PgType } from './schema-facts.js';

/** Session settings under which `pgSelect` prints values in one known form. */
export const PG_SESSION = `SET timezone = 'UTC'; SET datestyle = 'ISO, MDY'; SET intervalstyle = 'postgres'; SET bytea_output = 'hex'; SET extra_float_digits = 1; SET standard_conforming_strings = on`;

/** The SQL that prints a value as text: arrays and composite values as JSON, all else in Postgres' own text form. */
export function pgSelect(expression: string, type: PgType): string {
  if (type.array || type.composite) return `to_json(${expression})::text`;
  // The cast of inet to text adds the netmask that its output function leaves out.
  if (type.name === 'inet') return `CASE WHEN ${expression} IS NOT NULL THEN format('%s', ${expression}) END`;
  return `${expression}::text`;
}
