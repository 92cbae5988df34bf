import { BOOL } from '../../model/base-types.js';
import type { Column, Table } from '../../model/catalog.js';
import type { DataType } from '../../model/data-type.js';
import type { Expr, SourceId } from '../../model/expression.js';
import type { Query } from '../../model/query.js';
import { NEW_ROW } from '../../model/trigger-program.js';
import { isVolatile } from '../../model/walk.js';
import { countedColumns } from '../../model/counted.js';
import { withNumbersInlined } from '../print/inline.js';
import { withPeeked } from '../print/nextval-stand-in.js';
import type { Printing } from '../print/printing.js';
import { asksForDefault, isGivenLater, columnsGivenLater } from '../print/sequence-storage.js';
import { soleKey } from './own-constraints.js';

const STORED: SourceId = -41;
const ALL: SourceId = -42;

/** Serial columns that are no rowid get their number from a trigger of their own, after the insert. */
export function numberedLater(table: Table): readonly Column[] {
  const counted = countedColumns(table);
  return counted.length === 0 ? counted : counted.filter(({ id }) => id !== soleKey(table));
}

/** The same, and columns whose default takes a number of a sequence. */
export function filledLater(table: Table): readonly Column[] {
  return [...numberedLater(table), ...columnsGivenLater(table)];
}

/**
 * What NEW.c of such a column is in Postgres: the number that the INSERT gives, or the one that its trigger has given by now, or the one that it
 * is about to give. SQLite does not say which trigger comes first.
 */
export function laterNumber(table: Table, column: Column, p: Printing): Expr {
  const { type } = column;
  const max: Expr = { kind: 'call', name: 'max', args: [reference(column, ALL)], aggregate: true, type };
  const highest: Expr = { kind: 'conditional', op: 'coalesce', args: [max, integer('0', type)], type };
  if (isGivenLater(column) && column.default) return sequenced(table, column, withNumbersInlined(column.default, p), p);
  const next: Expr = { kind: 'operator', name: '+', left: highest, right: integer('1', type), type };
  const given = reference(column, NEW_ROW);
  const own = ownRow(table);
  return { kind: 'conditional', op: 'coalesce', args: [given, ...(own ? [scalar(table, reference(column, STORED), STORED, own)] : []), scalar(table, next, ALL)], type };
}

/** The default, over the number that comes next. */
function sequenced(table: Table, column: Column, value: Expr, p: Printing): Expr {
  if (isVolatile(value) && asksForDefault(column)) {
    p.report({ code: 'unsupported-expression', message: `a trigger of ${table.name} reads column ${column.name} before it has its default, which is another one each time`, help: 'Give the column its value in the trigger, or write the default as a plain expression.' });
  }
  const own = ownRow(table);
  const stored = own && !isKey(table, column) ? [scalar(table, reference(column, STORED), STORED, own)] : [];
  return { kind: 'conditional', op: 'coalesce', args: [reference(column, NEW_ROW), ...stored, withPeeked(value)], type: column.type };
}

function isKey(table: Table, { id }: Column): boolean {
  return table.constraints.some((constraint) => constraint.kind === 'primary-key' && constraint.columns.includes(id));
}

/** `id = NEW.id`, where the key is no number itself. */
function ownRow(table: Table): Expr | undefined {
  const key = table.constraints.find((constraint) => constraint.kind === 'primary-key');
  const columns = key?.kind === 'primary-key' ? table.columns.filter(({ id }) => key.columns.includes(id)) : [];
  const tests = columns.map((column): Expr => ({ kind: 'operator', name: '=', left: reference(column, STORED), right: reference(column, NEW_ROW), type: BOOL }));
  const [only] = tests;
  return tests.length > 1 ? { kind: 'logical', op: 'and', args: tests, type: BOOL } : only;
}

function reference({ id, name, type }: Column, source: SourceId): Expr {
  return { kind: 'column', source, column: id, name, type };
}

function integer(value: string, type: DataType): Expr {
  return { kind: 'literal', value, type };
}

function scalar(table: Table, expr: Expr, source: SourceId, where?: Expr): Expr {
  const from = [{ kind: 'table' as const, source, relation: table.id }];
  const body = { kind: 'select' as const, distinct: false as const, targets: [{ expr, name: 'number' }], from, groupBy: [], windows: [], ...(where && { where }) };
  const query: Query = { with: [], recursive: false, orderBy: [], columns: [{ name: 'number', type: expr.type }], body };
  return { kind: 'subquery', form: 'scalar', query, type: expr.type };
}
