import type { Column, Table } from '../../model/catalog.js';
import { quoteIdentifier } from '../print/identifier.js';
import { guardTrigger } from './constraint-trigger.js';
import { notNullMessage } from './late-trigger.js';
import type { PhysicalTrigger } from './physical.js';

/** NOT NULL of a column that gets its value once the row is there. Of one that a BEFORE trigger may give another value yet it is not known here. */
export function isRequiredLater({ id, notNull }: Column, { triggers }: Table): boolean {
  return notNull && !triggers.some(({ enabled, program }) => enabled && program?.kind === 'lowered' && program.bodies.some(({ assignments }) => assignments.some(({ column }) => column === id)));
}

/** The column itself may be NULL until it has its value: what is written later may not. */
export function staysThere(column: Column, table: Table): PhysicalTrigger {
  return guardTrigger({ constraint: `${column.name}_not_null`, table, columns: [column.id], when: `NEW.${quoteIdentifier(column.name)} IS NULL`, message: notNullMessage(column, table) }, 'update');
}
