import { columnOf } from '../../model/catalog-lookup.js';
import type { Table, Trigger } from '../../model/catalog.js';
import type { Expr } from '../../model/expression.js';
import { bothOf, caseOf } from '../../model/guarded-statement.js';
import { NEW_ROW, type TriggerAction, type TriggerBody, type TriggerEvent } from '../../model/trigger-program.js';
import type { Printing } from '../print/printing.js';
import { callsIn } from '../print/sequence-storage.js';
import { filledLater, laterNumber } from './later-number.js';
import { composeBody, composeExpression, type NewValues } from './trigger-rows.js';

export const EVENTS = ['insert', 'update', 'delete'] as const;

/** One trigger at one event, over the row as the user's statement gives it. */
export interface Firing {
  readonly trigger: Trigger;
  /** It reads a number that another trigger takes for the row. */
  readonly borrows: boolean;
  readonly body: TriggerBody;
  readonly when?: Expr;
}

export function firingsOf(table: Table, event: TriggerEvent, p: Printing): readonly Firing[] {
  return composed(table, event, p).firings;
}

/** What NEW's columns are after all BEFORE triggers. */
export function valuesAfter(table: Table, event: TriggerEvent, p: Printing): NewValues {
  return composed(table, event, p).values;
}

function composed(table: Table, event: TriggerEvent, p: Printing): { readonly firings: readonly Firing[]; readonly values: NewValues } {
  const enabled = table.triggers.filter((trigger) => trigger.enabled).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const ordered = [...enabled.filter(({ timing }) => timing === 'before'), ...enabled.filter(({ timing }) => timing !== 'before')];
  let values: NewValues = new Map(event === 'insert' ? filledLater(table).map((column) => [column.id, laterNumber(table, column, p)]) : []);
  const firings = ordered.flatMap((trigger): readonly Firing[] => {
    const body = trigger.program?.kind === 'lowered' ? trigger.program.bodies.find((candidate) => candidate.event === event) : brokenBody(trigger, event);
    if (!body) return [];
    const when = trigger.when && composeExpression(trigger.when, values);
    const over = composeBody(body, values);
    values = withAssignments(values, over, when, table);
    const borrows = body.actions.reduce((sum, action) => sum + numbersIn(action), 0) < over.actions.reduce((sum, action) => sum + numbersIn(action), 0);
    return [{ trigger, borrows, body: over, ...(when && { when }) }];
  });
  return { firings, values };
}

function numbersIn(action: TriggerAction): number {
  return treesOf([action]).reduce((sum, tree) => sum + callsIn(tree).length, 0);
}

export function treesOf(actions: readonly TriggerAction[]) {
  return actions.flatMap((action) => [...(action.guard ? [action.guard] : []), ...(action.kind === 'statement' ? [action.statement] : action.kind === 'raise' ? [action.message] : [])]);
}

/** A function that fails each time it is called, as it does in Postgres. */
function brokenBody({ program, events }: Trigger, event: TriggerEvent): TriggerBody | undefined {
  if (program?.kind !== 'failed' || !program.broken || !events.includes(event)) return undefined;
  return { event, actions: [{ kind: 'raise', message: { kind: 'literal', value: program.diagnostic.message, type: { kind: 'base', name: 'text', modifiers: [] } } }], assignments: [], notes: [] };
}

function withAssignments(values: NewValues, body: TriggerBody, when: Expr | undefined, table: Table): NewValues {
  if (body.assignments.length === 0) return values;
  const next = new Map(values);
  for (const { column, value, guard } of body.assignments) {
    const condition = bothOf(when, guard);
    const { name, type } = columnOf(table, column);
    const otherwise: Expr = values.get(column) ?? { kind: 'column', source: NEW_ROW, column, name, type };
    next.set(column, condition ? caseOf(condition, value, otherwise) : value);
  }
  return next;
}
