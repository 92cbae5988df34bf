import { columnOf } from '../../model/catalog-lookup.js';
import type { Catalog, Table } from '../../model/catalog.js';
import type { Check, ForeignKey, PrimaryKey } from '../../model/constraint.js';
import type { PlanContext } from '../context.js';
import { quoteIdentifier, relationName } from '../print/identifier.js';
import { checkForm } from './check-form.js';
import { isCounted } from '../../model/counted.js';
import { checkClause, physicalColumns, printReferences } from './column.js';
import { constraintTriggers } from './constraint-trigger.js';
import { physicalIndexes } from './index-definition.js';
import { lateColumns } from './late-constraint.js';
import { filledLater } from './later-number.js';
import { constraintPlaces } from './own-constraints.js';
import type { PhysicalTable } from './physical.js';
import { defaultTriggers } from './default-trigger.js';
import { serialTriggers } from './serial-trigger.js';

/** The table as the target stores it; what cannot be rendered exactly is reported to the context. */
export function projectTable(table: Table, catalog: Catalog, context: PlanContext): PhysicalTable {
  const { soleKey, ofTable } = constraintPlaces(table);
  return {
    id: table.id,
    source: table,
    name: relationName(table.schema, table.name),
    columns: physicalColumns(table, catalog, context),
    constraints: ofTable.flatMap((constraint) => tableConstraint(constraint, table, catalog, context) ?? []),
    options: context.options.mapping === 'exact' && !hasLateKey(table) ? ' STRICT' : '',
    autoincrement: soleKey !== undefined && isCounted(columnOf(table, soleKey)),
    indexes: physicalIndexes(table, catalog, context),
    triggers: [...serialTriggers(table), ...defaultTriggers(table, catalog, context), ...constraintTriggers(table, catalog, context)],
  };
}

/** A key column that gets its value once its row is there is NULL until then, which no key of a STRICT table may be (https://www.sqlite.org/stricttables.html). */
function hasLateKey(table: Table): boolean {
  const key = table.constraints.find((constraint) => constraint.kind === 'primary-key');
  return key?.kind === 'primary-key' && [...filledLater(table), ...lateColumns(table)].some(({ id }) => key.columns.includes(id));
}

/** A constraint over several columns; those over one are printed with it. */
function tableConstraint(constraint: PrimaryKey | Check | ForeignKey, table: Table, catalog: Catalog, context: PlanContext): string | undefined {
  const list = (columns: readonly number[]): string => columns.map((id) => quoteIdentifier(columnOf(table, id).name)).join(', ');
  switch (constraint.kind) {
    case 'primary-key':
      return `PRIMARY KEY (${list(constraint.columns)})`;
    case 'check': {
      const form = checkForm(constraint, table, catalog, context);
      return form.kind === 'stored' ? checkClause(form) : undefined;
    }
    case 'foreign-key':
      return `FOREIGN KEY (${list(constraint.columns)}) ${printReferences(constraint, catalog)}`;
  }
}

/** `CREATE TABLE name (..)`, one column or constraint a line. */
export function createTable(table: PhysicalTable, name: string = table.name): string {
  const lines = [...table.columns.map((column) => `${quoteIdentifier(column.name)} ${column.definition}`.trimEnd()), ...table.constraints];
  return `CREATE TABLE ${quoteIdentifier(name)} (\n  ${lines.join(',\n  ')}\n)${table.options}`;
}
