import { diagnose } from '../../../diagnostics/diagnose.js';
import type { ProcedureBlock } from '../../../model/procedure.js';
import { canBeLeftOut, NOT_CAUGHT } from '../handler.js';
import { refuseBlock, type Runner } from './runner.js';

/**
 * Handlers that do nothing are left out. Nothing goes on after an error on the target, which is said at the first statement about rows.
 *
 * @param done how many changes there were before the block
 */
export function leaveHandlersOut({ handlers }: ProcedureBlock, done: number, runner: Runner): void {
  const rows = runner.changes.findIndex(({ effect }, at) => at >= done && effect.kind === 'data');
  const change = runner.changes[rows];
  if (!change) return;
  const { span } = change.cause;
  if (!handlers.every(canBeLeftOut)) refuseBlock(runner, 'only the database knows whether this statement fails, and the handler below depends on it', span);
  runner.changes[rows] = { ...change, diagnostics: [...change.diagnostics, diagnose(NOT_CAUGHT.code, { message: NOT_CAUGHT.message, file: runner.file, span })] };
}
