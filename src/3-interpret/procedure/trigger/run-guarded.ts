import type { ProcedureBlock, ProcedureStatement } from '../../../model/procedure.js';
import { and, isNotTrue, or } from '../condition.js';
import { onlyRow } from '../inserted-row.js';
import { canBeLeftOut, failsAgain, isOnlyForDuplicates, NOT_CAUGHT, ONLY_THE_ROW } from '../handler.js';
import { unsupported, type Flow, type Lowering } from './lowering.js';
import { unlessMissing } from './missing-field.js';
import { runDeclarations } from './run-assign.js';
import { runTried } from './run-tried.js';
import { failuresOfAll } from './failures.js';
import { runForeseen } from './run-foreseen.js';
import { asksForError } from './caught.js';
import { heldFound } from './held-found.js';
import { foundNow, mergeStates } from './trigger-state.js';

const UNFORESEEN = 'whether this block with its EXCEPTION handlers fails cannot be told beforehand in a trigger, and SQLite cannot catch an error';
const HELP = 'Use ON CONFLICT DO NOTHING, or a condition before the statement. Statements about single rows are foreseen; loops, several rows at once and what other triggers raise are not.';

/**
 * `BEGIN .. EXCEPTION WHEN .. THEN .. END`. SQLite's triggers cannot catch errors. Whether values can be worked out is asked beforehand. An INSERT that may find its row there already is ON CONFLICT DO NOTHING, and the
 * handler runs where it has inserted nothing; a handler that only goes on is left out, with a warning.
 */
export function runGuarded(block: ProcedureBlock, flow: Flow, lowering: Lowering): Flow {
  const tried = runTried(block, flow, lowering) ?? unlessMissing(() => insertOrHandle(block, flow, lowering, true), lowering) ?? runForeseen(block, flow, lowering);
  if (tried) return tried;
  // Errors that handlers only tell in other words fail the statement either way.
  if (!lowering.evaluated && block.handlers.every(failsAgain)) return unguarded(block, flow, lowering);
  // What a function returns then would be another value.
  if (lowering.results && !lowering.results.unread) return unsupported(lowering, UNFORESEEN, block.span, HELP);
  const done = insertOrHandle(block, flow, lowering, false);
  if (done) return done;
  if (!block.handlers.every(canBeLeftOut) || (lowering.evaluated && block.handlers.some(failsAgain))) return unsupported(lowering, UNFORESEEN, block.span, HELP);
  lowering.notes.push(NOT_CAUGHT);
  return unguarded(block, flow, lowering);
}

function unguarded({ statements, variables }: ProcedureBlock, flow: Flow, lowering: Lowering): Flow {
  return lowering.run(statements, runDeclarations(variables, flow, lowering), lowering);
}

/** What OR IGNORE passes over; a missing parent still fails the statement. */
const BROKEN: ReadonlySet<string> = new Set(['unique_violation', '23505', 'check_violation', 'not_null_violation', 'foreign_key_violation', 'integrity_constraint_violation', 'others']);

/** Any error at all, of which a row is all that there is. */
const ANYTHING: ReadonlySet<string> = new Set(['integrity_constraint_violation', 'others']);

/**
 * The block's last statement before it returns is the only one that can find a duplicate, or break another constraint.
 *
 * @param exactly whether it may not mean less: other errors than those that are handled, a parent that is missing
 */
function insertOrHandle(block: ProcedureBlock, flow: Flow, lowering: Lowering, exactly: boolean): Flow | undefined {
  const { statements, handlers: [handler, ...others] } = block;
  if (!handler || others.length > 0 || (lowering.results && !lowering.results.unread)) return undefined;
  if (exactly && !isOnlyForDuplicates(handler) && !handler.conditions.some((condition) => ANYTHING.has(condition))) return undefined;
  const end = statements.at(-1)?.kind === 'return' ? statements.length - 1 : statements.length;
  const last = statements[end - 1];
  if (failsAgain(handler) || asksForError(handler) || !handler.conditions.every((condition) => BROKEN.has(condition))) return undefined;
  if (last?.kind !== 'sql' || last.into || !('InsertStmt' in last.statement.node) || last.statement.node.InsertStmt.onConflictClause) return undefined;
  if (statements.slice(0, end - 1).some(({ kind }) => kind !== 'assign' && kind !== 'raise')) return undefined;
  const { InsertStmt: insert } = last.statement.node;
  const orNothing: ProcedureStatement = { ...last, statement: { ...last.statement, node: { InsertStmt: { ...insert, onConflictClause: { action: 'ONCONFLICT_NOTHING' } } } } };
  const only = isOnlyForDuplicates(handler);
  const before = lowering.actions.length;
  const inserted = lowering.run([...statements.slice(0, end - 1), orNothing], runDeclarations(block.variables, flow, lowering), lowering);
  // Of several rows those that meet nothing would come, which here all go with the one that does.
  if (lowering.actions.slice(before).some((action) => action.kind === 'statement' && action.statement.kind === 'insert' && !onlyRow(action.statement))) {
    lowering.actions.length = before;
    return undefined;
  }
  if (!only && !leaveOut(before, lowering, exactly)) return undefined;
  const rest = statements.slice(end);
  if (handler.statements.length === 0 && rest.length === 0) return inserted;
  const found = heldFound(foundNow(), inserted, lowering);
  const missed = and(inserted.guard, isNotTrue(found));
  const handled = lowering.run(handler.statements, { ...inserted, guard: missed }, lowering);
  const there = and(inserted.guard, found);
  const done = lowering.run(rest, { ...inserted, guard: there }, lowering);
  // Where neither ends anything, what follows does not hang on it.
  const guard = handled.guard === missed && done.guard === there ? inserted.guard : or(done.guard, handled.guard);
  return { guard, state: mergeStates(missed, handled.state, done.state), ...((handled.returned || done.returned) && { returned: true }) };
}

/** The row is left out whatever it breaks; errors of triggers would be left out with it, and what they have done would stay. */
function leaveOut(before: number, { actions, catalog, notes }: Lowering, exactly: boolean): boolean {
  const at = actions.findLastIndex(({ kind }) => kind === 'statement');
  const action = at < before ? undefined : actions[at];
  const insert = action?.kind === 'statement' && action.statement.kind === 'insert' ? action.statement : undefined;
  const table = insert && catalog.objects.get(insert.target.relation);
  if (action?.kind !== 'statement' || !insert || table?.kind !== 'table' || !onlyRow(insert) || table.triggers.some(({ enabled, events }) => enabled && events.includes('insert'))) {
    actions.length = before;
    return false;
  }
  if (exactly && (table.constraints.some(({ kind }) => kind === 'foreign-key') || failuresOfAll([...(onlyRow(insert)?.values() ?? [])], catalog)?.length !== 0)) {
    actions.length = before;
    return false;
  }
  const { onConflict: _nothing, ...plain } = insert;
  actions[at] = { ...action, statement: { ...plain, unlessRefused: true } };
  notes.push(ONLY_THE_ROW);
  return true;
}
