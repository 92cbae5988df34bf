import type { Catalog, Table } from '../../model/catalog.js';
import type { Constraint } from '../../model/constraint.js';
import { silent, type PlanContext } from '../context.js';
import type { PhysicalTable, PhysicalTrigger } from './physical.js';
import { programTriggers } from './program-trigger.js';
import { sameLateness } from './late-constraint.js';
import { remembered, sameName } from './remembered.js';
import { projectTable } from './table.js';

const tables = remembered((table: Table, _input: undefined, catalog, context) => projectTable(table, catalog, context), () => true);
const triggers = remembered(
  (_triggers: Table['triggers'], table: Table, catalog, context) => programTriggers(table, catalog, context),
  (_triggers, a, b) => sameName(a, b) && a.columns === b.columns && primaryKeyOf(a) === primaryKeyOf(b) && sameLateness(a, b),
);

function primaryKeyOf({ constraints }: Table): Constraint | undefined {
  return constraints.find(({ kind }) => kind === 'primary-key');
}

/** `projectTable` without remarks, remembered. */
export function physicalTable(table: Table, catalog: Catalog, context: PlanContext): PhysicalTable {
  return tables(table, undefined, catalog, silent(context));
}

/** `programTriggers` without remarks, remembered. */
export function physicalTriggers(table: Table, catalog: Catalog, context: PlanContext): readonly PhysicalTrigger[] {
  return triggers(table.triggers, table, catalog, silent(context));
}
