import { diagnose } from '../../../diagnostics/diagnose.js';
import type { ProcedureBlock } from '../../../model/procedure.js';
import type { Effect } from '../../../model/change.js';
import { onlyRow } from '../inserted-row.js';
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
  const effect = rows === runner.changes.length - 1 && rows === done && handlers.some(({ conditions }) => conditions.includes('others')) ? unlessRefused(change.effect, runner) : change.effect;
  runner.changes[rows] = { ...change, effect, diagnostics: [...change.diagnostics, diagnose(NOT_CAUGHT.code, { message: NOT_CAUGHT.message, file: runner.file, span })] };
}

/** A single row that breaks NOT NULL, a key or a CHECK is left out; triggers would have their own errors left out with it. */
function unlessRefused(effect: Effect, { catalog }: Runner): Effect {
  const [statement, ...others] = effect.kind === 'data' ? effect.statements : [];
  if (statement?.kind !== 'insert' || others.length > 0 || statement.onConflict || statement.returning.length > 0 || !onlyRow(statement)) return effect;
  const table = catalog.objects.get(statement.target.relation);
  if (table?.kind !== 'table' || table.triggers.some(({ enabled, events }) => enabled && events.includes('insert'))) return effect;
  return { kind: 'data', statements: [{ ...statement, unlessRefused: true }] };
}
