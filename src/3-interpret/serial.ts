import type { Catalog, Column, ColumnId, ObjectId, Sequence } from '../model/catalog.js';
import { columnOf } from '../model/catalog-lookup.js';
import type { Expr } from '../model/expression.js';
import { objectsMentioning } from '../model/mentions.js';
import { isRegclass, someNode } from '../model/walk.js';
import { isLiteral } from './catalog/expression-tree.js';
import { sequenceOfText } from './catalog/regclass.js';
import { editTable, put, tableIn, type Draft } from './draft.js';
import { startWithKey } from './restart.js';
import { withColumn } from './with-column.js';

/** The sequence of a default that is `nextval('s')`, with or without a cast. */
export function sequenceOfDefault(catalog: Catalog, expr: Expr | undefined): ObjectId | undefined {
  if (!expr) return undefined;
  if (expr.kind === 'cast') return sequenceOfDefault(catalog, expr.operand);
  if (expr.kind !== 'call' || expr.name !== 'nextval' || expr.function !== undefined) return undefined;
  let found: ObjectId | undefined;
  someNode(expr.args, (node) => {
    if (!isLiteral(node) || node.value === null || !isRegclass(node.type)) return false;
    found = sequenceOfText(catalog, node.value)?.id;
    return true;
  });
  return found;
}

/** All sequences that an expression takes numbers from. */
function sequencesIn(catalog: Catalog, expr: Expr | undefined): readonly Sequence[] {
  const found: Sequence[] = [];
  if (!expr) return found;
  someNode(expr, (node) => {
    const sequence = isLiteral(node) && node.value !== null && isRegclass(node.type) ? sequenceOfText(catalog, node.value) : undefined;
    if (sequence) found.push(sequence);
    return false;
  });
  return found;
}

/**
 * A column is serial when its default is nextval of a sequence that it owns, however that came about (pg_dump writes it in three statements),
 * and an integer column also when nothing else takes numbers from the sequence.
 */
export function linkSerial(draft: Draft, table: ObjectId, id: ColumnId): void {
  const column = columnOf(tableIn(draft, table), id);
  const own = sequenceOfDefault(draft.catalog, column.default);
  if (column.serial !== undefined && column.serial !== own) unlink(draft, table, id);
  for (const sequence of sequencesIn(draft.catalog, column.default)) linkSequence(draft, sequence);
}

interface User {
  readonly table: ObjectId;
  readonly column: Column;
}

/** Looks for the sequence's users among all defaults: only statements that give a column a sequence come here. */
function linkSequence(draft: Draft, sequence: Sequence): void {
  const users = usersOf(draft.catalog, sequence);
  const chosen = sequence.ownedBy ? users.find(({ column }) => column.id === sequence.ownedBy?.column) : users.length === 1 && isInteger(users[0]?.column) ? users[0] : undefined;
  const serves = chosen && sequenceOfDefault(draft.catalog, chosen.column.default) === sequence.id ? chosen : undefined;
  for (const { table, column } of users) if (column.serial === sequence.id && column !== serves?.column) unlink(draft, table, column.id);
  if (serves && serves.column.serial !== sequence.id) {
    editTable(draft, serves.table, (before) => withColumn(before, serves.column.id, { serial: sequence.id }));
    startWithKey(draft, serves.table);
  }
  if (!sequence.standalone || sequence.serves?.column === serves?.column.id) return;
  const { serves: _serves, ...rest } = sequence;
  put(draft, serves ? { ...rest, serves: { table: serves.table, column: serves.column.id } } : rest);
}

function usersOf(catalog: Catalog, { id, name }: Sequence): readonly User[] {
  const users: User[] = [];
  for (const object of objectsMentioning(catalog, name)) {
    if (object.kind !== 'table') continue;
    for (const column of object.columns) if (sequencesIn(catalog, column.default).some((sequence) => sequence.id === id)) users.push({ table: object.id, column });
  }
  return users;
}

function isInteger(column: Column | undefined): boolean {
  return column?.type.kind === 'base' && ['int2', 'int4', 'int8'].includes(column.type.name);
}

function unlink(draft: Draft, table: ObjectId, id: ColumnId): void {
  editTable(draft, table, (before) => ({
    ...before,
    columns: before.columns.map((old) => {
      if (old.id !== id) return old;
      const { serial: _serial, ...rest } = old;
      return rest;
    }),
  }));
}
