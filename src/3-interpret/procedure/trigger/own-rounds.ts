import type { Catalog, Table } from '../../../model/catalog.js';
import { conflict, effectsOf, withReach, type Effects } from '../../../model/effects.js';
import type { Query } from '../../../model/query.js';
import type { TriggerAction } from '../../../model/trigger-program.js';
import { relationsOf } from '../../../model/walk.js';
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
  const [own, beside] = [rounds.flatMap(({ emitted }) => emitted), others].map((actions) => withReach(effectsOf(actions), catalog, { cascades: true })) as [Effects, Effects];
  const asksAtOnce = rounds.some(({ within }) => readsRows(within) || relationsOf(within).some((id) => own.writes.has(id)));
  return rounds.every(({ each }) => each) && !asksAtOnce && !own.reads.has(table.id) && !own.writes.has(table.id) && !conflict(own, beside, catalog);
}
