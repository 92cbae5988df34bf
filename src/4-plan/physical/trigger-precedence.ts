import type { Catalog, Table } from '../../model/catalog.js';
import type { PhysicalTrigger } from './physical.js';
import { conflict, effectsOf, givenToRow, withReach, type Effects } from '../../model/effects.js';
import type { Firing } from './trigger-firing.js';

/** A printed trigger, with what it does. */
export interface PrintedTrigger {
  readonly firing: Firing;
  readonly timing: string;
  /** It gives the row its values; otherwise it carries out the body's actions. */
  readonly sets: boolean;
  readonly trigger: PhysicalTrigger;
}

/**
 * Postgres fires triggers by name. SQLite promises no order (https://www.sqlite.org/lang_createtrigger.html), but fires the one first that was created
 * last: where two could notice, the later one is created before the earlier one.
 */
export function inFiringOrder(printed: readonly PrintedTrigger[], table: Table, catalog: Catalog): readonly PhysicalTrigger[] {
  const known = new Map<PrintedTrigger, Effects>();
  const effects = (each: PrintedTrigger): Effects => {
    const found = known.get(each) ?? withReach(effectsOfPrinted(each, table), catalog);
    known.set(each, found);
    return found;
  };
  const ordered = printed.map((own, i): PhysicalTrigger => {
    const { trigger, timing, firing } = own;
    const after = printed.flatMap((other, j) => (j > i && other.timing === timing && other.firing.body.event === firing.body.event && other.firing !== firing && conflict(effects(own), effects(other), catalog) ? [other.trigger.name] : []));
    return after.length > 0 ? { ...trigger, after } : trigger;
  });
  return turned(ordered, printed);
}

function effectsOfPrinted({ firing: { body, when }, sets }: PrintedTrigger, table: Table): Effects {
  const asked = when ? [when] : [];
  return sets ? givenToRow(body, table, asked) : effectsOf(body.actions, asked);
}

/** Those of one event and timing the other way round, in their own places, where one of them has to be there before another. */
function turned(ordered: readonly PhysicalTrigger[], printed: readonly PrintedTrigger[]): readonly PhysicalTrigger[] {
  const group = (i: number): string => `${printed[i]?.timing} ${printed[i]?.firing.body.event}`;
  return ordered.map((own, i) => {
    const places = ordered.flatMap((_, j) => (group(j) === group(i) ? [j] : []));
    if (!places.some((place) => ordered[place]?.after)) return own;
    return ordered[places[places.length - 1 - places.indexOf(i)] as number] ?? own;
  });
}
