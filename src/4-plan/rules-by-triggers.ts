import type { CatalogObject, Rule, Table, Trigger, View } from '../model/catalog.js';
import { RULE } from '../model/trigger-program.js';

export function hasRules(object: CatalogObject): object is Table | View {
  return (object.kind === 'table' || object.kind === 'view') && object.rules !== undefined;
}

const KEPT = new WeakMap<Table | View, Table | View>();

/** What rules say that is done instead, which is nothing, as triggers that leave each row out. */
export function withRules<T extends Table | View>(holder: T): T {
  const { rules } = holder;
  if (!rules) return holder;
  const kept = KEPT.get(holder) ?? { ...holder, triggers: [...holder.triggers, ...rules.map((rule) => triggerFor(rule, holder))] };
  KEPT.set(holder, kept);
  return kept as T;
}

const TRIGGERS = new WeakMap<Rule, Trigger>();

function triggerFor(rule: Rule, { kind, name: relation }: Table | View): Trigger {
  const known = TRIGGERS.get(rule);
  if (known) return known;
  const { id, name, event, enabled } = rule;
  const notes = [{ code: 'rule-by-trigger', message: `the rule ${name} is kept by a trigger: ${event.toUpperCase()} of ${relation} does nothing` }];
  const trigger: Trigger = {
    id: -id, name: `${name}_rule`, timing: kind === 'view' ? 'instead of' : 'before', events: [event], columns: [], level: 'row', function: RULE, args: [], enabled,
    program: { kind: 'lowered', bodies: [{ event, actions: kind === 'view' ? [] : [{ kind: 'skip' }], assignments: [], notes }], reads: [] },
  };
  TRIGGERS.set(rule, trigger);
  return trigger;
}
