import type { Catalog, CatalogObject, Column, ObjectId, Table } from '../model/catalog.js';
import type { Constraint } from '../model/constraint.js';
import { findColumn, tableWithTriggers, viewAsTable, withTriggers } from '../model/catalog-lookup.js';
import type { Change } from '../model/change.js';
import { objectsMentioning } from '../model/mentions.js';
import type { StatementVerdict } from '../model/plan.js';
import type { Statement } from '../model/statement.js';
import { someNode } from '../model/walk.js';
import { printContext, type PlanContext } from './context.js';
import { noteColumn, noteConstraint, noteIndex, noteSequence, noteTable } from './notes.js';
import { isCounted } from '../model/counted.js';
import { physicalColumn } from './physical/column.js';
import { physicalIndexes } from './physical/index-definition.js';
import { soleKey } from './physical/own-constraints.js';
import { isDocument } from './print/document.js';
import { printExpression } from './print/expression.js';
import { isGivenLater } from './print/sequence-storage.js';
import { defaultTriggers } from './physical/default-trigger.js';
import { createView } from './physical/view.js';
import { movedSequences, type RunDifference } from './touched-objects.js';
import { comesBack, noteTriggers } from './trigger-notes.js';
import { noteDefaults } from './view-by-triggers.js';

/** A change with the objects that it leaves otherwise than it found them. */
export interface Touch {
  readonly change: Change;
  readonly ids: readonly ObjectId[];
}

export function touchesOf(changes: readonly Change[]): readonly Touch[] {
  return changes.map((change) => ({ change, ids: change.before.objects.changedIds(change.after.objects) }));
}

/** For each object the changes of the run that have touched it, in order. */
export function changesByObject(touches: readonly Touch[]): ReadonlyMap<ObjectId, readonly Change[]> {
  const found = new Map<ObjectId, Change[]>();
  for (const { change, ids } of touches) {
    for (const id of ids) {
      const changes = found.get(id);
      if (changes) changes.push(change);
      else found.set(id, [change]);
    }
  }
  return found;
}

/**
 * The change that is to blame where the database refuses a step of an object: of several the last one that asks something of the rows, as
 * SET NOT NULL does and a comment does not.
 */
export function askingChange(touching: ReadonlyMap<ObjectId, readonly Change[]>): (id: ObjectId) => Change | undefined {
  const found = new Map<ObjectId, Change>();
  return (id) => {
    const changes = touching.get(id) ?? [];
    if (changes.length < 2 || found.has(id)) return found.get(id) ?? changes[0];
    const asking = changes.findLast((change) => asksOfRows(change, id)) ?? changes.at(-1);
    if (asking) found.set(id, asking);
    return asking;
  };
}

function asksOfRows(change: Change, id: ObjectId): boolean {
  const [before, after] = [change.before.objects.get(id), change.after.objects.get(id)];
  return after?.kind === 'table' && tableAsks(before?.kind === 'table' ? before : undefined, after);
}

function tableAsks(before: Table | undefined, after: Table): boolean {
  if (!before || added(before.constraints, after.constraints).length > 0 || added(before.indexes, after.indexes).some(({ unique }) => unique)) return true;
  return added(before.columns, after.columns).some((column) => {
    const old = findColumn(before, column.id);
    return (column.notNull && old?.notNull !== true) || (old !== undefined && old.type !== column.type);
  });
}

/**
 * Judges the statements of a run: prints once more, with a listener, what each one brought in. The listener turns remarks
 * into diagnostics at the statement that is to blame. `last` is what the whole migration comes to: a dump makes keys after its rows.
 */
export function noteRun(touches: readonly Touch[], { before: start, after: end, changed }: RunDifference, last: Catalog, contextOf: (statement: Statement) => PlanContext, verdicts: Map<Statement, StatementVerdict>): void {
  const ids = new Set(changed);
  for (const touch of touches) {
    const { change } = touch;
    if (touch.ids.length === 0 && !(change.effect.kind === 'schema' && change.effect.rows.length > 0)) continue;
    const context = contextOf(change.cause);
    noteValues(change, start, end, context);
    for (const id of touch.ids) {
      const [before, after] = [change.before.objects.get(id), change.after.objects.get(id)];
      if (after === undefined || !ids.has(id) || !end.objects.has(id)) continue;
      if (after.kind === 'table') {
        noteTableChange(before?.kind === 'table' ? before : undefined, after, { end, last }, change, context);
        noteNumbersShared(after, start, end, withinStatement(change.cause, context));
      }
      else if (after.kind === 'function') noteCallers(before, after, end, change, context);
      else if (after.kind === 'sequence') noteSequence(before?.kind === 'sequence' ? before : undefined, after, start, end, context);
      else if (after.kind === 'view') {
        if (before?.kind !== 'view' || before.query !== after.query) createView(after, printContext(context, change.after));
        if (after.columns.length === 0) context.report({ code: 'empty-table-unsupported', message: `view ${after.name} has no columns; a view of ${context.dialect.name} has at least one` });
        noteDefaults(before?.kind === 'view' ? before : undefined, after, context);
        noteTriggers(before?.kind === 'view' ? viewAsTable(before) : undefined, viewAsTable(after), { last: tableWithTriggers(end, after.id), end }, change.after, change.cause, context);
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
    if (!column || isCounted(column) || isGivenLater(column) || isDocument(column.type, { ...context, catalog: end })) continue;
    if (table?.kind === 'table' && start.objects.has(id)) printExpression(value, printContext(context, before, table));
  }
}

/** A function that is replaced is written anew into the triggers that call it, whose own statements stay as they are. */
function noteCallers(before: CatalogObject | undefined, { id }: CatalogObject, end: Catalog, { after, cause }: Change, context: PlanContext): void {
  if (before === undefined || comesBack(id, after, end)) return;
  for (const table of objectsMentioning(after, id)) if (table.kind === 'table') noteGenerated(table, id, context);
  for (const table of withTriggers(after)) {
    if (table.kind !== 'table') continue;
    const calling = table.triggers.filter(({ program }) => program?.kind === 'lowered' && program.reads.includes(id));
    if (calling.length > 0) noteTriggers({ ...table, triggers: table.triggers.filter((trigger) => !calling.includes(trigger)) }, table, { last: tableWithTriggers(end, table.id), end }, after, cause, withinStatement(cause, context));
  }
}

/** Postgres keeps what is stored until the row is updated; SQLite works a generated column out again when its table is made again. */
function noteGenerated({ name, columns }: Table, id: ObjectId, context: PlanContext): void {
  for (const column of columns) {
    if (column.generated?.stored && someNode(column.generated.expr, (node) => 'function' in node && node.function === id)) {
      context.report({ code: 'generated-anew', message: `column ${name}.${column.name} is worked out anew in rows that are there: Postgres keeps what is stored until a row is updated` });
    }
  }
}

/** What is stored with a table may have been written by another statement, in another file: its place cannot be shown here. */
function withinStatement({ span }: Statement, context: PlanContext): PlanContext {
  const isHere = (at: number | undefined): boolean => at !== undefined && at >= span.start && at < span.end;
  return { ...context, report: ({ at, ...note }) => context.report(isHere(at) && at !== undefined ? { ...note, at } : note) };
}

interface Ends {
  /** Of the run. */
  readonly end: Catalog;
  /** Of the migration. */
  readonly last: Catalog;
}

function tableIn({ objects }: Catalog, id: ObjectId): Table | undefined {
  const object = objects.get(id);
  return object?.kind === 'table' ? object : undefined;
}

function noteTableChange(before: Table | undefined, after: Table, { end, last: final }: Ends, { cause, after: catalog }: Change, context: PlanContext): void {
  const here = withinStatement(cause, context);
  const last = tableIn(end, after.id);
  noteTable(before, after, here);
  const columns = added(before?.columns, after.columns).filter((column) => !isSameButName(before && findColumn(before, column.id), column));
  for (const column of columns) {
    noteColumn(column, after, last ?? after, catalog, here);
    defaultTriggers({ ...after, columns: [column] }, catalog, here);
    physicalColumn(column, after, catalog, here);
  }
  for (const constraint of added(before?.constraints, after.constraints)) noteConstraint(asValidated(constraint, last), after, catalog, here);
  for (const index of added(before?.indexes, after.indexes)) if (physicalIndexes({ ...after, constraints: [], indexes: [index] }, catalog, here).length > 0) noteIndex(index, here);
  noteNumbers(columns, after, tableIn(final, after.id), here);
  noteTriggers(before, after, { last, end }, catalog, cause, context);
}

/** NOT VALID says nothing where VALIDATE CONSTRAINT follows at once. */
function asValidated(constraint: Constraint, last: Table | undefined): Constraint {
  if (!('notValid' in constraint) || !constraint.notValid) return constraint;
  const kept = last?.constraints.find(({ id }) => id === constraint.id);
  return kept && 'notValid' in kept && !kept.notValid ? { ...constraint, notValid: false } : constraint;
}

/** Other tables that take numbers of its sequence, which is kept elsewhere from here on, or nowhere. */
function noteNumbersShared({ id }: Table, start: Catalog, end: Catalog, context: PlanContext): void {
  for (const name of movedSequences(tableIn(start, id), tableIn(end, id), start, end)) {
    for (const other of objectsMentioning(end, name)) if (other.kind === 'table' && other.id !== id) defaultTriggers(other, end, context);
  }
}

/** A dump makes the key of a numbered column later in the same migration: the table as that leaves it counts. */
function noteNumbers(columns: readonly Column[], { name }: Table, last: Table | undefined, context: PlanContext): void {
  if (!last) return;
  for (const column of columns) {
    const kept = findColumn(last, column.id);
    if (kept && isCounted(column) && isCounted(kept) && soleKey(last) !== column.id) {
      context.report({ code: 'serial-outside-primary-key', message: `column ${name}.${column.name} is numbered by a trigger: each row gets the highest number plus one` });
    }
  }
}

function isSameButName(a: Column | undefined, b: Column): boolean {
  return a !== undefined && a.type === b.type && a.default === b.default && a.generated === b.generated && a.identity === b.identity && a.serial === b.serial && a.collation === b.collation;
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
