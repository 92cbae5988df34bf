import { TEXT } from '../../model/base-types.js';
import { columnOf } from '../../model/catalog-lookup.js';
import type { ColumnId, Table, Trigger } from '../../model/catalog.js';
import type { Expr } from '../../model/expression.js';
import { caseOf } from '../../model/case-of.js';
import { bothOf } from '../../model/guarded-statement.js';
import { GENERATION, heldNames, NEW_ROW, RULE, treesOf, treesOfAssignments, whenOf, type TriggerAction, type TriggerBody, type TriggerEvent } from '../../model/trigger-program.js';
import type { Printing } from '../print/printing.js';
import { callsIn } from '../print/sequence-storage.js';
import { asGiven } from './given-row.js';
import { filledLater, laterNumber } from './later-number.js';
import { listedBy } from './listed-columns.js';
import { composeBody, composeExpression, type NewValues } from './trigger-rows.js';

export const EVENTS = ['insert', 'update', 'delete'] as const;

/** One trigger at one event, over the row as the user's statement gives it. */
export interface Firing {
  readonly trigger: Trigger;
  /** It reads a number that another trigger takes for the row, or a value that another one has put aside. */
  readonly borrows: boolean;
  /** What earlier triggers give to columns, over the row as the statement gives it. */
  readonly given: NewValues;
  readonly body: TriggerBody;
  readonly when?: Expr;
}

/** A trigger's body as it is written. */
interface Written {
  readonly trigger: Trigger;
  readonly body: TriggerBody;
}

export function firingsOf(table: Table, event: TriggerEvent, p: Printing): readonly Firing[] {
  const first = firstValues(table, event, p);
  const written = inOrder(table, event);
  return written.map(({ trigger, body }, i): Firing => {
    const earlier = written.slice(0, i);
    const over = valuesOver(earlier, first, table, trigger);
    const values = trigger.timing === 'after' ? asGiven(over, givenBy(earlier), table) : over;
    const condition = whenOf(trigger, body);
    const when = condition && composeExpression(condition, values);
    const composed = composeBody(body, values);
    const borrows = heldIn(composed) > heldIn(body) || body.actions.reduce((sum, action) => sum + numbersIn(action), 0) < composed.actions.reduce((sum, action) => sum + numbersIn(action), 0);
    const given = new Map([...values].filter(([id]) => givenBy(earlier).has(id)));
    return { trigger, borrows, given, body: composed, ...(when && { when }) };
  });
}

function givenBy(written: readonly Written[]): ReadonlySet<ColumnId> {
  return new Set(written.flatMap(({ body }) => body.assignments.map(({ column }) => column)));
}

/** What NEW's columns are after all BEFORE triggers. */
export function valuesAfter(table: Table, event: TriggerEvent, p: Printing): NewValues {
  return valuesOver(inOrder(table, event), firstValues(table, event, p), table);
}

function inOrder(table: Table, event: TriggerEvent): readonly Written[] {
  const enabled = table.triggers.filter((trigger) => trigger.enabled).toSorted((a, b) => rankOf(a) - rankOf(b) || (a.name < b.name ? -1 : 1));
  const ordered = [...enabled.filter(({ timing }) => timing === 'before'), ...enabled.filter(({ timing }) => timing !== 'before')];
  return ordered.flatMap((trigger): readonly Written[] => {
    const body = trigger.program?.kind === 'lowered' ? trigger.program.bodies.find((candidate) => candidate.event === event) : brokenBody(trigger, event);
    return body ? [{ trigger, body }] : [];
  });
}

/** What the planner makes of rules comes first, what it makes of generated columns last. */
function rankOf({ function: fn }: Trigger): number {
  return fn === RULE ? -1 : Number(fn === GENERATION);
}

function firstValues(table: Table, event: TriggerEvent, p: Printing): NewValues {
  return new Map(event === 'insert' ? filledLater(table).map((column) => [column.id, laterNumber(table, column, p)]) : []);
}

/** What NEW's columns are after these triggers, where the reader fires. */
function valuesOver(written: readonly Written[], first: NewValues, table: Table, reader?: Trigger): NewValues {
  return written.reduce((values, { trigger, body }) => {
    const condition = whenOf(trigger, body);
    const when = condition && composeExpression(condition, values);
    const listed = body.event === 'update' && body.assignments.length > 0 && !firesWith(trigger, reader) ? listedBy(trigger) : undefined;
    return withAssignments(values, composeBody(body, values), bothOf(listed, when), table);
  }, first);
}

/** Whether UPDATE OF of the one lets it fire whenever the other does. */
function firesWith({ columns }: Trigger, reader: Trigger | undefined): boolean {
  return columns.length === 0 || (reader !== undefined && reader.columns.length > 0 && reader.columns.every((column) => columns.includes(column)));
}

/** How often a body reads a value that is put aside. */
function heldIn({ actions, assignments }: TriggerBody): number {
  return heldNames([...treesOf(actions), ...treesOfAssignments(assignments)]).length;
}

function numbersIn(action: TriggerAction): number {
  return treesOf([action]).reduce((sum, tree) => sum + callsIn(tree).length, 0);
}

/** A function that fails each time it is called, as it does in Postgres. */
function brokenBody({ program, events }: Trigger, event: TriggerEvent): TriggerBody | undefined {
  if (program?.kind !== 'failed' || !program.broken || !events.includes(event)) return undefined;
  return { event, actions: [{ kind: 'raise', message: { kind: 'literal', value: program.diagnostic.message, type: TEXT } }], assignments: [], notes: [] };
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
