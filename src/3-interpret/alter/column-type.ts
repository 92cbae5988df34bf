import type { AlterTableCmd } from '@pgsql/types';
import { OWN_TABLE, type ColumnRef, type Expr } from '../../model/expression.js';
import type { Column, ColumnId, Index, ObjectId, Table } from '../../model/catalog.js';
import type { Constraint } from '../../model/constraint.js';
import type { DataType } from '../../model/data-type.js';
import { columnOf, referencesTo } from '../../model/catalog-lookup.js';
import { mentionsOfPart } from '../../model/mentions.js';
import { tryCoerce } from '../analyze/coerce.js';
import { sameType } from '../analyze/type-key.js';
import { typeText } from '../analyze/type-text.js';
import type { Alteration } from '../alter-table.js';
import { readsColumn, retypeColumn } from '../catalog/expression-tree.js';
import { describeObject } from '../catalog/describe.js';
import { collationOf, columnType } from '../column-clauses.js';
import { comparableKeys } from '../constraints/foreign-key.js';
import { editTable, put, tableIn, type Draft } from '../draft.js';
import { refuse } from '../refuse.js';
import { storedExpression } from '../stored-expression.js';
import { readAgain } from './read-again.js';
import { columnOfCommand } from './column.js';

/** `ALTER COLUMN c [SET DATA] TYPE type [COLLATE ..] [USING expr]` */
export function alterColumnType(alteration: Alteration, command: AlterTableCmd): void {
  const { draft } = alteration;
  const { table, column } = columnOfCommand(alteration, command);
  const def = command.def && 'ColumnDef' in command.def ? command.def.ColumnDef : {};
  const type = columnType(draft, def.typeName, column.name);
  if (column.generated && def.raw_default) {
    refuse(draft, 'invalid-table-definition', 'cannot specify USING when altering type of generated column', { name: column.name });
  }
  requireUnused(draft, table, column);
  requireFirstChange(alteration, column);
  const value = column.generated ? undefined : newValue(alteration, column, type, def.raw_default);
  const next: Column = { ...retyped(draft, column, type), ...collationOf(def) };
  editTable(draft, table.id, (before) => withRetyped(before, next));
  alteration.schedule('index', () => readAgain(alteration, column));
  alterSequence(draft, column, type);
  requireForeignKeys(draft, table.id, column.id);
  if (value && !(value.kind === 'column' && value.column === column.id)) rewrite(draft, table, column, value);
  else if (next.generated) rewrite(draft, table, column, next.generated.expr);
  else forget(draft, table, column);
}

/** All values of one statement are computed from the row as it was, so that the last one named for a column is the one that stays. */
function rewrite(draft: Draft, table: Table, column: Column, value: Expr): void {
  forget(draft, table, column);
  draft.rows.push({ table: table.id, column: column.id, value });
}

function forget(draft: Draft, table: Table, column: Column): void {
  const earlier = draft.rows.findIndex((row) => row.table === table.id && row.column === column.id);
  if (earlier >= 0) draft.rows.splice(earlier, 1);
}

/** A type may be named twice in one statement, but changed only once. */
function requireFirstChange({ draft, original }: Alteration, column: Column): void {
  const old = original.columns.find(({ id }) => id === column.id);
  if (old && !sameType(old.type, column.type, true)) refuse(draft, 'invalid-table-definition', `cannot alter type of column "${column.name}" twice`, { name: column.name });
}

function newValue({ draft, original }: Alteration, column: Column, type: DataType, using: Parameters<typeof storedExpression>[1] | undefined): Expr {
  const site = { catalog: draft.catalog, file: draft.statement.file };
  const old = original.columns.find((candidate) => candidate.id === column.id) ?? column;
  const own: ColumnRef = { kind: 'column', source: OWN_TABLE, column: column.id, name: old.name, type: old.type };
  const expr = using ? storedExpression(draft, using, original, 'using') : own;
  const value = tryCoerce(expr, type, 'assignment', site);
  if (value) return value;
  const target = typeText(type, draft.catalog);
  if (using) {
    return refuse(draft, 'type-mismatch', `result of USING clause for column "${column.name}" cannot be cast automatically to type ${target}`, {
      at: expr.at,
      help: 'You might need to add an explicit cast.',
    });
  }
  return refuse(draft, 'type-mismatch', `column "${column.name}" cannot be cast automatically to type ${target}`, {
    name: column.name,
    help: `You might need to specify "USING ${column.name}::${target}".`,
  });
}

/** The column with its new type; its default is converted, as far as Postgres does so by itself. */
function retyped(draft: Draft, column: Column, type: DataType): Column {
  const { default: old, generated, ...rest } = column;
  const site = { catalog: draft.catalog, file: draft.statement.file };
  if (generated) {
    const expr = tryCoerce(withoutImplicitCasts(generated.expr), type, 'assignment', site);
    if (expr) return { ...rest, type, generated: { ...generated, expr } };
    return refuse(draft, 'type-mismatch', `generation expression for column "${column.name}" cannot be cast automatically to type ${typeText(type, draft.catalog)}`, {
      name: column.name,
    });
  }
  if (!old) return { ...rest, type };
  const converted = tryCoerce(withoutImplicitCasts(old), type, 'assignment', site);
  // A serial column's default stays the bare call, whatever integer type the column has.
  if (converted) return { ...rest, type, default: column.serial === undefined ? converted : old };
  return refuse(draft, 'type-mismatch', `default for column "${column.name}" cannot be cast automatically to type ${typeText(type, draft.catalog)}`, {
    name: column.name,
    help: 'Write ALTER COLUMN .. DROP DEFAULT in the same ALTER TABLE, and SET DEFAULT after the type.',
  });
}

function withoutImplicitCasts(expr: Expr): Expr {
  return expr.kind === 'cast' && !expr.explicit ? withoutImplicitCasts(expr.operand) : expr;
}

/** Views, generated columns and triggers keep a column's type. */
function requireUnused(draft: Draft, table: Table, column: Column): void {
  const reject = (what: string, detail: string): never =>
    refuse(draft, 'dependent-objects', `cannot alter type of a column ${what}: ${detail} depends on column "${column.name}"`, {
      name: column.name,
      help: 'Drop it first and create it again afterwards.',
    });
  for (const object of draft.catalog.objects.values()) {
    if (object.kind === 'view' && readsColumn(object.query, column.id)) reject('used by a view or rule', describeObject(draft.catalog, object));
    const rule = (object.kind === 'table' || object.kind === 'view') && object.rules?.find((each) => mentionsOfPart(each).includes(column.id));
    if (rule) reject('used by a view or rule', `rule ${rule.name} on ${describeObject(draft.catalog, object)}`);
  }
  for (const other of table.columns) {
    if (other.id !== column.id && other.generated && readsColumn(other.generated.expr, column.id)) reject('used by a generated column', `column "${other.name}"`);
  }
  for (const trigger of table.triggers) {
    if (trigger.columns.includes(column.id) || readsColumn(trigger.when, column.id)) reject('used in a trigger definition', `trigger ${trigger.name}`);
  }
}

function withRetyped(table: Table, column: Column): Table {
  return {
    ...table,
    columns: table.columns.map((old) => (old.id === column.id ? column : old)),
    constraints: table.constraints.map((constraint): Constraint => retypeColumn(constraint, column)),
    indexes: table.indexes.map((index): Index => retypeColumn(index, column)),
  };
}

/** An identity column's sequence takes the column's type. */
function alterSequence(draft: Draft, column: Column, type: DataType): void {
  if (!column.identity) return;
  if (type.kind !== 'base' || (type.name !== 'int2' && type.name !== 'int4' && type.name !== 'int8')) {
    return refuse(draft, 'invalid-table-definition', 'identity column type must be smallint, integer, or bigint', { name: column.name });
  }
  const sequence = draft.catalog.objects.get(column.identity.sequence);
  if (sequence?.kind === 'sequence') put(draft, { ...sequence, type: type.name });
}

/** Foreign keys from and to the column must still compare. */
function requireForeignKeys(draft: Draft, id: ObjectId, column: ColumnId): void {
  const table = tableIn(draft, id);
  const own = table.constraints.flatMap((key) => (key.kind === 'foreign-key' && key.columns.includes(column) ? [{ table, key }] : []));
  const toIt = referencesTo(draft.catalog, id).filter(({ key }) => key.targetColumns.includes(column));
  for (const { table: holder, key } of [...own, ...toIt]) {
    const target = tableIn(draft, key.target);
    for (const [index, referencing] of key.columns.entries()) {
      const from = columnOf(holder, referencing);
      const to = columnOf(target, key.targetColumns[index] ?? 0);
      if (comparableKeys(draft, from, to)) continue;
      refuse(draft, 'invalid-foreign-key', `foreign key constraint "${key.name}" cannot be implemented`, {
        name: columnOf(table, column).name,
        help: `Key columns "${from.name}" and "${to.name}" are of incompatible types: ${typeText(from.type, draft.catalog)} and ${typeText(to.type, draft.catalog)}.`,
      });
    }
  }
}
