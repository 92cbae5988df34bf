import type { Catalog, Column, Index, Sequence, Table } from '../model/catalog.js';
import type { Constraint } from '../model/constraint.js';
import type { PlanContext } from './context.js';
import { checkForm } from './physical/check-form.js';
import { isCounted } from '../model/counted.js';
import { exclusionForm } from './physical/exclusion.js';
import { generatedKey, setsSomeColumns, soleKey } from './physical/own-constraints.js';
import { asksForDefault, isGivenLater, storageOf } from './print/sequence-storage.js';
import { typeNotes } from './print/type.js';

export function noteTable(before: Table | undefined, after: Table, context: PlanContext): void {
  const { limits, name } = context.dialect;
  if (after.columns.length > limits.columns && (before?.columns.length ?? 0) <= limits.columns) {
    context.report({ code: 'too-many-columns', message: `table ${after.name} has ${after.columns.length} columns; ${name} takes ${limits.columns}` });
  }
  if (after.columns.length === 0) {
    context.report({ code: 'empty-table-unsupported', message: `table ${after.name} has no columns; a table of ${name} has at least one` });
  }
  if (after.partitioned && !before?.partitioned) {
    context.report({ code: 'partitioning-ignored', message: `table ${after.name} is stored as one table, without partitions, which takes any row of the application` });
  }
  if (after.inherits && !before?.inherits) {
    context.report({ code: 'inheritance-apart', message: `table ${after.name} has the columns and CHECKs of its parents, but an application that reads a parent does not see its rows` });
  }
  if (after.rowSecurity && !before?.rowSecurity) {
    context.report({ code: 'lossy-row-security', message: `row-level security of table ${after.name} is not enforced here` });
  }
}

/** Collations that compare the bytes of texts, as SQLite does; the database's own one counts as such. */
const BYTE_COLLATIONS: ReadonlySet<string> = new Set(['C', 'POSIX', 'ucs_basic', 'default', 'C.UTF-8', 'C.utf8', 'pg_c_utf8']);

/** Tables of what a body sets aside, which nobody else knows. */
const KEPT = '__tm_kept_';

/** @param last the table after the run: a key may come later in the same migration */
export function noteColumn(column: Column, table: Table, last: Table, catalog: Catalog, context: PlanContext): void {
  for (const note of typeNotes(column.type, catalog, context.dialect, context.options)) {
    context.report({ ...note, message: `${table.name.startsWith(KEPT) ? 'a value that is set aside' : `column ${table.name}.${column.name}`}: ${note.message}` });
  }
  if (column.collation !== undefined && !BYTE_COLLATIONS.has(column.collation)) {
    context.report({ code: 'lossy-collation', message: `column ${table.name}.${column.name}: the collation "${column.collation}" is not available; text is compared byte by byte` });
  }
  const numbers = catalog.objects.get(column.identity?.sequence ?? column.serial ?? -1);
  const lost = isCounted(column) && numbers?.kind === 'sequence' ? lostOptions(numbers, soleKey(last) === column.id) : [];
  if (lost.length > 0) context.report({ code: 'sequence-options-ignored', message: `column ${table.name}.${column.name} counts on by one: ${listed(lost)} of its sequence ${lost.length > 1 ? 'are' : 'is'} not kept` });
  if (isGivenLater(column)) {
    const what = asksForDefault(column) ? 'default' : 'number';
    context.report({ code: 'trigger-sets-row-later', message: `column ${table.name}.${column.name} gets its ${what} by a trigger once the row is there: RETURNING does not show it, and a NULL that is written gets it too` });
  }
}

/** SQLite numbers with the highest number plus one, from 1 on; only where it does so itself it can be told to begin later. */
function lostOptions(sequence: Sequence, isKey: boolean): readonly string[] {
  const { start, increment, cycle } = sequence;
  const begins = isKey && BigInt(start) > 0n;
  return [...(start !== '1' && !begins ? ['START'] : []), ...(increment !== '1' ? ['INCREMENT'] : []), ...(hasEnd(sequence) ? ['MAXVALUE'] : []), ...(cycle ? ['CYCLE'] : [])];
}

/** Tools write out the greatest value of the type. */
function hasEnd({ maxValue, type }: Sequence): boolean {
  return maxValue !== undefined && BigInt(maxValue) < (type === 'int2' ? 32_767n : 2_147_483_647n);
}

function listed(names: readonly string[]): string {
  return names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}` : names.join('');
}

/**
 * @param start the catalog before the run
 * @param end the catalog after the run: a sequence may find its column later in the same migration
 */
export function noteSequence(before: Sequence | undefined, sequence: Sequence, start: Catalog, end: Catalog, context: PlanContext): void {
  if (before && before.name === sequence.name && before.cycle === sequence.cycle && before.maxValue === sequence.maxValue && storageOf(before, start).kind === 'counter') return;
  const last = end.objects.get(sequence.id);
  if (last?.kind !== 'sequence') return;
  if (storageOf(last, end).kind !== 'counter') return noteOwned(before, last, context);
  context.report({ code: 'sequence-as-table', message: `sequence ${sequence.name} is a table of one row here, from which triggers take their numbers` });
  if (last.cycle || hasEnd(last)) context.report({ code: 'sequence-options-ignored', message: `sequence ${sequence.name} has no end here: MAXVALUE and CYCLE are not kept` });
}

/** ALTER SEQUENCE: what the column that it numbers says of a new one. */
function noteOwned(before: Sequence | undefined, last: Sequence, context: PlanContext): void {
  const lost = before ? lostOptions(last, true).filter((option) => !lostOptions(before, true).includes(option)) : [];
  if (lost.length > 0) context.report({ code: 'sequence-options-ignored', message: `the column of sequence ${last.name} counts on by one: ${listed(lost)} ${lost.length > 1 ? 'are' : 'is'} not kept` });
}

export function noteConstraint(constraint: Constraint, table: Table, catalog: Catalog, context: PlanContext): void {
  switch (constraint.kind) {
    case 'exclusion':
      if (exclusionForm(constraint, table, catalog, context)) context.report({ code: 'constraint-by-trigger', message: `exclusion constraint ${constraint.name} is held by triggers, which look for rows that conflict with the new one` });
      if (constraint.deferrable) context.report({ code: 'lossy-deferrable-unique', message: `exclusion constraint ${constraint.name} is checked at once, row by row: SQLite cannot defer it` });
      break;
    case 'unique':
      if (constraint.deferrable) context.report({ code: 'lossy-deferrable-unique', message: `unique constraint ${constraint.name} is checked at once, row by row, but where a migration updates its columns: SQLite cannot defer it` });
      break;
    case 'foreign-key':
      if (setsSomeColumns(constraint)) {
        context.report({ code: 'foreign-key-set-columns', message: `foreign key ${constraint.name}: a trigger of the referenced table sets the columns that ON DELETE lists, because an action of SQLite sets them all` });
      }
      if (constraint.match === 'full' && constraint.columns.length > 1) {
        context.report({ code: 'lossy-match-full', message: `foreign key ${constraint.name}: SQLite checks MATCH FULL as MATCH SIMPLE` });
      }
      if (constraint.notValid) noteValidation(constraint.name, context);
      break;
    case 'check': {
      if (!constraint.notEnforced) checkForm(constraint, table, catalog, context);
      break;
    }
    case 'primary-key':
      if (constraint.deferrable) context.report({ code: 'lossy-deferrable-unique', message: `primary key ${constraint.name} is checked at once, row by row: SQLite cannot defer it` });
      if (generatedKey(table)) context.report({ code: 'key-by-index', message: `primary key ${constraint.name} is a unique index: SQLite takes no generated column into a primary key` });
      break;
    case 'not-null':
      if (constraint.notValid) context.report({ code: 'constraint-by-trigger', message: `constraint ${constraint.name} is held by triggers until it is validated: SQLite has no NOT NULL that rows from before may break` });
      break;
  }
}

function noteValidation(name: string, context: PlanContext): void {
  context.report({ code: 'constraint-validated-early', message: `constraint ${name} is NOT VALID in Postgres; here existing rows are checked at once` });
}

export function noteIndex(index: Index, context: PlanContext): void {
  if (!['btree', 'hash'].includes(index.method)) {
    context.report({ code: 'lossy-index-method', message: `index ${index.name} becomes an ordinary index: SQLite has no ${index.method}` });
  }
  if (index.include.length > 0) {
    context.report({ code: 'index-include-ignored', message: `index ${index.name} is created without its INCLUDE columns` });
  }
}
