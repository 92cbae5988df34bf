import { referencesTo } from '../model/catalog-lookup.js';
import type { Catalog, Table, Trigger } from '../model/catalog.js';
import type { ForeignKey, ReferentialAction } from '../model/constraint.js';
import { treesOfAssignments, type TriggerBody, type TriggerEvent } from '../model/trigger-program.js';
import { changesFor, conflict, effectsOf, withReach, type Effects } from '../model/effects.js';

/** Two triggers that take turns otherwise than in Postgres, where that shows: what is to be said of them. */
export interface Turn {
  readonly code: 'trigger-row-by-row' | 'trigger-cascade-order';
  readonly message: string;
}

interface Fired {
  readonly trigger: Trigger;
  readonly table: Table;
  readonly effects: Effects;
  readonly anew: boolean;
}

/**
 * Postgres fires the BEFORE triggers of all rows of a statement, then the AFTER triggers of all, then those FOR EACH STATEMENT, and those of the rows that a foreign key takes along come
 * after those of the rows that are named (https://www.postgresql.org/docs/18/trigger-definition.html). SQLite is through with one row, and with what goes
 * along, before it comes to the next.
 */
export function turnsOf(trigger: Trigger, table: Table, catalog: Catalog): readonly Turn[] {
  if (!fires(trigger)) return [];
  const concerns = ({ trigger: one }: Fired, { trigger: other }: Fired): boolean => one === trigger || other === trigger;
  const own = EVENTS.flatMap((event) => inOrder(table, event, catalog).filter(([one, other]) => concerns(one, other) && conflict(one.effects, other.effects, catalog) && !isDoneAnew(one, other)).slice(0, 1).map(inTurn));
  if (trigger.level === 'statement') return own;
  const along = linksOf(table, catalog).flatMap(({ parent, child, event, follows }) => {
    const [first, last] = [firedAt(parent, event, 'before', catalog), firedAt(parent, event, 'after', catalog)];
    const [then, finally_] = [firedAt(child, follows, 'before', catalog), firedAt(child, follows, 'after', catalog)];
    return [...pairs(last, finally_, concerns, catalog), ...pairs(first, [...then, ...finally_], concerns, catalog)].slice(0, 1).map(goneAlong);
  });
  return [...own, ...along];
}

/** The triggers of a table for an event in twos, where Postgres fires the first for all rows before the second. */
function inOrder(table: Table, event: TriggerEvent, catalog: Catalog): readonly (readonly [Fired, Fired])[] {
  const stages = STAGES.map(({ timing, level }) => firedAt(table, event, timing, catalog, level).toSorted((a, b) => (a.trigger.name < b.trigger.name ? -1 : 1)));
  return stages.flatMap((stage, i) => stage.flatMap((one, j) => [...(STAGES[i]?.level === 'statement' ? stage.slice(j + 1) : []), ...stages.slice(i + 1).flat()].map((other) => [one, other] as const)));
}

/** @see https://www.postgresql.org/docs/18/trigger-definition.html */
const STAGES = [{ timing: 'before', level: 'statement' }, { timing: 'before', level: 'row' }, { timing: 'after', level: 'row' }, { timing: 'after', level: 'statement' }] as const;

/** After the last row nothing is left of what the second one has done before, and the first one does not look at that. */
function isDoneAnew(one: Fired, other: Fired): boolean {
  return other.anew && !changesFor(other.effects, one.effects);
}

const EVENTS: readonly TriggerEvent[] = ['insert', 'update', 'delete'];

function fires({ enabled, deferred, program }: Trigger): boolean {
  return enabled && !deferred && program?.kind === 'lowered';
}

function firedAt(table: Table, event: TriggerEvent, timing: Trigger['timing'], catalog: Catalog, level: Trigger['level'] = 'row'): readonly Fired[] {
  return table.triggers.filter((trigger) => trigger.timing === timing && trigger.level === level && fires(trigger)).flatMap((trigger) => {
    const body = trigger.program?.kind === 'lowered' ? trigger.program.bodies.find((candidate) => candidate.event === event) : undefined;
    return body ? [{ trigger, table, effects: withReach(ofBody(body, trigger), catalog), anew: body.anew === true }] : [];
  });
}

/** What is given to the row is no change of a table, but may be asked of one. */
function ofBody({ actions, assignments }: TriggerBody, { when }: Trigger): Effects {
  return { ...effectsOf(actions, [...(when ? [when] : []), ...treesOfAssignments(assignments)]), skips: false };
}

function pairs(ones: readonly Fired[], others: readonly Fired[], concerns: (one: Fired, other: Fired) => boolean, catalog: Catalog): readonly (readonly [Fired, Fired])[] {
  return ones.flatMap((one) => others.filter((other) => concerns(one, other) && conflict(one.effects, other.effects, catalog)).map((other) => [one, other] as const));
}

/** A foreign key that takes rows along, from either of its ends. */
interface Link {
  readonly parent: Table;
  readonly child: Table;
  readonly event: TriggerEvent;
  readonly follows: TriggerEvent;
}

function linksOf(table: Table, catalog: Catalog): readonly Link[] {
  const own = table.constraints.flatMap((key) => {
    const parent = key.kind === 'foreign-key' && key.target !== table.id ? catalog.objects.get(key.target) : undefined;
    return key.kind === 'foreign-key' && parent?.kind === 'table' && parent.triggers.length > 0 ? linksBy(key, parent, table) : [];
  });
  return [...own, ...referencesTo(catalog, table.id).flatMap(({ table: child, key }) => (child.triggers.length > 0 ? linksBy(key, table, child) : []))];
}

function linksBy({ onDelete, onUpdate }: ForeignKey, parent: Table, child: Table): readonly Link[] {
  const link = (event: TriggerEvent, action: ReferentialAction): readonly Link[] => {
    if (action === 'no action' || action === 'restrict') return [];
    return [{ parent, child, event, follows: event === 'delete' && action === 'cascade' ? 'delete' : 'update' }];
  };
  return [...link('delete', onDelete), ...link('update', onUpdate)];
}

function inTurn([one, other]: readonly [Fired, Fired]): Turn {
  return { code: 'trigger-row-by-row', message: `triggers ${one.trigger.name} and ${other.trigger.name} of table ${one.table.name} fire in turn for each row of a statement; Postgres is through with ${one.trigger.name} before it comes to ${other.trigger.name}` };
}

function goneAlong([one, other]: readonly [Fired, Fired]): Turn {
  if (one.trigger === other.trigger) return { code: 'trigger-cascade-order', message: `where rows of ${one.table.name} go along with other rows of it by a foreign key, trigger ${one.trigger.name} fires for these first; in Postgres it fires for them last` };
  return { code: 'trigger-cascade-order', message: `where rows of ${other.table.name} go along with rows of ${one.table.name} by a foreign key, trigger ${other.trigger.name} fires before trigger ${one.trigger.name} is through; in Postgres ${one.trigger.name} comes first` };
}
