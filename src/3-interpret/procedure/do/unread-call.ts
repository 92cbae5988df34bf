import type { ProcedureExpression, ProcedureTarget } from '../../../model/procedure.js';
import type { Statement } from '../../../model/statement.js';
import { callAlone, callIn, whatDoes } from '../called-alone.js';
import { SELECT } from '../called-round.js';
import { isRead } from '../read-names.js';
import { performed } from './run-sql.js';
import { forgetCount, setVariable, type Runner } from './runner.js';

/**
 * `n := backfill(100)`, where nothing reads the variable: `PERFORM backfill(100)`, which need not know what comes of it.
 * @param name absent where the value is only told the client
 */
export function doneUnread(name: string | undefined, { node, span }: ProcedureExpression, runner: Runner): boolean {
  const call = callIn(node);
  if (!call || !whatDoes(call, runner.catalog) || (name !== undefined && isReadHere(name, runner))) return false;
  const { variables } = runner;
  performed({ file: runner.file, span, text: '', tag: 'SelectStmt', node: { SelectStmt: { ...SELECT, targetList: [{ ResTarget: { val: node } }] } } }, runner);
  runner.variables = variables;
  // What it says of the statement before is asked of the database, which has done others since.
  if (variables.get('found')?.expr) setVariable(runner, 'found', { type: undefined, value: undefined });
  forgetCount(runner);
  if (name !== undefined) setVariable(runner, name, { type: variables.get(name)?.type, value: null });
  return true;
}

/** `SELECT backfill(100) INTO n` in the same way. */
export function selectsUnread({ node }: Statement, into: ProcedureTarget, runner: Runner): boolean {
  const call = 'SelectStmt' in node ? callAlone(node.SelectStmt) : undefined;
  return call !== undefined && whatDoes(call, runner.catalog) !== undefined && into.every(([name = '']) => !isReadHere(name, runner));
}

function isReadHere(name: string, { body }: Runner): boolean {
  return !body || isRead(name, body, 'read');
}
