import type { Catalog, CatalogObject, Column, ObjectId, Table } from '../model/catalog.js';
import { tablesOf, viewAsTable } from '../model/catalog-lookup.js';
import type { Change } from '../model/change.js';
import type { StatementVerdict } from '../model/plan.js';
import type { Statement } from '../model/statement.js';
import { printContext, type PlanContext } from './context.js';
import { noteColumn, noteConstraint, noteIndex, noteSequence, noteTable } from './notes.js';
import { isCounted } from './counted.js';
import { physicalColumn } from './physical/column.js';
import { physicalIndexes } from './physical/index-definition.js';
import { constraintPlaces, soleKey } from './physical/own-constraints.js';
import { isDocument } from './print/document.js';
import { printExpression } from './print/expression.js';
import { isSequenced } from './print/sequence-storage.js';
import { sequenceTriggers } from './physical/sequence-trigger.js';
import { createView } from './physical/view.js';
import { noteTriggers } from './trigger-notes.js';

/** The change of the run that last touched an object. */
export function touchingChange(changes: readonly Change[]): (id: ObjectId) => Change | undefined {
  const last = new Map<ObjectId, Change>();
  for (const change of changes) for (const id of change.before.objects.changedIds(change.after.objects)) last.set(id, change);
  return (id) => last.get(id);
}

/**
 * The change that is to blame where the database refuses a step of an object: of several the last one that asks something of the rows, as
 * SET NOT NULL does and a comment does not.
 */
export function askingChange(changes: readonly Change[]): (id: ObjectId) => Change | undefined {
  const last = touchingChange(changes);
  const asking = new Map<ObjectId, Change>();
  for (const change of changes) {
    for (const id of change.before.objects.changedIds(change.after.objects)) {
      const [before, after] = [change.before.objects.get(id), change.after.objects.get(id)];
      if (after?.kind === 'table' && asksOfRows(before?.kind === 'table' ? before : undefined, after)) asking.set(id, change);
    }
  }
  return (id) => asking.get(id) ?? last(id);
}

function asksOfRows(before: Table | undefined, after: Table): boolean {
  if (!before || added(before.constraints, after.constraints).length > 0 || added(before.indexes, after.indexes).some(({ unique }) => unique)) return true;
  return added(before.columns, after.columns).some((column) => {
    const old = before.columns.find(({ id }) => id === column.id);
    return (column.notNull && old?.notNull !== true) || (old !== undefined && old.type !== column.type);
  });
}

/**
 * Judges the statements of a run: prints once more, with a listener, what each one brought in. The listener turns remarks
 * into diagnostics at the statement that is to blame.
 */
export function noteRun(changes: readonly Change[], start: Catalog, end: Catalog, contextOf: (statement: Statement) => PlanContext, verdicts: Map<Statement, StatementVerdict>): void {
  const ids = new Set(start.objects.changedIds(end.objects).filter((id) => end.objects.has(id)));
  for (const change of changes) {
    const context = contextOf(change.cause);
    noteValues(change, start, end, context);
    for (const id of change.before.objects.changedIds(change.after.objects)) {
      const [before, after] = [change.before.objects.get(id), change.after.objects.get(id)];
      if (after === undefined || !ids.has(id)) continue;
      if (after.kind === 'table') {
        const here = withinStatement(change.cause, context);
        noteTableChange(before?.kind === 'table' ? before : undefined, after, end, change.after, here);
        noteNumbers(before?.kind === 'table' ? before : undefined, after, end.objects.get(id), here);
        noteTriggers(before?.kind === 'table' ? before : undefined, after, change.after, change.cause, context);
      }
      else if (after.kind === 'function') noteCallers(before, after, change, context);
      else if (after.kind === 'sequence') noteSequence(before?.kind === 'sequence' ? before : undefined, after, start, end, context);
      else if (after.kind === 'view') {
        if (before?.kind !== 'view' || before.query !== after.query) createView(after, printContext(context, change.after));
        noteTriggers(before?.kind === 'view' ? viewAsTable(before) : undefined, viewAsTable(after), change.after, change.cause, context);
      }
      else if (after.kind === 'enum') emulate(change.cause, 'the labels are checked by a CHECK on each column of the type', verdicts);
      else if (after.kind === 'domain') emulate(change.cause, 'the checks are repeated on each column of the domain', verdicts);
    }
  }
}

/** What the statement gives to columns of rows that are there: ALTER COLUMN .. USING, ADD COLUMN .. DEFAULT. */
function noteValues({ before, effect }: Change, start: Catalog, end: Catalog, context: PlanContext): void {
  for (const { table: id, column: columnId, value } of effect.kind === 'schema' ? effect.rows : []) {
    const [table, last] = [before.objects.get(id), end.objects.get(id)];
    const column = last?.kind === 'table' ? last.columns.find((candidate) => candidate.id === columnId) : undefined;
    // New numbered columns number the rows themselves; a search document is NULL, as its column says.
    if (!column || isCounted(column) || isSequenced(column) || isDocument(column.type, { ...context, catalog: end })) continue;
    if (table?.kind === 'table' && start.objects.has(id)) printExpression(value, printContext(context, before, table));
  }
}

/** A function that is replaced is written anew into the triggers that call it, whose own statements stay as they are. */
function noteCallers(before: CatalogObject | undefined, { id }: CatalogObject, { after, cause }: Change, context: PlanContext): void {
  if (before === undefined) return;
  for (const table of tablesOf(after)) {
    const calling = table.triggers.filter(({ program }) => program?.kind === 'lowered' && program.reads.includes(id));
    if (calling.length > 0) noteTriggers({ ...table, triggers: table.triggers.filter((trigger) => !calling.includes(trigger)) }, table, after, cause, withinStatement(cause, context));
  }
}

/** What is stored with a table may have been written by another statement, in another file: its place cannot be shown here. */
function withinStatement({ span }: Statement, context: PlanContext): PlanContext {
  const isHere = (at: number | undefined): boolean => at !== undefined && at >= span.start && at < span.end;
  return { ...context, report: ({ at, ...note }) => context.report(isHere(at) && at !== undefined ? { ...note, at } : note) };
}

function noteTableChange(before: Table | undefined, after: Table, end: Catalog, catalog: Catalog, context: PlanContext): void {
  const { ofColumn } = constraintPlaces(after);
  const last = end.objects.get(after.id);
  noteTable(before, after, context);
  for (const column of added(before?.columns, after.columns)) {
    if (before?.columns.some((old) => isSameButName(old, column))) continue;
    noteColumn(column, after, last?.kind === 'table' ? last : after, catalog, context);
    sequenceTriggers({ ...after, columns: [column] }, catalog, context);
    physicalColumn(column, after, ofColumn(column.id), catalog, context);
  }
  for (const constraint of added(before?.constraints, after.constraints)) noteConstraint(constraint, after, catalog, context);
  for (const index of added(before?.indexes, after.indexes)) if (physicalIndexes({ ...after, constraints: [], indexes: [index] }, catalog, context).length > 0) noteIndex(index, context);
}

/** A dump makes the key of a numbered column later in the same run: the table as it is printed counts. */
function noteNumbers(before: Table | undefined, after: Table, last: CatalogObject | undefined, context: PlanContext): void {
  for (const column of added(before?.columns, after.columns)) {
    const kept = last?.kind === 'table' ? last.columns.find(({ id }) => id === column.id) : undefined;
    if (last?.kind !== 'table' || !kept || before?.columns.some((old) => isSameButName(old, column))) continue;
    if (isCounted(column) && isCounted(kept) && soleKey(last) !== column.id) {
      context.report({ code: 'serial-outside-primary-key', message: `column ${after.name}.${column.name} is numbered by a trigger: each row gets the highest number plus one` });
    }
  }
}

function isSameButName(a: Column, b: Column): boolean {
  return a.id === b.id && a.type === b.type && a.default === b.default && a.generated === b.generated && a.identity === b.identity && a.serial === b.serial && a.collation === b.collation;
}

/** What the second list has and the first has not: what is new is mostly last. */
function added<T>(before: readonly T[] | undefined, after: readonly T[]): readonly T[] {
  if (!before || before.length === 0) return after;
  let common = 0;
  while (common < after.length && before[common] === after[common]) common++;
  if (common === after.length) return [];
  const known = new Set(before.slice(common));
  return after.slice(common).filter((item) => !known.has(item));
}

function emulate(statement: Statement, reason: string, verdicts: Map<Statement, StatementVerdict>): void {
  if (!verdicts.has(statement)) verdicts.set(statement, { statement, verdict: 'emulated', reason });
}
