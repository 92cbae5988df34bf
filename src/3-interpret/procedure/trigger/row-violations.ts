import { BOOL, INT4 } from '../../../model/base-types.js';
import type { Catalog, ColumnId, ObjectId, Table } from '../../../model/catalog.js';
import { columnOf, findColumn } from '../../../model/catalog-lookup.js';
import type { ForeignKey } from '../../../model/constraint.js';
import { OWN_TABLE, type Expr, type SourceId } from '../../../model/expression.js';
import type { FromItem, Query } from '../../../model/query.js';
import { NEW_ROW } from '../../../model/trigger-program.js';
import type { BodyCounter } from '../body-scope.js';
import { and, isNotTrue, textLiteral } from '../condition.js';
import { fold } from '../fold.js';
import { queryOf } from '../inserted-row.js';
import { isFalse, isNull, type Failure, type Failures } from './failures.js';
import type { NewKeys } from './new-keys.js';
import { isKnown, over, type NewRow } from './new-row.js';

/** The body in which a statement stands. */
export interface Within {
  readonly catalog: Catalog;
  readonly counter: BodyCounter;
  readonly keys: NewKeys;
  /** The table whose row is there already: that of an AFTER trigger. */
  readonly own: ObjectId | undefined;
}

/** A row that a statement would make, and what is asked of it. */
export interface Asked extends Within {
  readonly row: NewRow;
  readonly table: Table;
  /** The columns that change; absent for a new row. */
  readonly changed?: ReadonlySet<ColumnId>;
  /** The columns that get the key of a row which has just been inserted, and its table. */
  readonly parents: ReadonlyMap<ColumnId, ObjectId>;
}

export function isAsked(columns: readonly ColumnId[], { changed }: Asked): boolean {
  return !changed || columns.some((id) => changed.has(id));
}

/** NOT NULL, and then CHECK. */
export function checksOf(asked: Asked): Failures {
  const { row, table } = asked;
  const failures: Failure[] = [];
  for (const { id, name, notNull } of table.columns) {
    const value = row.get(id);
    if (!notNull || !isAsked([id], asked) || value === 'fresh' || isConstant(value)) continue;
    if (!isKnown(value)) return undefined;
    failures.push(violation(isNull(value), 'not_null_violation', `null value in column "${name}" of relation "${table.name}" violates not-null constraint`));
  }
  for (const constraint of table.constraints) {
    if (constraint.kind !== 'check' || constraint.notEnforced || !isAsked(constraint.columns, asked)) continue;
    const holds = over(constraint.expr, new Map([[OWN_TABLE, row]]));
    if (!holds) return undefined;
    failures.push(violation(isFalse(fold(holds)), 'check_violation', `new row for relation "${table.name}" violates check constraint "${constraint.name}"`));
  }
  return failures;
}

function isConstant(value: NewRow extends ReadonlyMap<ColumnId, infer V> ? V | undefined : never): boolean {
  return isKnown(value) && value.kind === 'literal' && value.value !== null;
}

/** The parent is missing. A row may be its own parent. */
export function parentsOf(asked: Asked): Failures {
  const { row, table } = asked;
  const failures: Failure[] = [];
  for (const key of table.constraints) {
    if (key.kind !== 'foreign-key' || key.notEnforced || key.initiallyDeferred || !isAsked(key.columns, asked)) continue;
    const values = key.columns.map((id) => row.get(id));
    if (values.some((value) => isKnown(value) && value.kind === 'literal' && value.value === null) && key.match === 'simple') continue;
    if (key.columns.every((id) => asked.parents.get(id) === key.target)) continue;
    if (key.target === asked.own && values.every((value, i) => isKnown(value) && value.kind === 'column' && value.source === NEW_ROW && value.column === key.targetColumns[i])) continue;
    const known = values.filter(isKnown);
    const when = known.length === values.length && key.match === 'simple' ? missingParent(key, known, asked) : undefined;
    if (!when) return undefined;
    failures.push(violation(when, 'foreign_key_violation', `insert or update on table "${table.name}" violates foreign key constraint "${key.name}"`));
  }
  return failures;
}

function missingParent(key: ForeignKey, values: readonly Expr[], { row, table, catalog, counter }: Asked): Expr | undefined {
  const parent = catalog.objects.get(key.target);
  if (parent?.kind !== 'table') return undefined;
  const missing = hasNoParent(key, values, parent, counter);
  if (key.target !== table.id) return fold(missing);
  const own = key.targetColumns.map((id) => row.get(id));
  if (own.includes('unknown')) return undefined;
  return own.includes('fresh') ? fold(missing) : fold(and(missing, isNotTrue(and(...own.filter(isKnown).map((value, i) => equalTo(value, values[i] as Expr))))));
}

/** The values name a row that is not in the table. */
export function hasNoParent(key: ForeignKey, values: readonly Expr[], parent: Table, counter: BodyCounter): Expr {
  const source = counter.nextSource++;
  const equal = key.targetColumns.map((id, i) => equalTo(columnFrom(parent, id, source), values[i] as Expr));
  const there = values.map((operand): Expr => ({ kind: 'test', test: 'null', negated: true, operand, type: BOOL }));
  return and(...there, isNotTrue(exists(beside(source, parent), and(...equal))));
}

export function columnFrom(table: Table, id: ColumnId, source: SourceId): Expr {
  const { name, type } = findColumn(table, id) ?? columnOf(table, id);
  return { kind: 'column', source, column: id, name, type };
}

export function equalTo(left: Expr, right: Expr, nullsToo = false): Expr {
  return nullsToo ? { kind: 'distinct', negated: true, left, right, type: BOOL } : { kind: 'operator', name: '=', left, right, type: BOOL };
}

/** Rows of a table, told from those of a statement about the same table by their own name. */
export function beside(source: SourceId, { id }: Table): FromItem {
  return { kind: 'table', source, relation: id, alias: '_other' };
}

export function exists(first: FromItem, where: Expr, others: readonly FromItem[] = []): Expr {
  const query: Query = queryOf([{ name: '?column?', expr: { kind: 'literal', value: '1', type: INT4 } }], { from: [first, ...others], where });
  return { kind: 'subquery', form: 'exists', query, type: BOOL };
}

export function violation(when: Expr, condition: string, message: string): Failure {
  return { when, conditions: [condition], message: textLiteral(message) };
}
