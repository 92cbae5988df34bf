import type { FuncCall, Node, SelectStmt } from '@pgsql/types';
import type { ForQuery } from '../../model/procedure.js';
import type { Statement } from '../../model/statement.js';
import { givenValue } from './given-arguments.js';

const ROW = '__tm_row';
const column = (i: number): string => `a${i + 1}`;

/** Nothing but a list of values. */
export const SELECT: SelectStmt = { op: 'SETOP_NONE', limitOption: 'LIMIT_OPTION_DEFAULT' };

/** `SELECT f(id) FROM t` as `FOR r IN SELECT id FROM t LOOP PERFORM f(r.id)`; without FROM one round, for what only the database knows: `SELECT f((SELECT max(id) FROM t))`. */
export function roundOf(statement: Statement, select: SelectStmt, call: FuncCall): ForQuery {
  const { args = [] } = call;
  const asked = args.flatMap((arg, i) => (isConstant(givenValue(arg)) ? [] : [{ ResTarget: { name: column(i), val: givenValue(arg) } }]));
  const targetList = asked.length > 0 ? asked : [{ ResTarget: { name: column(0), val: { A_Const: { boolval: { boolval: true } } } } }];
  const rows: Statement = { ...statement, node: { SelectStmt: { ...select, targetList } } };
  const given = args.map((arg, i): Node => {
    if (isConstant(givenValue(arg))) return arg;
    const value: Node = { ColumnRef: { fields: [{ String: { sval: ROW } }, { String: { sval: column(i) } }] } };
    return 'NamedArgExpr' in arg ? { NamedArgExpr: { ...arg.NamedArgExpr, arg: value } } : value;
  });
  const called: Statement = { ...statement, node: { SelectStmt: { ...SELECT, targetList: [{ ResTarget: { val: { FuncCall: { ...call, args: given } } } }] } } };
  const { span } = statement;
  return { kind: 'for-query', span, target: [[ROW]], query: rows, statements: [{ kind: 'perform', span, query: called }] };
}

/** A literal: its type is what the parameter's is. */
function isConstant(node: Node): boolean {
  return 'A_Const' in node || ('TypeCast' in node && node.TypeCast.arg !== undefined && isConstant(node.TypeCast.arg));
}
