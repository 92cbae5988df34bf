import type { Catalog, Column, ColumnId, ObjectId, Sequence } from '../model/catalog.js';
import { columnOf, objectOf } from '../model/catalog-lookup.js';
import type { Expr } from '../model/expression.js';
import { objectsMentioning } from '../model/mentions.js';
import { isRegclass, someNode } from '../model/walk.js';
import { isLiteral } from './catalog/expression-tree.js';
import { sequenceOfText } from './catalog/regclass.js';
import { editTable, put, tableIn, type Draft } from './draft.js';
import { startWithKey } from './restart.js';
import { withColumn } from './with-column.js';

/** The sequence of a default that is `nextval('s')`, with or without a cast. */
function sequenceOfDefault(catalog: Catalog, expr: Expr | undefined): ObjectId | undefined {
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
 * and an integer that is the primary key also when nothing else takes numbers from the sequence.
 */
export function linkSerial(draft: Draft, table: ObjectId, id: ColumnId): void {
  const column = columnOf(tableIn(draft, table), id);
  const own = sequenceOfDefault(draft.catalog, column.default);
  const owner = own === undefined ? undefined : objectOf(draft.catalog, own, 'sequence').ownedBy?.column;
  if (column.serial !== undefined && (column.serial !== own || (owner !== undefined && owner !== id))) unlink(draft, table, id);
  for (const sequence of sequencesIn(draft.catalog, column.default)) linkSequence(draft, sequence);
}

/** A primary key of one column may be what its sequence was waiting for. */
export function linkKey(draft: Draft, table: ObjectId): void {
  const { columns, constraints } = tableIn(draft, table);
  const key = constraints.find(({ kind }) => kind === 'primary-key');
  const [id, ...others] = key?.kind === 'primary-key' ? key.columns : [];
  const column = others.length === 0 ? columns.find((each) => each.id === id) : undefined;
  if (column?.default && column.serial === undefined) linkSerial(draft, table, column.id);
}

interface User {
  readonly table: ObjectId;
  readonly column: Column;
}

function linkSequence(draft: Draft, sequence: Sequence): void {
  const chosen = sequence.ownedBy ? ownerOf(draft.catalog, sequence) : soleUser(draft.catalog, sequence);
  const serves = chosen && sequenceOfDefault(draft.catalog, chosen.column.default) === sequence.id ? chosen : undefined;
  if (sequence.serves && sequence.serves.column !== serves?.column.id) unlink(draft, sequence.serves.table, sequence.serves.column);
  if (serves && serves.column.serial !== sequence.id) {
    editTable(draft, serves.table, (before) => withColumn(before, serves.column.id, { serial: sequence.id }));
    startWithKey(draft, serves.table);
  }
  if (!sequence.standalone || sequence.serves?.column === serves?.column.id) return;
  const { serves: _serves, ...rest } = sequence;
  put(draft, serves ? { ...rest, serves: { table: serves.table, column: serves.column.id } } : rest);
}

function ownerOf(catalog: Catalog, { ownedBy }: Sequence): User | undefined {
  const table = ownedBy && catalog.objects.get(ownedBy.table);
  const column = table?.kind === 'table' ? table.columns.find(({ id }) => id === ownedBy?.column) : undefined;
  return table && column && { table: table.id, column };
}

/** Looks among all defaults: only statements that give a column a sequence of its own come here. */
function soleUser(catalog: Catalog, sequence: Sequence): User | undefined {
  const [only, ...others] = usersOf(catalog, sequence);
  return only && others.length === 0 && isIntegerKey(catalog, only) ? only : undefined;
}

function usersOf(catalog: Catalog, { id, name }: Sequence): readonly User[] {
  const users: User[] = [];
  for (const object of objectsMentioning(catalog, name)) {
    if (object.kind !== 'table') continue;
    for (const column of object.columns) if (sequencesIn(catalog, column.default).some((sequence) => sequence.id === id)) users.push({ table: object.id, column });
  }
  return users;
}

/** The whole primary key, and an integer: SQLite can number it. */
function isIntegerKey(catalog: Catalog, { table, column: { id, type } }: User): boolean {
  const { constraints } = objectOf(catalog, table, 'table');
  const key = constraints.find(({ kind }) => kind === 'primary-key');
  return key?.kind === 'primary-key' && key.columns.length === 1 && key.columns[0] === id && type.kind === 'base' && ['int2', 'int4', 'int8'].includes(type.name);
}

function unlink(draft: Draft, table: ObjectId, id: ColumnId): void {
  if (!draft.catalog.objects.has(table)) return;
  editTable(draft, table, (before) => ({
    ...before,
    columns: before.columns.map((old) => {
      if (old.id !== id) return old;
      const { serial: _serial, ...rest } = old;
      return rest;
    }),
  }));
}
