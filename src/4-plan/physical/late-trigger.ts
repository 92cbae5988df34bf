import { BOOL } from '../../model/base-types.js';
import { columnOf } from '../../model/catalog-lookup.js';
import type { Catalog, Column, ColumnId, Table } from '../../model/catalog.js';
import type { Check } from '../../model/constraint.js';
import type { Expr } from '../../model/expression.js';
import { isFalse, nullTest } from '../../model/null-test.js';
import { NEW_ROW } from '../../model/trigger-program.js';
import { printContext, type PlanContext } from '../context.js';
import { printExpression } from '../print/expression.js';
import { quoteIdentifier, relationName } from '../print/identifier.js';
import { printing } from '../print/printing.js';
import { checkForm, overRow } from './check-form.js';
import { guardTrigger } from './constraint-trigger.js';
import { lateChecks, lateColumns } from './late-constraint.js';
import { asBefore } from './own-row.js';
import type { PhysicalTrigger } from './physical.js';
import { valuesAfter } from './trigger-firing.js';
import { composeExpression } from './trigger-rows.js';
import { shieldCondition } from './trigger-shield.js';

/** A constraint that is asked of the row as the BEFORE triggers leave it. */
interface LateConstraint {
  readonly name: string;
  readonly columns: readonly ColumnId[];
  readonly message: string;
  /** Whether a row fails, over NEW. */
  readonly fails: (over: (expr: Expr) => Expr) => Expr;
  readonly verify?: PhysicalTrigger['verify'];
}

/** When a row fails, over the row as the statement gives it. */
export interface LateCondition {
  readonly constraint: LateConstraint;
  readonly event: 'insert' | 'update';
  readonly columns: readonly ColumnId[];
  readonly fails: Expr;
}

/**
 * Triggers that hold NOT NULL and CHECKs of columns that BEFORE triggers fill: those give the row its values once it is there, and SQLite does not say
 * which AFTER trigger comes first, so that these work the values out for themselves.
 */
export function lateTriggers(conditions: readonly LateCondition[], table: Table, shield: boolean, catalog: Catalog, context: PlanContext): readonly PhysicalTrigger[] {
  const print = { ...printContext(context, catalog, table), triggerTable: table };
  return conditions.map(({ constraint: { name, message, verify }, event, columns, fails }) => {
    const own = printExpression(asBefore(fails, table, event), print);
    const when = shield && event === 'update' ? `${shieldCondition(table)} AND (${own})` : own;
    const trigger = guardTrigger({ constraint: name, table, columns, when, message }, event);
    return { ...trigger, ...(verify && { verify }) };
  });
}

export function lateConditions(table: Table, catalog: Catalog, context: PlanContext): readonly LateCondition[] {
  const constraints = [...lateColumns(table).map((column) => notNullOf(column, table)), ...lateChecks(table).map((check) => checkOf(check, table, catalog, context))];
  if (constraints.length === 0) return [];
  const print = { ...printContext(context, catalog, table), triggerTable: table };
  return (['insert', 'update'] as const).flatMap((event) => {
    const values = valuesAfter(table, event, printing(print));
    return constraints.flatMap((constraint): readonly LateCondition[] => {
      const fails = constraint.fails((expr) => composeExpression(expr, values));
      return isFalse(fails) ? [] : [{ constraint, event, columns: constraint.columns.some((id) => values.has(id)) ? [] : constraint.columns, fails }];
    });
  });
}

export function notNullMessage({ name }: Column, table: Table): string {
  return `null value in column "${name}" of relation "${table.name}" violates not-null constraint`;
}

function notNullOf(column: Column, table: Table): LateConstraint {
  const { id, name, type } = column;
  const relation = quoteIdentifier(relationName(table.schema, table.name));
  return {
    name: `${name}_not_null`,
    columns: [id],
    message: notNullMessage(column, table),
    fails: (over) => nullTest(over({ kind: 'column', source: NEW_ROW, column: id, name, type })),
    verify: { message: `rows of ${table.name} without ${name}`, sql: `NOT EXISTS (SELECT 1 FROM ${relation} WHERE ${quoteIdentifier(columnOf(table, id).name)} IS NULL)` },
  };
}

function checkOf(check: Check, table: Table, catalog: Catalog, context: PlanContext): LateConstraint {
  const relation = quoteIdentifier(relationName(table.schema, table.name));
  const form = checkForm(check, table, catalog, context);
  const verify = form.kind === 'late' && !check.notValid ? { message: `rows of ${table.name} that violate ${check.name}`, sql: `NOT EXISTS (SELECT 1 FROM ${relation} WHERE NOT (${form.row}))` } : undefined;
  return {
    name: check.name,
    columns: check.notValid ? [] : check.columns,
    message: `new row for relation "${table.name}" violates check constraint "${check.name}"`,
    fails: (over) => ({ kind: 'logical', op: 'not', args: [over(overRow(check.expr, NEW_ROW))], type: BOOL }),
    ...(verify && { verify }),
  };
}
