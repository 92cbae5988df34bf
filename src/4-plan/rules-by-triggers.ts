import type { CatalogObject, Rule, Table, Trigger, View } from '../model/catalog.js';
import { RULE, type TriggerAction } from '../model/trigger-program.js';
import { relationsOf } from '../model/walk.js';

export function hasRules(object: CatalogObject): object is Table | View {
  return (object.kind === 'table' || object.kind === 'view') && object.rules !== undefined;
}

const KEPT = new WeakMap<Table | View, Table | View>();

/** What rules say that is done instead, or besides, as triggers that do it for each row. */
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
  const { id, name, event, enabled, also, actions } = rule;
  const notes = also && actions.length === 0 ? [] : [{ code: 'rule-by-trigger', message: `the rule ${name} is kept by a trigger: ${saidOf(rule, relation)}` }];
  const trigger: Trigger = {
    id: -id, name: `${name}_rule`, timing: kind === 'view' ? 'instead of' : 'before', events: [event], columns: [], level: 'row', function: RULE, args: [], enabled,
    program: { kind: 'lowered', bodies: [{ event, actions: actionsOf(rule, kind), assignments: [], notes }], reads: [...new Set(actions.flatMap((action) => relationsOf(action)))] },
  };
  TRIGGERS.set(rule, trigger);
  return trigger;
}

function saidOf({ event, also, actions }: Rule, relation: string): string {
  const statement = `${event.toUpperCase()} of ${relation}`;
  return actions.length === 0 ? `${statement} does nothing` : `what ${also ? 'goes with' : 'stands for'} ${statement} is done row by row`;
}

/** A view has no rows of its own that could be left out. */
function actionsOf({ also, when, actions }: Rule, kind: (Table | View)['kind']): readonly TriggerAction[] {
  const guard = when && { guard: when };
  const skip: readonly TriggerAction[] = also || kind === 'view' ? [] : [{ kind: 'skip', ...guard }];
  return [...actions.map((statement): TriggerAction => ({ kind: 'statement', statement, ...guard })), ...skip];
}
