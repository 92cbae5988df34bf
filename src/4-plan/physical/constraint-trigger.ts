import { columnOf } from '../../model/catalog-lookup.js';
import type { Catalog, Column, ColumnId, Table } from '../../model/catalog.js';
import type { Exclusion, NotNull } from '../../model/constraint.js';
import type { PlanContext } from '../context.js';
import { quoteIdentifier, quoteLiteral, relationName } from '../print/identifier.js';
import { checkForm, domainForms, type CheckForm } from './check-form.js';
import { exclusionForm, type ExclusionForm } from './exclusion.js';
import type { PhysicalTrigger } from './physical.js';

/** Triggers that hold the constraints for which SQLite has no form of its own: they come after the row, so that its numbers and defaults are there. */
export function constraintTriggers(table: Table, catalog: Catalog, context: PlanContext): readonly PhysicalTrigger[] {
  const found: PhysicalTrigger[] = [];
  for (const constraint of table.constraints) {
    if (constraint.kind === 'check' && !constraint.notEnforced) found.push(...checkTriggers(checkForm(constraint, table, catalog, context), constraint.columns, table, constraint.notValid));
    if (constraint.kind === 'not-null' && constraint.notValid) found.push(...notNullTriggers(constraint, table));
    if (constraint.kind === 'exclusion') found.push(...exclusionTriggers(constraint, table, catalog, context));
  }
  for (const column of table.columns) {
    if (column.type.kind === 'domain' || column.type.kind === 'array') found.push(...domainTriggers(column, table, domainForms(column, table, catalog, context)));
  }
  return found;
}

/** Several columns may be of one domain, and domains of one name's CHECKs stand upon each other. */
function domainTriggers(column: Column, table: Table, forms: readonly CheckForm[]): readonly PhysicalTrigger[] {
  const names = forms.map((form) => (form.kind === 'trigger' ? form.name : undefined));
  return forms.flatMap((form, i) => {
    const name = `${column.name}_${names[i] ?? ''}${names.indexOf(names[i]) === i ? '' : `_${i + 1}`}`;
    return checkTriggers(form, [column.id], table, false, name);
  });
}

function checkTriggers(form: CheckForm, columns: readonly ColumnId[], table: Table, notValid: boolean, named?: string): readonly PhysicalTrigger[] {
  if (form.kind !== 'trigger') return [];
  const name = quoteIdentifier(relationName(table.schema, table.name));
  const message = form.message ?? `new row for relation "${table.name}" violates check constraint "${form.name}"`;
  const verify = notValid ? {} : { verify: { message: `rows of ${table.name} that violate ${form.name}`, sql: `NOT EXISTS (SELECT 1 FROM ${name} WHERE NOT (${form.row}))` } };
  // A row that was there before may fail whatever is changed of it.
  return onWrite({ constraint: named ?? form.name, table, columns: notValid ? [] : columns, when: `NOT (${form.fresh})`, message }).map((trigger) => ({ ...trigger, ...verify }));
}

/** Rows that were there before may be NULL until something is changed of them. */
function notNullTriggers({ name, column }: NotNull, table: Table): readonly PhysicalTrigger[] {
  const read = columnOf(table, column).name;
  const message = `null value in column "${read}" of relation "${table.name}" violates not-null constraint`;
  return onWrite({ constraint: name, table, columns: [], when: `NEW.${quoteIdentifier(read)} IS NULL`, message });
}

function exclusionTriggers(exclusion: Exclusion, table: Table, catalog: Catalog, context: PlanContext): readonly PhysicalTrigger[] {
  const form = exclusionForm(exclusion, table, catalog, context);
  if (!form) return [];
  const message = `conflicting key value violates exclusion constraint "${exclusion.name}"`;
  const verify = { message: `rows of ${table.name} that violate ${exclusion.name}`, sql: `NOT ${form.anyTwo}` };
  const bounds = form.reversed === undefined ? [] : onWrite({ constraint: `${exclusion.name}_bounds`, table, columns: form.columns, when: form.reversed, message: REVERSED });
  return [...onWrite({ constraint: exclusion.name, table, columns: form.columns, when: form.another, message }).map((trigger) => ({ ...trigger, verify })), ...bounds, ...emptyTriggers(exclusion, form, table)];
}

/** The period of a temporal key. */
function emptyTriggers({ name }: Exclusion, { empty, columns }: ExclusionForm, table: Table): readonly PhysicalTrigger[] {
  if (!empty) return [];
  const message = `empty WITHOUT OVERLAPS value found in column "${empty.period}" in relation "${table.name}"`;
  return onWrite({ constraint: `${name}_empty`, table, columns, when: empty.fresh, message }).map((trigger) => ({ ...trigger, verify: { message, sql: `NOT ${empty.any}` } }));
}

const REVERSED = 'range lower bound must be less than or equal to range upper bound';

export interface Guarded {
  readonly constraint: string;
  readonly table: Table;
  readonly columns: readonly ColumnId[];
  readonly when: string;
  readonly message: string;
}

function onWrite(guarded: Guarded): readonly PhysicalTrigger[] {
  return (['insert', 'update'] as const).map((event) => guardTrigger(guarded, event));
}

/** A generated column is written with the columns that it reads, so that its name does not say when. */
export function guardTrigger({ constraint, table, columns, when, message }: Guarded, event: 'insert' | 'update'): PhysicalTrigger {
  const relation = relationName(table.schema, table.name);
  const read = columns.map((id) => columnOf(table, id));
  const of = read.length === 0 || read.some(({ generated }) => generated) ? '' : ` OF ${read.map(({ name }) => quoteIdentifier(name)).join(', ')}`;
  const name = `${relation}_${constraint}_${event}`;
  const head = `CREATE TRIGGER ${quoteIdentifier(name)} AFTER ${event.toUpperCase()}${event === 'update' ? of : ''} ON ${quoteIdentifier(relation)} FOR EACH ROW WHEN ${when}`;
  return { name, sql: `${head} BEGIN SELECT RAISE(ABORT, ${quoteLiteral(message)}); END` };
}
