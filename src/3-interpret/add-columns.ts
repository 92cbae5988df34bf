import type { Column, ObjectId, Table } from '../model/catalog.js';
import type { Call, Expr } from '../model/expression.js';
import { modifiersOf } from './analyze/type-key.js';
import type { ColumnPlan } from './column-clauses.js';
import { editTable, newPartId, tableIn, type Draft } from './draft.js';
import { addOwnedSequence, nextvalCall } from './owned-sequence.js';
import { refuse } from './refuse.js';
import { linkSerial } from './serial.js';
import { withColumn } from './with-column.js';
import { defaultExpression, generationExpression } from './stored-expression.js';

/** Names that every table has already. */
const SYSTEM_COLUMNS: ReadonlySet<string> = new Set(['tableoid', 'cmax', 'xmax', 'cmin', 'xmin', 'ctid']);

export function requireUserColumn(draft: Draft, name: string, at?: number): void {
  if (!SYSTEM_COLUMNS.has(name)) return;
  refuse(draft, 'duplicate-column', `column name "${name}" conflicts with a system column name`, { name, at });
}

interface Home {
  readonly id: ObjectId;
  readonly name: string;
  readonly schema: string;
}

/** A column without its values yet: expressions may read columns that come after it. */
export function bareColumn(draft: Draft, home: Home, plan: ColumnPlan): Column {
  requireUserColumn(draft, plan.name, plan.at);
  const id = newPartId(draft);
  const owner = { table: home.id, tableName: home.name, schema: home.schema, column: id, columnName: plan.name };
  const column: Column = { id, name: plan.name, type: plan.type, notNull: false, ...(plan.collation !== undefined && { collation: plan.collation }), ...(plan.inherited && { inherited: true }) };
  if (plan.serial) {
    const sequence = addOwnedSequence(draft, owner, plan.serial, undefined);
    return { ...column, default: nextvalCall(draft.catalog, sequence), serial: sequence.id };
  }
  if (!plan.identity) return column;
  const sequence = addOwnedSequence(draft, owner, plan.identity.type, plan.identity.options);
  return { ...column, identity: { mode: plan.identity.mode, sequence: sequence.id } };
}

/** Gives a column its default or generation expression. */
export function addValue(draft: Draft, table: ObjectId, column: number, plan: ColumnPlan): void {
  const now = tableIn(draft, table);
  const value = valueOf(draft, now, plan);
  if (!value) return;
  editTable(draft, table, (before) => withColumn(before, column, value));
  if (value.default) linkSerial(draft, table, column);
}

function valueOf(draft: Draft, table: Table, plan: ColumnPlan): Partial<Column> | undefined {
  if (plan.copied) return plan.copied;
  if (plan.default) {
    const expr = defaultExpression(draft, plan.default, plan.name, plan.type);
    return isNoDefault(expr) ? undefined : { default: expr };
  }
  if (!plan.generated) return undefined;
  const { node, stored } = plan.generated;
  return { generated: { expr: generationExpression(draft, node, { ...plan, stored }, table), stored } };
}

/** DEFAULT NULL is no default in Postgres either, unless a length or precision is applied to it: `varchar(20) DEFAULT NULL` is kept. */
export function isNoDefault(expr: Expr): boolean {
  return expr.kind === 'literal' && expr.value === null && modifiersOf(expr.type).length === 0;
}

/** `nextval('t_c_seq')` for a serial or identity column. */
export function sequenceValue(draft: Draft, column: Column): Call | undefined {
  const id = column.identity?.sequence;
  const sequence = id === undefined ? undefined : draft.catalog.objects.get(id);
  return sequence?.kind === 'sequence' ? nextvalCall(draft.catalog, sequence) : undefined;
}
