import { columnOf } from '../../model/catalog-lookup.js';
import type { Catalog, CatalogObject, Column, Table } from '../../model/catalog.js';
import type { Check, ForeignKey } from '../../model/constraint.js';
import type { Expr } from '../../model/expression.js';
import { isCounted } from '../../model/counted.js';
import { printContext, type PlanContext } from '../context.js';
import type { PrintContext } from '../print/context.js';
import { printExpression } from '../print/expression.js';
import { quoteIdentifier, relationName } from '../print/identifier.js';
import { isGivenLater } from '../print/sequence-storage.js';
import { printStored } from '../print/stored-expression.js';
import { isDocument } from '../print/document.js';
import { declaredType } from '../print/type.js';
import { checkForm, domainForms, type CheckForm } from './check-form.js';
import { isLateNotNull, sameLateness } from './late-constraint.js';
import { defaultOf, domainNotNull, guardsOf } from './guard.js';
import { constraintPlaces, setsSomeColumns, type ColumnConstraints } from './own-constraints.js';
import type { PhysicalColumn } from './physical.js';
import { sameItems } from '../../model/same-items.js';
import { remembered, sameName } from './remembered.js';

/** What a column's text depends on besides the column itself. */
interface Surroundings {
  readonly table: Table;
  readonly own: ColumnConstraints;
  /** Its foreign keys as they are printed. */
  readonly references: readonly string[];
}

const NO_REFERENCES: readonly string[] = [];

/** All columns of a table; versions of it mostly share them. */
export function physicalColumns(table: Table, catalog: Catalog, context: PlanContext): readonly PhysicalColumn[] {
  return columnsOf(table.columns, { table, references: constraintPlaces(table).foreignKeys.map((key) => printReferences(key, catalog)) }, catalog, context);
}

const columnsOf = remembered(
  (columns: Table['columns'], { table, references }: Pick<Surroundings, 'table' | 'references'>, catalog, context) => {
    const { ofColumn, foreignKeys } = constraintPlaces(table);
    return columns.map((column) => {
      const own = ofColumn(column.id);
      return printed(column, { table, own, references: own.foreignKeys.length === 0 ? NO_REFERENCES : references.filter((_, i) => own.foreignKeys.includes(foreignKeys[i] as ForeignKey)) }, catalog, context);
    });
  },
  (_columns, a, b) => sameName(a.table, b.table) && sameLateness(a.table, b.table) && a.table.constraints === b.table.constraints && sameItems(a.references, b.references),
);

/** One column with everything that SQLite writes beside it: type, key, NOT NULL, default, guards, its own CHECKs and single-column foreign keys. */
export function physicalColumn(column: Column, table: Table, catalog: Catalog, context: PlanContext): PhysicalColumn {
  const own = constraintPlaces(table).ofColumn(column.id);
  return printed(column, { table, own, references: own.foreignKeys.map((key) => printReferences(key, catalog)) }, catalog, context);
}

const printed = remembered(
  (column: Column, { table, own, references }: Surroundings, catalog, context) => printColumn(column, own, [...storedChecks(column, table, own.checks, catalog, context), ...references], isLateNotNull(column, table), catalog, printContext(context, catalog, table)),
  // Only the expression of a generated column reads other columns.
  (column, a, b) => sameName(a.table, b.table) && sameLateness(a.table, b.table) && sameConstraints(a.own, b.own) && sameItems(a.references, b.references) && (!column.generated || a.table.columns === b.table.columns),
);

function sameConstraints(a: ColumnConstraints, b: ColumnConstraints): boolean {
  return a === b || (a.primaryKey === b.primaryKey && sameItems(a.checks, b.checks));
}

/** The CHECKs that stand beside the column: its domain's and its own. */
function storedChecks(column: Column, table: Table, checks: readonly Check[], catalog: Catalog, context: PlanContext): readonly string[] {
  if (checks.length === 0 && column.type.kind !== 'domain') return [];
  const domain = column.type.kind === 'domain' ? domainForms(column, table, catalog, context) : [];
  return [...domain, ...checks.map((check) => checkForm(check, table, catalog, context))].flatMap((form) => (form.kind === 'stored' ? [checkClause(form)] : []));
}

/** `CONSTRAINT name CHECK (..)` */
export function checkClause({ name, sql }: Extract<CheckForm, { kind: 'stored' }>): string {
  return `CONSTRAINT ${quoteIdentifier(name)} CHECK (${sql})`;
}

/**
 * @param constraints the texts of its own CHECKs and foreign keys
 * @param late it is NULL until a trigger has filled it
 */
function printColumn(column: Column, { primaryKey, foreignKeys }: ColumnConstraints, constraints: readonly string[], late: boolean, catalog: Catalog, context: PrintContext): PhysicalColumn {
  if (isDocument(column.type, context)) return documentColumn(column, catalog, context);
  const counted = isCounted(column);
  const type = counted ? 'INTEGER' : declaredType(column.type, catalog, context.dialect, context.options);
  const rowid = primaryKey && type === 'INTEGER' && !isGivenLater(column) && (counted || !context.options.guards);
  const sequenced = isGivenLater(column);
  const notNull = ((column.notNull && !late) || domainNotNull(column.type, catalog)) && !(counted && !rowid) && !sequenced;
  const value = counted || sequenced ? undefined : defaultOf(column, catalog);
  const literal = value && literalText(value, context);
  const parts: string[] = type === '' ? [] : [type];
  if (notNull && !rowid) parts.push('NOT NULL');
  if (primaryKey) parts.push(keyClause(type, counted, rowid));
  if (value) parts.push(`DEFAULT ${literal ?? `(${printStored(value, 'DEFAULT', context)})`}`);
  if (column.generated) parts.push(`GENERATED ALWAYS AS (${printStored(column.generated.expr, 'generated column', context)}) ${column.generated.stored ? 'STORED' : 'VIRTUAL'}`);
  parts.push(...guardsOf(column, catalog, context), ...constraints);
  return {
    id: column.id,
    name: column.name,
    definition: parts.join(' '),
    hasDefault: value !== undefined,
    notNull,
    primaryKey,
    references: foreignKeys.length > 0,
    counted,
    literalDefault: literal,
    generated: column.generated && (column.generated.stored ? 'stored' : 'virtual'),
  };
}

/** Always NULL, so it is neither required nor has it a default; one that Postgres works out still takes no value of a statement's. */
function documentColumn(column: Column, catalog: Catalog, context: PrintContext): PhysicalColumn {
  const type = declaredType(column.type, catalog, context.dialect, context.options);
  const common = { id: column.id, name: column.name, hasDefault: false, notNull: false, primaryKey: false, references: false, counted: false, literalDefault: undefined };
  return column.generated ? { ...common, definition: `${type} GENERATED ALWAYS AS (NULL) VIRTUAL`, generated: 'virtual' } : { ...common, definition: type, generated: undefined };
}

/**
 * INTEGER PRIMARY KEY is the rowid, which numbers rows that come without a key; Postgres rejects them unless the column has a sequence.
 * DESC is SQLite's way to say that the key is an ordinary column (https://www.sqlite.org/lang_createtable.html, "ROWIDs and the INTEGER PRIMARY KEY").
 */
function keyClause(type: string, counted: boolean, rowid: boolean): string {
  if (rowid) return counted ? 'PRIMARY KEY AUTOINCREMENT' : 'PRIMARY KEY';
  return type === 'INTEGER' ? 'PRIMARY KEY DESC' : 'PRIMARY KEY';
}

/** `REFERENCES users (id) ON DELETE CASCADE`: the table that it names is mostly another one, which changes too. */
export function printReferences(key: ForeignKey, catalog: Catalog): string {
  return catalog.objects.pick(key.target, referencesTo, key);
}

/** The last table that each key was printed for. */
const REFERENCES = new WeakMap<ForeignKey, { readonly target: CatalogObject | undefined; readonly text: string }>();

function referencesTo(target: CatalogObject | undefined, key: ForeignKey): string {
  let known = REFERENCES.get(key);
  if (known?.target !== target || !known) REFERENCES.set(key, (known = { target, text: referencesClause(target, key) }));
  return known.text;
}

function referencesClause(target: CatalogObject | undefined, key: ForeignKey): string {
  if (target?.kind !== 'table') throw new Error(`the key ${key.name} references no table`);
  const columns = key.targetColumns.map((id) => quoteIdentifier(columnOf(target, id).name)).join(', ');
  const actions = [
    key.onDelete !== 'no action' && !setsSomeColumns(key) && `ON DELETE ${key.onDelete.toUpperCase()}`,
    key.onUpdate !== 'no action' && `ON UPDATE ${key.onUpdate.toUpperCase()}`,
    key.deferrable && (key.initiallyDeferred ? 'DEFERRABLE INITIALLY DEFERRED' : 'DEFERRABLE'),
  ].filter((part) => part !== false);
  return [`REFERENCES ${quoteIdentifier(relationName(target.schema, target.name))} (${columns})`, ...actions].join(' ');
}

/**
 * The text of a default that SQLite takes for a constant, so that ADD COLUMN works on filled tables
 * (https://www.sqlite.org/lang_altertable.html, "ALTER TABLE ADD COLUMN"); undefined for expressions.
 */
function literalText(expr: Expr, context: PrintContext): string | undefined {
  if (expr.kind === 'literal') return printExpression(expr, context);
  if (expr.kind === 'operator' && expr.name === '-' && !expr.left && expr.right.kind === 'literal') return printExpression(expr, context);
  if (expr.kind !== 'cast') return undefined;
  const inner = literalText(expr.operand, context);
  return inner !== undefined && inner === printExpression(expr, context) ? inner : undefined;
}
