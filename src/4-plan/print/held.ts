import type { Table } from '../../model/catalog.js';
import { quoteLiteral, relationName } from './identifier.js';

/** Values that triggers put aside while they are at work, by the names of the tables and triggers. */
export const HELD_VALUES = '__tm_held';

/** `INSERT INTO __tm_held (name, value) SELECT 'orders a 1', .. WHERE ..` */
export function hold(name: string, value: string, guard: string | undefined, table: Table): string {
  return `INSERT INTO ${HELD_VALUES} (name, value) SELECT ${key(name, table)}, ${value}${guard === undefined ? '' : ` WHERE ${guard}`}`;
}

/** `UPDATE __tm_held SET value = .. WHERE rowid = (SELECT max(rowid) ..)`: in the place of the last one. */
export function holdAgain(name: string, value: string, guard: string | undefined, table: Table): string {
  return `UPDATE ${HELD_VALUES} SET value = ${value} WHERE rowid = (SELECT max(rowid) FROM ${HELD_VALUES} WHERE name = ${key(name, table)})${guard === undefined ? '' : ` AND (${guard})`}`;
}

/** The value that was put aside last under this name. */
export function heldValue(name: string, table: Table): string {
  return `(SELECT value FROM ${HELD_VALUES} WHERE name = ${key(name, table)} ORDER BY rowid DESC LIMIT 1)`;
}

/** What was put aside since the last beginning under this name. */
export function forgetHeld(name: string, table: Table): string {
  return `DELETE FROM ${HELD_VALUES} WHERE rowid >= (SELECT max(rowid) FROM ${HELD_VALUES} WHERE name = ${key(name, table)})`;
}

function key(name: string, { schema, name: table }: Table): string {
  return quoteLiteral(`${relationName(schema, table)} ${name}`);
}
