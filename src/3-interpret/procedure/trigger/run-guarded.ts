import type { ExceptionHandler, ProcedureBlock, ProcedureStatement } from '../../../model/procedure.js';
import { and, isNotTrue, or } from '../condition.js';
import { canBeLeftOut, failsAgain, NOT_CAUGHT } from '../handler.js';
import { unsupported, type Flow, type Lowering } from './lowering.js';
import { runDeclarations } from './run-assign.js';
import { runTried } from './run-tried.js';
import { runTriedInsert } from './run-tried-insert.js';
import { heldFound } from './held-found.js';
import { foundNow, mergeStates } from './trigger-state.js';

const HELP = 'Use ON CONFLICT DO NOTHING, or a condition before the statement.';

/**
 * `BEGIN .. EXCEPTION WHEN .. THEN .. END`. SQLite's triggers cannot catch errors. Whether values can be worked out is asked beforehand. An INSERT that may find its row there already is ON CONFLICT DO NOTHING, and the
 * handler runs where it has inserted nothing; a handler that only goes on is left out, with a warning.
 */
export function runGuarded(block: ProcedureBlock, flow: Flow, lowering: Lowering): Flow {
  const tried = runTried(block, flow, lowering) ?? runTriedInsert(block, flow, lowering);
  if (tried) return tried;
  // What a function returns then would be another value.
  if (lowering.results && !lowering.results.unread) return unsupported(lowering, 'EXCEPTION handlers in a trigger have no equivalent', block.span, HELP);
  const [handler, ...others] = block.handlers;
  const start = runDeclarations(block.variables, flow, lowering);
  if (handler && others.length === 0 && handler.conditions.join() === 'unique_violation') {
    const done = insertOrHandle(block, handler, start, lowering);
    if (done) return done;
  }
  if (!block.handlers.every(canBeLeftOut)) return unsupported(lowering, 'EXCEPTION handlers in a trigger have no equivalent', block.span, HELP);
  if (!block.handlers.every(failsAgain)) lowering.notes.push(NOT_CAUGHT);
  return lowering.run(block.statements, start, lowering);
}

/** The block's last statement is the only one that can find a duplicate. */
function insertOrHandle(block: ProcedureBlock, handler: ExceptionHandler, start: Flow, lowering: Lowering): Flow | undefined {
  const last = block.statements.at(-1);
  if (last?.kind !== 'sql' || last.into || !('InsertStmt' in last.statement.node) || last.statement.node.InsertStmt.onConflictClause) return undefined;
  if (block.statements.some((statement) => statement !== last && statement.kind !== 'assign' && statement.kind !== 'raise')) return undefined;
  const { InsertStmt: insert } = last.statement.node;
  const orNothing: ProcedureStatement = { ...last, statement: { ...last.statement, node: { InsertStmt: { ...insert, onConflictClause: { action: 'ONCONFLICT_NOTHING' } } } } };
  const inserted = lowering.run([...block.statements.slice(0, -1), orNothing], start, lowering);
  if (handler.statements.length === 0) return inserted;
  const found = heldFound(foundNow(), inserted, lowering);
  const missed = and(inserted.guard, isNotTrue(found));
  const handled = lowering.run(handler.statements, { ...inserted, guard: missed }, lowering);
  // Where the handler ends nothing, what follows does not hang on it.
  const guard = handled.guard === missed ? inserted.guard : or(and(inserted.guard, found), handled.guard);
  return { guard, state: mergeStates(missed, handled.state, inserted.state) };
}
