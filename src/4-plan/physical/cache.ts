import type { Catalog, Table } from '../../model/catalog.js';
import { silent, type PlanContext } from '../context.js';
import type { PhysicalTable, PhysicalTrigger } from './physical.js';
import { programTriggers } from './program-trigger.js';
import { remembered } from './remembered.js';
import { projectTable } from './table.js';

const tables = remembered((table: Table, _input: undefined, catalog, context) => projectTable(table, catalog, context), () => []);
const triggers = remembered((table: Table, _input: undefined, catalog, context) => programTriggers(table, catalog, context), () => []);

/** `projectTable` without remarks, remembered. */
export function physicalTable(table: Table, catalog: Catalog, context: PlanContext): PhysicalTable {
  return tables(table, undefined, catalog, silent(context));
}

/** `programTriggers` without remarks, remembered. */
export function physicalTriggers(table: Table, catalog: Catalog, context: PlanContext): readonly PhysicalTrigger[] {
  return triggers(table, undefined, catalog, silent(context));
}
