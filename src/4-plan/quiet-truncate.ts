import { objectOf } from '../model/catalog-lookup.js';
import type { Catalog, Table, Trigger } from '../model/catalog.js';
import type { DataStatement } from '../model/query.js';
import type { PlanContext } from './context.js';
import { physicalTriggers } from './physical/cache.js';
import type { PhysicalTrigger } from './physical/physical.js';
import { quoteIdentifier } from './print/identifier.js';
import { truncatedTables } from './print/truncate.js';

/** TRUNCATE fires no trigger for rows, but the DELETE that it becomes would: they are away for so long. */
export function quietTruncate(statement: DataStatement, printed: readonly string[], catalog: Catalog, context: PlanContext): readonly string[] {
  if (statement.kind !== 'truncate') return printed;
  const triggers = truncatedTables(statement, catalog).flatMap((id) => firedByDelete(objectOf(catalog, id, 'table'), catalog, context));
  return [...triggers.map(({ name }) => `DROP TRIGGER ${quoteIdentifier(name)}`), ...printed, ...triggers.map(({ sql }) => sql)];
}

/** Those that would not be there if none said what to do for DELETE. */
function firedByDelete(table: Table, catalog: Catalog, context: PlanContext): readonly PhysicalTrigger[] {
  if (!table.triggers.some(({ events }) => events.includes('delete'))) return [];
  const others = new Set(physicalTriggers({ ...table, triggers: table.triggers.map(withoutDelete) }, catalog, context).map(({ name }) => name));
  return physicalTriggers(table, catalog, context).filter(({ name }) => !others.has(name));
}

function withoutDelete(trigger: Trigger): Trigger {
  const { program } = trigger;
  if (program?.kind === 'lowered') return { ...trigger, program: { ...program, bodies: program.bodies.filter(({ event }) => event !== 'delete') } };
  return trigger.events.some((event) => event !== 'delete') ? trigger : { ...trigger, enabled: false };
}
