import { columnOf } from '../model/catalog-lookup.js';
import type { Catalog, CatalogObject, Column, ObjectId, Table, Trigger } from '../model/catalog.js';
import { GENERATION, THROUGH_VIEW } from '../model/trigger-program.js';
import { UNMET } from '../model/unmet.js';
import type { Statement } from '../model/statement.js';
import type { PlanContext } from './context.js';
import { turnsOf } from './firing-turns.js';
import { lateRead, orderConflict } from './trigger-order.js';
import { checkedEarly } from './physical/late-constraint.js';
import { checkedAt } from './physical/late-check.js';
import { isNative, programTriggers } from './physical/program-trigger.js';
import { isDocument } from './print/document.js';

/**
 * What is to be said about the triggers that a statement has made or changed.
 *
 * @param end of the run: only then triggers are made, so that what a later statement mends or drops was never wrong
 */
export function noteTriggers(before: Table | undefined, after: Table, { last, end }: RunEnd, catalog: Catalog, cause: Statement, context: PlanContext): void {
  const fresh = after.triggers.filter((trigger) => trigger.enabled && !before?.triggers.includes(trigger) && !isToldOf(trigger, before) && !isMended(trigger, last) && !(trigger.program?.kind === 'lowered' && trigger.program.reads.some((id) => comesBack(id, catalog, end))) && !isNative(trigger, context));
  if (fresh.length === 0) return;
  for (const trigger of fresh) {
    noteTrigger(trigger, after, catalog, cause, context);
    const conflict = orderConflict(trigger, after);
    if (conflict) context.report({ code: 'trigger-unsupported', message: `triggers ${conflict.setter.name} and ${conflict.actor.name} of table ${after.name} both give ${conflict.column} a value, and SQLite does not say which comes first`, help: 'Give the column its value in the BEFORE trigger only.' });
    const late = lateRead(trigger, after);
    if (late) context.report({ code: 'trigger-unsupported', message: `trigger ${late.setter.name} of table ${after.name} gives the row what it finds in ${catalog.objects.get(late.relation)?.name ?? 'a table'}, which trigger ${late.changer.name} changes before that`, help: `Do both in one function, or make ${late.changer.name} an AFTER trigger.` });
    for (const turn of turnsOf(trigger, after, catalog)) context.report(turn);
    // Prints it once more for the remarks of the printers.
    programTriggers({ ...after, triggers: [trigger] }, catalog, here(trigger, catalog, cause, context));
  }
}

/** The triggers of a view follow its table; they are told of once. */
function isToldOf({ id, function: fn }: Trigger, before: Table | undefined): boolean {
  return fn === THROUGH_VIEW && before?.triggers.some((other) => other.id === id) === true;
}

/** What a run leaves: the table, and all else. */
export interface RunEnd {
  readonly last: Table | undefined;
  readonly end: Catalog;
}

/** A function whose callee is dropped comes back when that does. */
export function comesBack(id: ObjectId, now: Catalog, end: Catalog): boolean {
  return hasObstacle(now.objects.get(id)) && !hasObstacle(end.objects.get(id));
}

function hasObstacle(object: CatalogObject | undefined): boolean {
  return object?.kind === 'function' && object.obstacle !== undefined;
}

function isMended({ id, program }: Trigger, last: Table | undefined): boolean {
  return program?.kind === 'failed' && last?.triggers.find((trigger) => trigger.id === id)?.program?.kind !== 'failed';
}

/** Places in a function that stands in another file cannot be shown at this statement. */
function here({ function: id }: Trigger, catalog: Catalog, { file }: Statement, context: PlanContext): PlanContext {
  const object = typeof id === 'string' ? undefined : catalog.objects.get(id);
  const procedure = object?.kind === 'function' ? object.procedure : undefined;
  if (procedure && 'file' in procedure && procedure.file === file) return context;
  return { ...context, report: ({ at: _at, ...note }) => context.report(note) };
}

function noteTrigger(trigger: Trigger, table: Table, catalog: Catalog, cause: Statement, context: PlanContext): void {
  const { program, name } = trigger;
  if (program?.kind === 'failed') {
    const { code, message, span, file, help } = program.diagnostic;
    // A place in another file, or in a function that is created elsewhere, cannot be shown here.
    const here = file === cause.file && span !== undefined && span.start >= cause.span.start && span.end <= cause.span.end;
    const at = here ? { at: span.start } : {};
    if (program.broken) context.report({ code: 'trigger-broken', message: `trigger ${name} of table ${table.name} fails each time it fires, here as in Postgres: ${message}`, ...at });
    else context.report({ code: code.includes('unsupported') ? code : 'trigger-unsupported', message: `trigger ${name} of table ${table.name}: ${message}`, ...at, ...(help !== undefined && { help }) });
    return;
  }
  const until = checkedAt(trigger, table, catalog);
  if (until) context.report({ code: 'trigger-checked-by-key', message: `trigger ${name} of table ${table.name} fails the ${until === 'commit' ? 'transaction' : 'statement'} at its end by a foreign key: the error says FOREIGN KEY constraint failed, what the trigger says stands in ${UNMET}${until === 'commit' ? '; a condition that came true is asked again only when the trigger fires again' : ''}` });
  else if (trigger.deferred) context.report({ code: 'trigger-not-deferred', message: `trigger ${name} of table ${table.name} runs at once, after each row; Postgres runs it at the end of the transaction` });
  if (trigger.events.includes('truncate') && !isIdle(trigger)) context.report({ code: 'trigger-truncate-ignored', message: `trigger ${name} of table ${table.name} does not fire on TRUNCATE, which is a DELETE here` });
  if (until !== 'commit' && trigger.timing === 'after' && program?.inPart) {
    context.report({ code: 'trigger-row-by-row', message: `trigger ${name} reads ${table.name}, where it sees the rows of one statement come one by one; Postgres shows them all` });
  }
  for (const body of program?.bodies ?? []) {
    // A check that waits for the end of the statement is asked as often as Postgres asks it.
    for (const note of body.notes) if (!until || note.code !== 'trigger-per-row') context.report(note);
    const [documents, assigned] = split(body.assignments.map(({ column }) => columnOf(table, column)), ({ type }) => isDocument(type, { ...context, catalog }));
    if (documents.length > 0) context.report({ code: 'lossy-search', message: `trigger ${name} of table ${table.name} gives no value to ${documents.map((column) => column.name).join(', ')}: full-text search documents are not kept` });
    if (assigned.length > 0 && trigger.function !== GENERATION) {
      context.report({ code: 'trigger-sets-row-later', message: `trigger ${name} of table ${table.name} gives the row its values once it is there: RETURNING shows those before` });
    }
    noteConstraints(assigned, body.event, trigger, table, context);
  }
}

/** Its body is there, and does nothing here. */
function isIdle({ program, events }: Trigger): boolean {
  return program?.kind === 'lowered' && events.length > 1 && program.bodies.every(({ actions, assignments }) => actions.length + assignments.length === 0);
}

/** SQLite checks the row as the statement gives it, Postgres as the trigger leaves it; triggers that do so work the values out anew, which random ones do not allow. */
function noteConstraints(columns: readonly Column[], event: string, trigger: Trigger, table: Table, context: PlanContext): void {
  const { required, checks } = checkedEarly(columns, table);
  for (const column of event === 'insert' ? required : []) {
    context.report({ code: 'trigger-after-constraints', message: `trigger ${trigger.name} gives ${table.name}.${column.name} a random value after the row is there: an INSERT must bring some value, because the column is NOT NULL` });
  }
  for (const check of checks) {
    context.report({ code: 'trigger-after-constraints', message: `trigger ${trigger.name} gives ${table.name} a random value after the row is there: what the statement gives must fulfil CHECK ${check.name} already` });
  }
}

function split<T>(items: readonly T[], first: (item: T) => boolean): readonly [readonly T[], readonly T[]] {
  return [items.filter(first), items.filter((item) => !first(item))];
}
