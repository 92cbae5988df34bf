import { Refusal } from '../../../diagnostics/refusal.js';
import { diagnose } from '../../../diagnostics/diagnose.js';
import type { Catalog, ObjectId, Table, Trigger } from '../../../model/catalog.js';
import type { Procedure } from '../../../model/procedure.js';
import { changedBy, treesOf, type TriggerAction, type TriggerBody, type TriggerEvent } from '../../../model/trigger-program.js';
import { relationsOf } from '../../../model/walk.js';
import { addsPerRow } from './adds-per-row.js';
import { areApart, isDoneAnew } from './apart.js';
import { lowerBody, type Surroundings } from './lower-body.js';
import { areOwnRounds } from './own-rounds.js';
import { areRefreshes } from './refreshed-by-key.js';
import { roundsOfKeys } from './rounds-of-keys.js';
import type { RoundOfRow } from './rounds-of-rows.js';
import { isRowByRow, seesSettledRows } from './row-by-row.js';

/** What can be written by hand instead. */
export const OVERRIDE = 'Write the trigger for this target beside it: /* transmigrate sqlite,d1: CREATE TRIGGER .. */, or leave it out: -- transmigrate: skip sqlite,d1.';

const ROW_BY_ROW = `Take the rows of a transition table one by one, add what is counted to what is there (SET n = n + counted.n) or make all that belongs to a key anew (INSERT .. ON CONFLICT DO UPDATE of what a query says of the key), join OLD and NEW by the whole primary key, and let no statement look at what another one changes. Or: ${OVERRIDE}`;

/**
 * What a trigger FOR EACH STATEMENT does for each row of it, where that comes to the same. Loops over transition tables are one statement for all rounds, or else
 * the rounds of the row.
 */
export function lowerForStatement(procedure: Procedure, table: Table, trigger: Trigger, event: TriggerEvent, surroundings: Surroundings): TriggerBody {
  try {
    return perRow(lowerBody(procedure, table, trigger, event, surroundings), trigger, table, surroundings.catalog);
  } catch (error) {
    if (!trigger.transition || !(error instanceof Refusal) || error.diagnostic.code !== 'trigger-unsupported') throw error;
    const rounds: RoundOfRow[] = [];
    try {
      const body = lowerBody(procedure, table, trigger, event, { ...surroundings, rounds });
      if (rounds.length > 0) return perRow(body, trigger, table, surroundings.catalog, rounds);
    } catch (later) {
      if (!(later instanceof Refusal)) throw later;
    }
    throw error;
  }
}

/** FOR EACH STATEMENT means the same row by row where doing it again changes nothing. */
function perRow(body: TriggerBody, trigger: Trigger, table: Table, catalog: Catalog, rounds: readonly RoundOfRow[] = []): TriggerBody {
  const inRounds = rounds.flatMap(({ emitted }) => emitted);
  const others = body.actions.filter((action) => !inRounds.includes(action));
  const around = { table, event: body.event, catalog };
  const refreshed = rounds.length === 0 || (areRefreshes(rounds, around) && changeOtherRelations(inRounds, others)) || areOwnRounds(rounds, others, around);
  const apart = areApart(others, around);
  const single = others.filter((action) => !isRowByRow(action, around));
  const together = (!apart || single.length > 0) && areRefreshes(roundsOfKeys(others) ?? [], around);
  const again = together ? [] : single;
  if (!refreshed || !(apart || together) || again.some((action) => !addsPerRow(action, around))) throw new Refusal(diagnose('trigger-unsupported', { message: 'it runs once for a whole statement, and what it does then is not what it would do for each row', help: ROW_BY_ROW }));
  if (body.actions.length === 0) return body;
  const note = again.length === 0
    ? { code: 'trigger-per-row', message: `trigger ${trigger.name} runs for each row, and not at all when no row is changed` }
    : { code: 'trigger-adds-per-row', message: `trigger ${trigger.name} adds to ${namesOf(changedBy(again), catalog)} once for each row that is changed; Postgres does once for each statement` };
  const settled = again.length === 0 && (together || others.every((action) => seesSettledRows(action, around)));
  const anew = rounds.length === 0 && others.every((action) => isDoneAnew(action, catalog));
  return { ...body, notes: [...body.notes, note], ...(settled && { settled: true as const }), ...(anew && { anew: true as const }) };
}

/** Neither reads nor changes what the other one changes. */
export function changeOtherRelations(some: readonly TriggerAction[], others: readonly TriggerAction[]): boolean {
  return !touched(others).some((id) => changedBy(some).includes(id)) && !touched(some).some((id) => changedBy(others).includes(id));
}

function touched(actions: readonly TriggerAction[]): readonly ObjectId[] {
  return [...changedBy(actions), ...treesOf(actions).flatMap((tree) => relationsOf(tree))];
}

function namesOf(relations: readonly ObjectId[], { objects }: Catalog): string {
  return [...new Set(relations)].map((id) => objects.get(id)?.name ?? '').join(', ');
}
