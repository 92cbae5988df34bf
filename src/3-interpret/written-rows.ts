import type { Catalog, Column, ColumnId, ObjectId, Table, WrittenRows } from '../model/catalog.js';
import type { Expr } from '../model/expression.js';
import type { DataStatement, Insert } from '../model/query.js';
import type { Draft } from './draft.js';
import { followNumbers } from './given-numbers.js';

/** Lists like those of versions are short; a table with more rows than this holds data. */
const MOST_ROWS = 200;

const NO_ROWS: WrittenRows = { rows: [], held: new Set() };
const AWAITED: WrittenRows = { ...NO_ROWS, awaited: true };

/** What no migration has changed since another one began: most of them write no rows. */
const CONTINUED = new WeakSet<Catalog['written']>();

/** A table that has just been created has no rows. */
export function startWritten(draft: Draft, table: ObjectId): void {
  draft.catalog = { ...draft.catalog, written: draft.catalog.written.set(table, NO_ROWS) };
}

/** When another migration begins: a table into which none has put anything is there for the rows of others, and the database has to look again. */
export function continueWritten(catalog: Catalog): Catalog {
  const { written } = catalog;
  if (CONTINUED.has(written)) return catalog;
  const stays = !written.some(({ rows, held, awaited }) => (rows.length === 0 && !awaited) || held.size > 0);
  const next = stays ? written : written.map(({ rows }) => (rows.length === 0 ? AWAITED : { rows, held: NO_ROWS.held }));
  CONTINUED.add(next);
  return stays ? catalog : { ...catalog, written: next };
}

/**
 * The catalog with what is known of rows after a statement.
 *
 * @param happens whether the statement is carried out, where a condition decides; undefined when that is not known
 */
export function afterWriting(before: Catalog, statements: readonly DataStatement[], happens: boolean | undefined = true): Catalog {
  const catalog = happens === false ? before : followNumbers(before, statements);
  if (catalog.written.size === 0 || happens === false) return catalog;
  let { written } = catalog;
  for (const statement of statements) {
    if (statement.kind === 'select-statement') continue;
    const targets = statement.kind === 'truncate' ? statement.relations : [statement.target.relation];
    // What triggers and changes in WITH write elsewhere is not followed.
    if (targets.some((id) => hasTriggers(catalog, id)) || ('with' in statement && statement.with.some((common) => 'kind' in common.statement))) written = written.clear();
    for (const id of targets) {
      const now = written.get(id);
      const then = now && happens ? changed(now, statement, catalog) : undefined;
      if (then) written = written.set(id, then);
      else if (now) written = written.delete(id);
    }
  }
  return written === catalog.written ? catalog : { ...catalog, written };
}

function hasTriggers({ objects }: Catalog, id: ObjectId): boolean {
  const object = objects.get(id);
  return object?.kind === 'table' && object.triggers.some(({ enabled }) => enabled);
}

/** Undefined where the rows are no longer known. */
function changed({ rows, awaited }: WrittenRows, statement: DataStatement, { objects }: Catalog): WrittenRows | undefined {
  if (awaited) return statement.kind === 'update' || statement.kind === 'delete' || statement.kind === 'truncate' ? AWAITED : undefined;
  if (statement.kind === 'truncate') return NO_ROWS;
  if (statement.kind === 'delete') return statement.where ? undefined : NO_ROWS;
  if (statement.kind === 'update') {
    const set = statement.set.map(({ column, value }) => [column, constantOf(value)] as const);
    const plain = statement.where === undefined && statement.from.length === 0;
    return plain ? { rows: rows.map((row) => withValues(row, set)), held: NO_ROWS.held } : undefined;
  }
  if (statement.kind === 'select-statement') return undefined;
  const table = objects.get(statement.target.relation);
  const added = table?.kind === 'table' && !statement.onConflict ? insertedRows(statement, table) : undefined;
  return added && rows.length + added.length <= MOST_ROWS ? { rows: [...rows, ...added], held: NO_ROWS.held } : undefined;
}

type Constant = string | number | boolean | null | undefined;

function withValues(row: WrittenRows['rows'][number], values: readonly (readonly [ColumnId, Constant])[]): WrittenRows['rows'][number] {
  const next = new Map(row);
  for (const [column, value] of values) {
    if (value === undefined) next.delete(column);
    else next.set(column, value);
  }
  return next;
}

function insertedRows({ rows, columns }: Insert, table: Table): WrittenRows['rows'] | undefined {
  const lists = rows === 'default values' ? [[]] : rows.body.kind === 'values' ? rows.body.rows : undefined;
  if (!lists || (rows !== 'default values' && (rows.limit || rows.offset))) return undefined;
  return lists.map((list) => withValues(new Map(), table.columns.map((column) => [column.id, cell(list[columns.indexOf(column.id)], column)])));
}

function cell(given: Expr | undefined, { default: otherwise, identity, generated }: Column): Constant {
  const value = given?.kind === 'default' ? undefined : given;
  if (value) return constantOf(value);
  if (identity || generated) return undefined;
  return otherwise ? constantOf(otherwise) : null;
}

const NUMBERS: ReadonlySet<string> = new Set(['int2', 'int4', 'int8']);
const TEXTS: ReadonlySet<string> = new Set(['text', 'varchar', 'unknown']);

/** What is stored of a constant that is converted by assignment, for the types of versions and marks. */
function constantOf(expr: Expr): Constant {
  const value = expr.kind === 'cast' ? constantOf(expr.operand) : expr.kind === 'literal' ? expr.value : undefined;
  if (value === undefined || value === null) return value;
  const name = expr.type.kind === 'base' ? expr.type.name : '';
  if (TEXTS.has(name)) return String(value);
  if (NUMBERS.has(name) && Number.isInteger(Number(value)) && value !== '') return Number(value);
  return name === 'bool' && ['true', 'false'].includes(String(value)) ? String(value) === 'true' : undefined;
}
