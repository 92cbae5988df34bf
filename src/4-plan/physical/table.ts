import { columnOf } from '../../model/catalog-lookup.js';
import type { Catalog, Constraint, Table } from '../../model/catalog.js';
import type { PlanContext } from '../context.js';
import { quoteIdentifier, relationName } from '../print/identifier.js';
import { checkForm } from './check-form.js';
import { checkClause, columnConstraints, isCounted, physicalColumn, references, soleKey } from './column.js';
import { constraintTriggers } from './constraint-trigger.js';
import { soleColumn } from './guard.js';
import { physicalIndexes } from './index-definition.js';
import type { PhysicalTable } from './physical.js';
import { serialTriggers } from './serial-trigger.js';

/** The table as the target stores it; what cannot be rendered exactly is reported to the context. */
export function projectTable(table: Table, catalog: Catalog, context: PlanContext): PhysicalTable {
  const key = soleKey(table);
  const constraintsOf = columnConstraints(table);
  return {
    id: table.id,
    source: table,
    name: relationName(table.schema, table.name),
    columns: table.columns.map((column) => physicalColumn(column, { table, own: constraintsOf(column.id) }, catalog, context)),
    constraints: table.constraints.flatMap((constraint) => tableConstraint(constraint, table, catalog, context)),
    options: context.options.mapping === 'exact' ? ' STRICT' : '',
    autoincrement: key !== undefined && isCounted(columnOf(table, key)),
    indexes: physicalIndexes(table, catalog, context),
    triggers: [...serialTriggers(table), ...constraintTriggers(table, catalog, context)],
  };
}

/** Constraints over several columns; those over one are printed with it. */
function tableConstraint(constraint: Constraint, table: Table, catalog: Catalog, context: PlanContext): readonly string[] {
  const list = (columns: readonly number[]): string => columns.map((id) => quoteIdentifier(columnOf(table, id).name)).join(', ');
  switch (constraint.kind) {
    case 'primary-key':
      return constraint.columns.length > 1 ? [`PRIMARY KEY (${list(constraint.columns)})`] : [];
    case 'check': {
      if (constraint.notEnforced || soleColumn(constraint) !== undefined) return [];
      const form = checkForm(constraint, table, catalog, context);
      return form.kind === 'stored' ? [checkClause(form)] : [];
    }
    case 'foreign-key':
      return constraint.notEnforced || constraint.columns.length === 1 ? [] : [`FOREIGN KEY (${list(constraint.columns)}) ${references(constraint, catalog)}`];
    case 'not-null':
    case 'unique':
    case 'exclusion':
      return [];
  }
}

/** `CREATE TABLE name (..)`, one column or constraint a line. */
export function createTable(table: PhysicalTable, name: string = table.name): string {
  const lines = [...table.columns.map((column) => `${quoteIdentifier(column.name)} ${column.definition}`.trimEnd()), ...table.constraints];
  return `CREATE TABLE ${quoteIdentifier(name)} (\n  ${lines.join(',\n  ')}\n)${table.options}`;
}
