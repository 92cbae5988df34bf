import type { Constraint as Clause, Node } from '@pgsql/types';
import type { Column, ObjectId, Table } from '../../model/catalog.js';
import type { Constraint } from '../../model/constraint.js';
import { baseOf } from '../analyze/type-key.js';
import { joinedColumnNames, relationName } from '../catalog/generate-name.js';
import { addConstraint } from '../catalog/names.js';
import { primaryKeyColumns } from '../../model/unique-keys.js';
import { requirePartitionKey } from '../partition-keys.js';
import { requireFreeRelation, stringOf, unknownColumn } from '../catalog/resolve.js';
import { newPartId, tableIn, type Draft } from '../draft.js';
import { indexKey, requireOrderable } from '../index-key.js';
import { refuse } from '../refuse.js';
import { storedCondition } from '../stored-expression.js';
import { requireStored, requireStoredIn } from '../virtual-column.js';
import { addNotNulls, requireFreeConstraintName } from './not-null.js';

/** The columns that a key names; Postgres' wording for unknown and repeated ones. */
function keyColumns(draft: Draft, table: Table, nodes: readonly Node[] | undefined, clause: Clause, what: string): readonly Column[] {
  const columns: Column[] = [];
  for (const node of nodes ?? []) {
    const name = stringOf(node);
    const column = table.columns.find((candidate) => candidate.name === name);
    if (!column) return unknownColumn(draft, table, name, clause.location, `column "${name}" named in key does not exist`);
    if (columns.includes(column) && what !== 'include') {
      refuse(draft, 'invalid-table-definition', `column "${name}" appears twice in ${what} constraint`, { name, at: clause.location });
    }
    columns.push(column);
  }
  return columns;
}

/** The name of a key: the one written, or Postgres' generated one, free among relations. */
function keyName(draft: Draft, table: Table, clause: Clause, addition: string | undefined, label: string): string {
  if (clause.conname === undefined) return relationName(draft.catalog, table.schema, table.name, addition, label, true);
  requireFreeRelation(draft, table.schema, { name: clause.conname, at: clause.location }, false);
  requireFreeConstraintName(draft, table, clause.conname, clause.location);
  return clause.conname;
}

function deferral(clause: Clause): { readonly deferrable: boolean; readonly initiallyDeferred: boolean } {
  const initiallyDeferred = clause.initdeferred === true;
  return { deferrable: clause.deferrable === true || initiallyDeferred, initiallyDeferred };
}

function ids(columns: readonly Column[]): readonly number[] {
  return columns.map((column) => column.id);
}

function names(columns: readonly Column[]): readonly string[] {
  return columns.map((column) => column.name);
}

/** Refuses a second primary key. */
export function requireNoPrimaryKey(draft: Draft, table: Table, clause: Clause): void {
  if (!primaryKeyColumns(table)) return;
  refuse(draft, 'invalid-table-definition', `multiple primary keys for table "${table.name}" are not allowed`, {
    at: clause.location,
    help: 'Write one PRIMARY KEY (a, b) over several columns, or drop the old one first.',
  });
}

function primaryKey(draft: Draft, table: Table, clause: Clause): Constraint {
  requireNoPrimaryKey(draft, table, clause);
  const columns = keyColumns(draft, table, clause.keys, clause, 'primary key');
  requirePartitionKey(draft, table, ids(columns));
  const include = keyColumns(draft, table, clause.including, clause, 'include');
  requireStored(draft, table, ids([...columns, ...include]), 'primary keys');
  for (const column of columns) requireOrderable(draft, column.type, 'btree');
  addNotNulls(draft, table.id, columns.map(({ name }) => ({ column: name })));
  const name = keyName(draft, table, clause, undefined, 'pkey');
  return {
    kind: 'primary-key',
    id: newPartId(draft),
    name,
    generatedName: clause.conname === undefined,
    columns: ids(columns),
    include: ids(include),
    ...deferral(clause),
  };
}

function unique(draft: Draft, table: Table, clause: Clause): Constraint {
  const columns = keyColumns(draft, table, clause.keys, clause, 'unique');
  requirePartitionKey(draft, table, ids(columns));
  const include = keyColumns(draft, table, clause.including, clause, 'include');
  requireStored(draft, table, ids([...columns, ...include]), 'unique constraints');
  for (const column of columns) requireOrderable(draft, column.type, 'btree');
  const name = keyName(draft, table, clause, joinedColumnNames([...names(columns), ...names(include)]), 'key');
  return {
    kind: 'unique',
    id: newPartId(draft),
    name,
    generatedName: clause.conname === undefined,
    columns: ids(columns),
    include: ids(include),
    nullsNotDistinct: clause.nulls_not_distinct === true,
    ...deferral(clause),
  };
}

/** `EXCLUDE USING gist (room WITH =, during WITH &&) WHERE (..)` */
function exclusion(draft: Draft, table: Table, clause: Clause): Constraint {
  const method = clause.access_method ?? 'btree';
  const pairs = (clause.exclusions ?? []).map((node) => ('List' in node ? (node.List.items ?? []) : []));
  const keys = pairs.map(([element]) => indexKey(draft, table, element, method));
  requireStoredIn(draft, table, keys.map(({ key }) => key.expr), 'unique constraints');
  const operators = pairs.map(([, operator]) => (operator && 'List' in operator ? stringOf(operator.List.items?.at(-1)) : '='));
  const include = keyColumns(draft, table, clause.including, clause, 'include');
  const name = keyName(draft, table, clause, joinedColumnNames([...keys.map((key) => key.columnName), ...names(include)]), 'excl');
  return {
    kind: 'exclusion',
    id: newPartId(draft),
    name,
    generatedName: clause.conname === undefined,
    method,
    elements: keys.map(({ key }, index) => ({ key, operator: operators[index] ?? '=' })),
    ...(clause.where_clause && { where: storedCondition(draft, clause.where_clause, table, 'index predicate') }),
    ...deferral(clause),
  };
}

/** `PRIMARY KEY (room, during WITHOUT OVERLAPS)` is EXCLUDE (room WITH =, during WITH &&) by another name (https://www.postgresql.org/docs/18/sql-createtable.html). */
function temporalKey(draft: Draft, table: Table, clause: Clause): Constraint {
  const isPrimary = clause.contype === 'CONSTR_PRIMARY';
  if (isPrimary) requireNoPrimaryKey(draft, table, clause);
  const columns = keyColumns(draft, table, clause.keys, clause, isPrimary ? 'primary key' : 'unique');
  const period = columns.at(-1);
  if (!period || columns.length < 2) return refuse(draft, 'invalid-table-definition', 'constraint using WITHOUT OVERLAPS needs at least two columns', { at: clause.location });
  const type = baseOf(period.type, draft.catalog);
  if (type.kind !== 'base' || !type.name.endsWith('range')) refuse(draft, 'invalid-table-definition', `column "${period.name}" in WITHOUT OVERLAPS is not a range or multirange type`, { name: period.name, at: clause.location });
  requirePartitionKey(draft, table, ids(columns));
  requireStored(draft, table, ids(columns), isPrimary ? 'primary keys' : 'unique constraints');
  if (isPrimary) addNotNulls(draft, table.id, columns.map(({ name }) => ({ column: name })));
  const name = isPrimary ? keyName(draft, table, clause, undefined, 'pkey') : keyName(draft, table, clause, joinedColumnNames(names(columns)), 'key');
  return {
    kind: 'exclusion',
    id: newPartId(draft),
    name,
    generatedName: clause.conname === undefined,
    method: 'gist',
    elements: columns.map((column) => ({ key: indexKey(draft, table, { IndexElem: { name: column.name } }, 'gist').key, operator: column === period ? '&&' : '=' })),
    temporal: { kind: isPrimary ? 'primary-key' : 'unique', columns: ids(columns) },
    ...deferral(clause),
  };
}

/** PRIMARY KEY, UNIQUE, EXCLUDE: constraints that own an index, whose name is a relation's. */
export function addKey(draft: Draft, id: ObjectId, clause: Clause): void {
  const table = tableIn(draft, id);
  if (clause.without_overlaps) addConstraint(draft, id, temporalKey(draft, table, clause));
  else if (clause.contype === 'CONSTR_PRIMARY') addConstraint(draft, id, primaryKey(draft, table, clause));
  else if (clause.contype === 'CONSTR_UNIQUE') addConstraint(draft, id, unique(draft, table, clause));
  else addConstraint(draft, id, exclusion(draft, table, clause));
}

/** The clauses that transformIndexConstraints keeps: the primary key first, and a key that repeats another one only once. */
export function distinctKeys(clauses: readonly Clause[]): readonly Clause[] {
  const sorted = [...clauses.filter((clause) => clause.contype === 'CONSTR_PRIMARY'), ...clauses.filter((clause) => clause.contype !== 'CONSTR_PRIMARY')];
  const kept = new Map<string, Clause>();
  for (const [position, clause] of sorted.entries()) {
    const key = clause.contype === 'CONSTR_PRIMARY' || clause.contype === 'CONSTR_UNIQUE' ? sameKeyText(clause) : `other ${position}`;
    const prior = kept.get(key);
    if (prior?.contype === 'CONSTR_PRIMARY' && clause.contype === 'CONSTR_PRIMARY') kept.set(`${key} ${position}`, clause);
    else if (!prior) kept.set(key, clause);
    else if (prior.conname === undefined && clause.conname !== undefined) kept.set(key, { ...prior, conname: clause.conname });
  }
  return [...kept.values()];
}

function sameKeyText(clause: Clause): string {
  const { deferrable, initiallyDeferred } = deferral(clause);
  return JSON.stringify([
    (clause.keys ?? []).map(stringOf),
    (clause.including ?? []).map(stringOf),
    clause.without_overlaps === true,
    clause.nulls_not_distinct === true,
    deferrable,
    initiallyDeferred,
  ]);
}

