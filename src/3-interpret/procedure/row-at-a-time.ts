import type { DeleteStmt, FuncCall, InsertStmt, Node, RangeVar, UpdateStmt } from '@pgsql/types';
import type { Catalog, FunctionObject, Table } from '../../model/catalog.js';
import type { ForQuery, ProcedureBlock } from '../../model/procedure.js';
import type { DataStatement } from '../../model/query.js';
import type { Statement } from '../../model/statement.js';
import { stringOf } from '../catalog/resolve.js';
import { blockOf, insertingRound, ROW, SELECT } from './called-round.js';
import { isOneRow } from './one-row.js';
import { callsForEachRow, isReader, readerOf, readsRows } from './reads-rows.js';
import { calls, isCalledByRow } from './called-by-row.js';
import { namesOneRow } from './updated-row.js';

/**
 * `UPDATE orders SET number = next_number()`, where the function asks the same table for its highest number: a VOLATILE function sees each row as the
 * statement has left it so far, while other targets work out all values first. So the statement is one for each row.
 */
export interface RowAtATime {
  /** The function that reads what the statement writes. */
  readonly reader: FunctionObject;
  /** Undefined where rows cannot be told from each other. */
  readonly block?: ProcedureBlock;
}

export function readsOwnRows({ name }: FunctionObject): string {
  return `${name}() reads the rows that this statement changes, and Postgres shows it each of them as soon as it is changed`;
}

export const READS_OWN_ROWS = 'Change the rows one by one, each by its primary key, in a loop of a DO block; or declare the function STABLE, if it is to see the rows as they were before the statement.';

/** @param analyzed with the functions that it calls, as they are written */
export function rowAtATime(statement: Statement, analyzed: () => readonly DataStatement[], catalog: Catalog): RowAtATime | undefined {
  const isCalled = callsReader(catalog);
  if (!isCalled || !calls(statement.node, isCalled)) return undefined;
  const data = analyzed();
  for (const each of data) {
    const reader = readerOfOwnRows(each, catalog);
    if (!reader) continue;
    const rounds = data.length === 1 ? roundsOf(statement, each, catalog) : undefined;
    return { reader, ...(rounds && { block: blockOf(statement, rounds) }) };
  }
  return undefined;
}

/** By its name, which is enough to look closer. */
function callsReader({ objects }: Catalog): ((call: FuncCall) => boolean) | undefined {
  const readers = objects.where(isReader);
  return readers.length === 0 ? undefined : ({ funcname }) => readers.some(({ name }) => name === stringOf(funcname?.at(-1)));
}

function readerOfOwnRows(data: DataStatement, catalog: Catalog): FunctionObject | undefined {
  if (data.kind !== 'insert' && data.kind !== 'update' && data.kind !== 'delete') return undefined;
  const table = catalog.objects.get(data.target.relation);
  if (table?.kind !== 'table' || isAboutOneRow(data, table)) return undefined;
  // What a trigger sets besides is not told.
  const changed = data.kind === 'update' && !table.triggers.some(({ enabled, events }) => enabled && events.includes('update')) ? new Set(data.set.map(({ column }) => column)) : undefined;
  return callsForEachRow(data).flatMap((call) => readerOf(call, catalog) ?? []).find((reader) => readsRows(reader, table.id, changed, catalog));
}

function isAboutOneRow(data: Extract<DataStatement, { kind: 'insert' | 'update' | 'delete' }>, table: Table): boolean {
  if (data.kind === 'insert') return data.rows === 'default values' || (data.rows.body.kind === 'values' ? data.rows.body.rows.length === 1 : isOneRow(data.rows));
  const others = data.kind === 'update' ? data.from : data.using;
  return others.length === 0 && data.where !== undefined && namesOneRow(data.where, data.target.source, table);
}

function roundsOf(statement: Statement, data: DataStatement, catalog: Catalog): ProcedureBlock['statements'] | undefined {
  const { node } = statement;
  if ('returning' in data && data.returning.length > 0) return undefined;
  if ('InsertStmt' in node) return insertsOneByOne(statement, node.InsertStmt, catalog);
  const table = 'target' in data ? catalog.objects.get(data.target.relation) : undefined;
  if (table?.kind !== 'table') return undefined;
  if ('UpdateStmt' in node && !node.UpdateStmt.fromClause) return changesOneByOne(statement, node.UpdateStmt, (whereClause) => ({ UpdateStmt: { ...node.UpdateStmt, whereClause } }), table);
  if ('DeleteStmt' in node && !node.DeleteStmt.usingClause) return changesOneByOne(statement, node.DeleteStmt, (whereClause) => ({ DeleteStmt: { ...node.DeleteStmt, whereClause } }), table);
  return undefined;
}

function insertsOneByOne(statement: Statement, insert: InsertStmt, catalog: Catalog): ProcedureBlock['statements'] | undefined {
  const select = insert.selectStmt && 'SelectStmt' in insert.selectStmt ? insert.selectStmt.SelectStmt : undefined;
  if (!select || insert.withClause) return undefined;
  if (select.valuesLists && !insert.onConflictClause) return select.valuesLists.map((list) => ({ kind: 'sql', span: statement.span, strict: false, statement: { ...statement, node: { InsertStmt: { ...insert, selectStmt: { SelectStmt: { ...select, valuesLists: [list] } } } } } }));
  const isCalled = callsReader(catalog);
  // A call that is a part of a value would be worked out before the first round.
  if (!select.fromClause || !isCalled || !isCalledByRow(select, isCalled)) return undefined;
  return [insertingRound(statement, insert, select, isCalled)];
}

/** Which rows are changed is asked in each round as well: a function in WHERE sees what has been changed so far. */
function changesOneByOne(statement: Statement, { relation, whereClause, withClause }: UpdateStmt | DeleteStmt, changing: (whereClause: Node) => Node, { name, columns, constraints }: Table): ProcedureBlock['statements'] | undefined {
  const key = constraints.find(({ kind }) => kind === 'primary-key');
  const names = key && 'columns' in key ? key.columns.map((id) => columns.find((column) => column.id === id)?.name) : [];
  if (!relation || relation.relname !== name || withClause || names.length === 0 || names.includes(undefined)) return undefined;
  const own = (column = ''): Node => ({ ColumnRef: { fields: [text(relation.alias?.aliasname ?? name), text(column)] } });
  const equal = names.map((column, i): Node => ({ A_Expr: { kind: 'AEXPR_OP', name: [text('=')], lexpr: own(column), rexpr: { ColumnRef: { fields: [text(ROW), text(`k${i}`)] } } } }));
  const args = [...(whereClause ? [whereClause] : []), ...equal];
  const where: Node = args.length === 1 ? (args[0] as Node) : { BoolExpr: { boolop: 'AND_EXPR', args } };
  // A row of one column would be a plain value; a column beside the key is read from the table, in whose order Postgres comes to the rows.
  const beside = columns.find((column) => !names.includes(column.name));
  const asked = [...names.map((column, i) => ({ name: `k${i}`, val: own(column) })), { name: 'beside', val: beside ? own(beside.name) : { A_Const: { boolval: { boolval: true } } } }];
  return [loopOver(statement, relation, asked.map((target) => ({ ResTarget: target })), changing(where))];
}

function loopOver(statement: Statement, relation: RangeVar, targetList: Node[], change: Node): ForQuery {
  const { span } = statement;
  const query: Statement = { ...statement, tag: 'SelectStmt', node: { SelectStmt: { ...SELECT, targetList, fromClause: [{ RangeVar: relation }] } } };
  return { kind: 'for-query', span, target: [[ROW]], query, statements: [{ kind: 'sql', span, strict: false, statement: { ...statement, node: change } }] };
}

function text(sval: string): Node {
  return { String: { sval } };
}
