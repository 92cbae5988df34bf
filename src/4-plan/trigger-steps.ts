import { tableWithTriggers, withTriggers } from '../model/catalog-lookup.js';
import type { Catalog, ObjectId, Table } from '../model/catalog.js';
import { objectsWhoseTriggersUse } from '../model/mentions.js';
import { UNMET } from '../model/unmet.js';
import { assertAll } from './assertion.js';
import type { PlanContext } from './context.js';
import { physicalTriggers } from './physical/cache.js';
import type { PhysicalTrigger } from './physical/physical.js';
import { AT_WORK } from './print/at-work.js';
import { HELD_VALUES } from './print/held.js';
import { quoteIdentifier } from './print/identifier.js';
import { ROUNDS, ROUNDS_COLUMNS } from './print/rounds.js';
import { UNMET_COLUMNS } from './print/unmet.js';
import type { RunStep } from './run-step.js';

/** Triggers that go before tables and columns move, and those that come when everything is in its place. */
export interface TriggerSteps {
  readonly drop: readonly RunStep[];
  readonly create: readonly RunStep[];
}

/** Tables in which triggers write down what is going on. */
const HELPERS = [{ name: AT_WORK, columns: 'relation TEXT NOT NULL' }, { name: HELD_VALUES, columns: 'name TEXT NOT NULL, value' }, { name: ROUNDS, columns: ROUNDS_COLUMNS }, { name: UNMET, columns: UNMET_COLUMNS }];

const NO_STEPS: TriggerSteps = { drop: [], create: [] };

/**
 * SQLite reads all triggers again when it renames or drops a table or column, and refuses when one no longer fits: also triggers of other tables
 * that name the one which moves. They go first and come back last.
 *
 * @param touched objects that differ
 * @param moving tables that are renamed, rebuilt, edited or dropped
 * @param gone tables whose triggers are dropped with them, because their old form is
 */
export function triggerSteps(before: Catalog, after: Catalog, touched: readonly ObjectId[], moving: ReadonlySet<ObjectId>, gone: ReadonlySet<ObjectId>, context: PlanContext): TriggerSteps {
  if (withTriggers(before).length === 0 && withTriggers(after).length === 0) return NO_STEPS;
  const concerned = concernedBy([...touched, ...moving], before, after);
  const tables = (catalog: Catalog): readonly Table[] => concerned.flatMap((id) => tableWithTriggers(catalog, id) ?? []);
  const present = tables(before).map((table) => ({ table, triggers: physicalTriggers(table, before, context) }));
  const wanted = new Map(tables(after).map((table) => [table.id, physicalTriggers(table, after, context)]));
  if (present.length === 0 && wanted.size === 0) return NO_STEPS;
  const kept = new Set(
    present.flatMap(({ table, triggers }) => {
      if (moving.has(table.id) || readsMoving(table, moving)) return [];
      return remaining(triggers, wanted.get(table.id) ?? []);
    }),
  );
  const drop = present.flatMap(({ table, triggers }) =>
    triggers.filter(({ name, elsewhere = table.id }) => !kept.has(name) && (elsewhere === 'rounds' || !gone.has(elsewhere))).map(({ name }): RunStep => ({ sql: `DROP TRIGGER ${quoteIdentifier(name)}`, object: table.id })),
  );
  const fresh = [...wanted].flatMap(([object, triggers]) => triggers.filter(({ name }) => !kept.has(name)).map((trigger) => ({ ...trigger, object })));
  const create = fresh.map(({ sql, object }) => ({ sql, object }));
  const conditions = fresh.flatMap(({ object, verify }) => (verify && before.objects.has(object) ? [verify] : []));
  const verified = assertAll(conditions, context.dialect.limits.columns).map((sql) => ({ sql }));
  const helpers = HELPERS.flatMap(({ name, columns }) => (create.some(({ sql }) => sql.includes(name)) ? [{ sql: `CREATE TABLE IF NOT EXISTS ${name} (${columns})` }] : []));
  return { drop, create: [...helpers, ...create, ...verified] };
}

/** The objects themselves, and those with a trigger that uses one: all others keep their triggers as they are. */
function concernedBy(ids: readonly ObjectId[], before: Catalog, after: Catalog): readonly ObjectId[] {
  const concerned = new Set(ids);
  for (const id of ids) for (const catalog of [before, after]) for (const user of objectsWhoseTriggersUse(catalog, id)) concerned.add(user.id);
  return [...concerned].toSorted((a, b) => a - b);
}

function readsMoving(table: Table, moving: ReadonlySet<ObjectId>): boolean {
  return table.triggers.some(({ program }) => program?.kind === 'lowered' && program.reads.some((id) => moving.has(id)));
}

/** Those that are the same afterwards, but for the ones that have to be created after a new one, or after one that they need not have been created after so far. */
function remaining(present: readonly PhysicalTrigger[], wanted: readonly PhysicalTrigger[]): readonly string[] {
  const kept = new Map(wanted.filter((trigger) => present.some((other) => same(other, trigger))).map((trigger) => [trigger.name, trigger]));
  const ordered = new Map(present.map(({ name, after }) => [name, after]));
  for (let moved = true; moved; ) {
    moved = false;
    for (const { name, after = [] } of kept.values()) if (after.some((other) => !kept.has(other) || !ordered.get(name)?.includes(other))) moved = kept.delete(name) || moved;
  }
  return [...kept.keys()];
}

function same(a: PhysicalTrigger, b: PhysicalTrigger): boolean {
  return a.name === b.name && a.sql === b.sql;
}
