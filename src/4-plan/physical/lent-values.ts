import { heldNames, treesOfAssignments, type TriggerAction } from '../../model/trigger-program.js';
import type { PhysicalTrigger } from './physical.js';
import type { Firing } from './trigger-firing.js';
import type { PrintedTrigger } from './trigger-precedence.js';

/**
 * The firings whose values that are put aside others of the same event ask for, as they make more of what the first gives to NEW; each with those others.
 * What is put aside is forgotten once all of them have given the row its values.
 */
export function lendings(firings: readonly Firing[]): ReadonlyMap<Firing, readonly Firing[]> {
  return new Map(firings.flatMap((firing) => {
    const own = new Set(namesHeld(firing.body.actions));
    const borrowers = own.size === 0 ? [] : firings.filter((other) => other !== firing && other.body.event === firing.body.event && asksFor(other).some((name) => own.has(name)));
    return borrowers.length > 0 ? [[firing, borrowers] as const] : [];
  }));
}

function namesHeld(actions: readonly TriggerAction[]): readonly string[] {
  return actions.flatMap((action) => (action.kind === 'hold' ? [action.name] : []));
}

/** What gives the row its values reads. */
function asksFor({ body: { assignments }, given, when }: Firing): readonly string[] {
  const otherwise = assignments.flatMap(({ column }) => given.get(column) ?? []);
  return assignments.length === 0 ? [] : heldNames([...treesOfAssignments(assignments), ...otherwise, ...(when ? [when] : [])]);
}

/** The triggers with those that forget, which SQLite fires after all that ask because they are created before them. */
export function withForgetting(triggers: readonly PhysicalTrigger[], printed: readonly PrintedTrigger[], lent: ReadonlyMap<Firing, readonly Firing[]>, forget: (firing: Firing) => PhysicalTrigger): readonly PhysicalTrigger[] {
  if (lent.size === 0) return triggers;
  const forgets = [...lent].map(([firing, borrowers]) => {
    const trigger = forget(firing);
    const asking = new Set(printed.flatMap((each) => (each.sets && (each.firing === firing || borrowers.includes(each.firing)) ? [each.trigger.name] : [])));
    return { trigger, asking };
  });
  const after = (name: string): readonly string[] => forgets.flatMap(({ trigger, asking }) => (asking.has(name) ? [trigger.name] : []));
  return [...forgets.map(({ trigger }) => trigger), ...triggers.map((trigger) => { const more = after(trigger.name); return more.length > 0 ? { ...trigger, after: [...(trigger.after ?? []), ...more] } : trigger; })];
}
