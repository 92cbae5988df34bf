import type { ColumnId, ObjectId, Sequence, Table } from '../../model/catalog.js';
import type { Call, Expr } from '../../model/expression.js';
import type { DataStatement, Insert } from '../../model/query.js';
import { mapExpression, walkTree } from '../../model/walk.js';
import { standIn } from './nextval-stand-in.js';
import type { Printing } from './printing.js';
import { sequenceOf } from './sequence-of.js';
import { callsIn, storageOf } from './sequence-storage.js';

/**
 * `INSERT INTO t (code) VALUES ('T' || currval('t_id_seq'))`: Postgres works out a single row in the order of the table's columns, so that currval() is the number
 * that a column before has just taken. With several rows, and in UPDATE, it would be one that another row took: that is refused.
 */
export function withCurrentNumbers<T extends DataStatement>(statement: T, p: Printing): T {
  if ((statement.kind !== 'insert' && statement.kind !== 'update') || callsOf(statement, 'currval').length === 0) return statement;
  const single = statement.kind === 'insert' ? withNumbersOfRow(statement, p) : undefined;
  if (single) return single as T;
  const taken = new Set(statement.kind === 'insert' ? takers(statement, p).map(({ sequence }) => sequence) : []);
  for (const call of callsOf(statement, 'nextval', 'sequence taken')) taken.add(sequenceNamed(call, p)?.id ?? -1);
  for (const call of callsOf(statement, 'currval')) if (taken.has(sequenceNamed(call, p)?.id ?? 0)) refuse(call, p);
  return statement;
}

function withNumbersOfRow(insert: Insert, p: Printing): Insert | undefined {
  const { rows, columns } = insert;
  const [row, ...others] = rows !== 'default values' && rows.body.kind === 'values' ? rows.body.rows : [];
  if (rows === 'default values' || !row || others.length > 0) return undefined;
  const all = takers(insert, p);
  const table = tableOf(insert.target.relation, p);
  const own = (cell: Expr, i: number): Expr => mapExpression(cell, (node) => {
    const sequence = isCurrval(node) ? sequenceNamed(node, p) : undefined;
    const taker = all.find((each) => each.sequence === sequence?.id);
    if (!sequence || !taker || !isCurrval(node)) return node;
    const before = placeOf(table, taker.column) < placeOf(table, columns[i]);
    // A number that is written is taken before the statement, one that the column takes itself comes next.
    if (taker.written ? before : !before) return node;
    if (taker.written || storageOf(sequence, p.catalog, p).kind !== 'autoincrement') refuse(node, p);
    return standIn(node, 'sequence peeked');
  });
  return { ...insert, rows: { ...rows, body: { kind: 'values', rows: [row.map(own)] } } };
}

/** A column that takes a number: one that is written as its value, or its own. */
interface Taker {
  readonly column: ColumnId;
  readonly sequence: ObjectId;
  readonly written: boolean;
}

function takers({ target, columns, rows }: Insert, p: Printing): readonly Taker[] {
  const table = tableOf(target.relation, p);
  return (table?.columns ?? []).flatMap((column): readonly Taker[] => {
    const place = columns.indexOf(column.id);
    const cells = place < 0 || rows === 'default values' ? [] : rows.body.kind === 'values' ? rows.body.rows.flatMap((row) => row[place] ?? []) : rows.body.kind === 'select' ? [rows.body.targets[place]?.expr].flatMap((cell) => cell ?? []) : [];
    const written = cells.flatMap((cell) => callsOf(cell, 'nextval', 'sequence taken')).flatMap((call) => sequenceNamed(call, p)?.id ?? []);
    const ofDefault = column.default ? callsIn(column.default).flatMap((call) => sequenceNamed(call, p)?.id ?? []) : [];
    const isGiven = place >= 0 && cells.length > 0 && cells.every(({ kind }) => kind !== 'default');
    const own = isGiven ? [] : [column.serial, column.identity?.sequence, ...ofDefault].flatMap((id) => id ?? []);
    return [...written.map((sequence) => ({ column: column.id, sequence, written: true })), ...own.map((sequence) => ({ column: column.id, sequence, written: false }))];
  });
}

function tableOf(relation: ObjectId, p: Printing): Table | undefined {
  const object = p.catalog.objects.get(relation);
  return object?.kind === 'table' ? object : undefined;
}

function isCurrval(node: Expr): node is Call {
  return node.kind === 'call' && node.name === 'currval' && node.function === undefined;
}

function placeOf(table: Table | undefined, column: ColumnId | undefined): number {
  return table?.columns.findIndex(({ id }) => id === column) ?? -1;
}

function callsOf(tree: Parameters<typeof walkTree>[0], ...names: readonly string[]): readonly Call[] {
  const found: Call[] = [];
  walkTree(tree, { expression: (node) => void (node.kind === 'call' && node.function === undefined && names.includes(node.name) && found.push(node)) });
  return found;
}

function sequenceNamed({ args: [name] }: Call, p: Printing): Sequence | undefined {
  return name && sequenceOf(name, p);
}

function refuse(call: Call, p: Printing): void {
  p.report({
    code: 'unsupported-function',
    message: `currval() of ${sequenceNamed(call, p)?.name ?? 'a sequence'} has no rendering in a statement that takes a number of it`,
    help: 'Set what needs the number in a statement after this one, by currval() or by the column that has it.',
    ...(call.at !== undefined && { at: call.at }),
  });
}
