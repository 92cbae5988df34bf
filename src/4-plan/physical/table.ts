import { columnOf } from '../../model/catalog-lookup.js';
import type { Catalog, Constraint, Table } from '../../model/catalog.js';
import { printContext, type PlanContext } from '../context.js';
import type { PrintContext } from '../print/context.js';
import { quoteIdentifier, relationName } from '../print/identifier.js';
import { printStored } from '../print/stored-expression.js';
import { columnConstraints, isCounted, physicalColumn, references, soleKey } from './column.js';
import { soleColumn } from './guard.js';
import { physicalIndexes } from './index-definition.js';
import type { PhysicalTable } from './physical.js';
import { serialTriggers } from './serial-trigger.js';

/** The table as the target stores it; what cannot be rendered exactly is reported to the context. */
export function projectTable(table: Table, catalog: Catalog, context: PlanContext): PhysicalTable {
  const print = printContext(context, catalog, table);
  const key = soleKey(table);
  const constraintsOf = columnConstraints(table);
  return {
    id: table.id,
    source: table,
    name: relationName(table.schema, table.name),
    columns: table.columns.map((column) => physicalColumn(column, { table, own: constraintsOf(column.id) }, catalog, context)),
    constraints: table.constraints.flatMap((constraint) => tableConstraint(constraint, table, catalog, print)),
    options: context.options.mapping === 'exact' ? ' STRICT' : '',
    autoincrement: key !== undefined && isCounted(columnOf(table, key)),
    indexes: physicalIndexes(table, catalog, context),
    triggers: serialTriggers(table),
  };
}

/** Constraints over several columns; those over one are printed with it. */
function tableConstraint(constraint: Constraint, table: Table, catalog: Catalog, context: PrintContext): readonly string[] {
  const list = (columns: readonly number[]): string => columns.map((id) => quoteIdentifier(columnOf(table, id).name)).join(', ');
  switch (constraint.kind) {
    case 'primary-key':
      return constraint.columns.length > 1 ? [`PRIMARY KEY (${list(constraint.columns)})`] : [];
    case 'check':
      return constraint.notEnforced || soleColumn(constraint) !== undefined
        ? []
        : [`CONSTRAINT ${quoteIdentifier(constraint.name)} CHECK (${printStored(constraint.expr, 'CHECK', context)})`];
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
