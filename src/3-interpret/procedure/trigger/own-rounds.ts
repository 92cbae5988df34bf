import type { Catalog, ObjectId, Table } from '../../../model/catalog.js';
import type { Query } from '../../../model/query.js';
import { changedBy, statementsIn, treesOf, type TriggerAction } from '../../../model/trigger-program.js';
import { relationsOf } from '../../../model/walk.js';
import { handedOn } from './handed-on.js';
import type { RoundOfRow } from './rounds-of-rows.js';
import { isRow, readsRows } from './rows-taken.js';

/** `SELECT * FROM fresh WHERE ..`: each row of the transition table has a round of its own, in the order in which the rows have come. */
export function takesEachRow({ body, orderBy, limit, offset, with: commons }: Query): boolean {
  if (body.kind !== 'select' || orderBy.length > 0 || limit || offset || commons.length > 0) return false;
  const [item, ...others] = body.from;
  return item?.kind === 'derived' && others.length === 0 && isRow(item) && body.distinct === false && body.groupBy.length === 0 && !body.having;
}

/**
 * Whether the rounds of a loop do the same where the trigger runs for each row: what each of them does comes after the one before in either case, so they may see each
 * other's work. They may not see the trigger's own table, which has all rows in Postgres, nor what the trigger does besides, and that not theirs.
 */
export function areOwnRounds(rounds: readonly RoundOfRow[], others: readonly TriggerAction[], { table, catalog }: { readonly table: Table; readonly catalog: Catalog }): boolean {
  const actions = rounds.flatMap(({ emitted }) => emitted);
  const [own, beside] = [reachedBy(actions, catalog), reachedBy(others, catalog)];
  const asksAtOnce = rounds.some(({ within }) => readsRows(within) || relationsOf(within).some((id) => own.changed.has(id)));
  if (!rounds.every(({ each }) => each) || asksAtOnce || own.touched.has(table.id)) return false;
  return ![...own.changed].some((id) => beside.touched.has(id)) && ![...beside.changed].some((id) => own.touched.has(id));
}

interface Reached {
  readonly touched: Set<ObjectId>;
  readonly changed: Set<ObjectId>;
}

/** What actions read and change, with what the triggers and foreign keys of the tables that they change do then. */
function reachedBy(actions: readonly TriggerAction[], catalog: Catalog): Reached {
  const reached: Reached = { touched: new Set(), changed: new Set() };
  const note = (done: readonly TriggerAction[]): void => {
    for (const id of treesOf(done).flatMap((tree) => relationsOf(tree))) reached.touched.add(id);
    for (const id of [...changedBy(done), ...statementsIn(done).flatMap((statement) => handedOn(statement, catalog))]) reached.changed.add(id);
  };
  note(actions);
  // A set goes on with what is added to it on the way.
  for (const id of reached.changed) {
    reached.touched.add(id);
    const table = catalog.objects.get(id);
    const triggers = table?.kind === 'table' ? table.triggers.filter(({ enabled }) => enabled) : [];
    for (const { program } of triggers) if (program?.kind === 'lowered') for (const body of program.bodies) note(body.actions);
  }
  return reached;
}
