import type { FuncCall, InsertStmt, Node, SelectStmt } from '@pgsql/types';
import type { ForQuery, ProcedureBlock, ProcedureStatement, Variable } from '../../model/procedure.js';
import type { Statement } from '../../model/statement.js';
import { givenValue } from './given-arguments.js';

/** The row of a round. */
export const ROW = '__tm_row';
const column = (i: number): string => `a${i + 1}`;

const TRUE: Node = { A_Const: { boolval: { boolval: true } } };

/** Nothing but a list of values. */
export const SELECT: SelectStmt = { op: 'SETOP_NONE', limitOption: 'LIMIT_OPTION_DEFAULT' };

/** `SELECT f(id) FROM t` as `FOR r IN SELECT id FROM t LOOP PERFORM f(r.id)`; without FROM one round, for what only the database knows: `SELECT f((SELECT max(id) FROM t))`. */
export function roundOf(statement: Statement, select: SelectStmt, ...calls: readonly FuncCall[]): ForQuery {
  const asked: Node[] = [];
  const statements = calls.map((call) => performed(statement, { ...call, args: (call.args ?? []).map((arg) => ofRound(arg, asked)) }));
  const { span } = statement;
  return { kind: 'for-query', span, target: [[ROW]], query: rowsOf(statement, select, asked), statements };
}

/** `PERFORM f(..)` */
export function performed(statement: Statement, call: FuncCall): ProcedureStatement {
  return { kind: 'perform', span: statement.span, query: { ...statement, node: { SelectStmt: { ...SELECT, targetList: [{ ResTarget: { val: { FuncCall: call } } }] } } } };
}

/** The same with a variable of its own for the row. */
export function blockOfRounds(statement: Statement, select: SelectStmt, call: FuncCall): ProcedureStatement {
  return blockOf(statement, [roundOf(statement, select, call)]);
}

export function blockOf({ span }: Statement, statements: readonly ProcedureStatement[]): ProcedureBlock {
  const row: Variable = { name: ROW, span, type: { kind: 'record' }, constant: false, notNull: false };
  return { kind: 'block', span, variables: [row], handlers: [], statements };
}

/**
 * `INSERT INTO items SELECT new_order(v), w FROM t` as `FOR r IN SELECT v, w FROM t LOOP INSERT INTO items VALUES (new_order(r.v), r.w)`.
 *
 * @param isCalled whether a call is carried out in the round, with what the row gives it
 */
export function insertingRound(statement: Statement, insert: InsertStmt, select: SelectStmt, isCalled: (call: FuncCall) => boolean): ForQuery {
  const asked: Node[] = [];
  const values = (select.targetList ?? []).map((target): Node => {
    const value = ('ResTarget' in target ? target.ResTarget.val : undefined) ?? target;
    return 'FuncCall' in value && isCalled(value.FuncCall) ? { FuncCall: { ...value.FuncCall, args: (value.FuncCall.args ?? []).map((arg) => ofRound(arg, asked)) } } : ofRound(value, asked);
  });
  // A row of one column would be a plain value.
  if (asked.length === 1) asked.push({ ResTarget: { name: column(1), val: TRUE } });
  const inserted: Statement = { ...statement, node: { InsertStmt: { ...insert, selectStmt: { SelectStmt: { ...SELECT, valuesLists: [{ List: { items: values } }] } } } } };
  const { span } = statement;
  return { kind: 'for-query', span, target: [[ROW]], query: rowsOf(statement, select, asked), statements: [{ kind: 'sql', span, strict: false, statement: inserted }] };
}

/** A value as a column of the round's row; what is constant stays where it is. */
function ofRound(node: Node, asked: Node[]): Node {
  const value = givenValue(node);
  if (isConstant(value)) return node;
  const name = column(asked.length);
  asked.push({ ResTarget: { name, val: value } });
  const read: Node = { ColumnRef: { fields: [{ String: { sval: ROW } }, { String: { sval: name } }] } };
  return 'NamedArgExpr' in node ? { NamedArgExpr: { ...node.NamedArgExpr, arg: read } } : read;
}

function rowsOf(statement: Statement, select: SelectStmt, asked: readonly Node[]): Statement {
  const targetList: Node[] = asked.length > 0 ? [...asked] : [{ ResTarget: { name: column(0), val: TRUE } }];
  return { ...statement, node: { SelectStmt: { ...select, targetList } } };
}

/** A literal: its type is what the parameter's is. */
export function isConstant(node: Node): boolean {
  return 'A_Const' in node || ('TypeCast' in node && node.TypeCast.arg !== undefined && isConstant(node.TypeCast.arg));
}
