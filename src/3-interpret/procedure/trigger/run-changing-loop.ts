import { Refusal } from '../../../diagnostics/refusal.js';
import type { Foreach, ForInteger, ForQuery } from '../../../model/procedure.js';
import type { Flow, Lowering } from './lowering.js';
import { runEachRound } from './run-each-round.js';
import { runRoundsOfRows } from './rounds-of-rows.js';
import { runSetOfRounds } from './run-set-of-rounds.js';

/** A loop whose rounds change rows: one statement for all of them where that is the same, otherwise one round after the other. */
export function runChangingLoop(loop: ForQuery | Foreach | ForInteger, flow: Flow, lowering: Lowering): Flow {
  const before = { actions: lowering.actions.length, notes: lowering.notes.length };
  const undo = (): void => {
    lowering.actions.length = before.actions;
    lowering.notes.length = before.notes;
  };
  try {
    const end = lowering.rounds && loop.kind !== 'for-integer' && !(loop.kind === 'for-query' && !('SelectStmt' in loop.query.node)) ? runRoundsOfRows(loop, flow, lowering) : undefined;
    return end ?? runSetOfRounds(loop, flow, lowering);
  } catch (error) {
    if (!(error instanceof Refusal) || error.diagnostic.code !== 'trigger-unsupported' || lowering.trigger.level === 'statement') throw error;
    undo();
    try {
      return runEachRound(loop, flow, lowering);
    } catch (later) {
      throw later instanceof Refusal ? error : later;
    }
  }
}
