import { BOOL, INT8 } from '../../../model/base-types.js';
import type { Column, Table } from '../../../model/catalog.js';
import type { Change } from '../../../model/change.js';
import type { Expr } from '../../../model/expression.js';
import { bothOf } from '../../../model/guarded-statement.js';
import type { CommonTable, Insert, Query } from '../../../model/query.js';
import type { Span } from '../../../model/span.js';
import type { Statement } from '../../../model/statement.js';
import { withUniqueNames } from '../../../model/unique-columns.js';
import { addObject, removeObject } from '../../catalog/names.js';
import { draftOf, newId, newPartId, type Draft } from '../../draft.js';
import { queryOf } from '../inserted-row.js';
import { isOneRow } from '../one-row.js';
import { guardOf, refuseBlock, type Runner } from './runner.js';

/** No analysed statement has this source: the table's columns are only filled, not read. */
const TARGET = -41;

/** A row that has been set aside while the block runs: its values, and whether there was one. */
export interface KeptRow {
  readonly values: readonly Expr[];
  readonly found: Expr;
}

/**
 * What only the database can know, and the block needs later: a table of its own takes the first row of the query, if the statements run here at all.
 * Other targets have no variables.
 */
export function keepRow(query: Query, span: Span, runner: Runner): KeptRow {
  const cause = causeOf(span, runner);
  const draft = draftOf(cause, runner.catalog, runner.services);
  const columns = query.columns.map(({ type }, i): Column => ({ id: newPartId(draft), name: `v${i + 1}`, type, notNull: false }));
  const table = makeKept(draft, columns, runner);
  fillKept(table, { ...query, ...(!query.limit && !isOneRow(query) && { limit: ONE }) }, cause, runner);
  const values = columns.map((column): Expr => ({ kind: 'subquery', form: 'scalar', type: column.type, query: readOf(table, column, runner) }));
  const [first] = columns;
  return { values, found: first ? { kind: 'subquery', form: 'exists', type: BOOL, query: readOf(table, first, runner) } : { kind: 'literal', type: BOOL, value: 'true' } };
}

/** A table that is there as long as the block runs. */
export function makeKept(draft: Draft, columns: readonly Column[], runner: Runner, complete: (table: Table) => Table = (table) => table): Table {
  const bare: Table = { kind: 'table', id: newId(draft), schema: 'public', name: `__tm_kept_${runner.kept.length + 1}`, columns, constraints: [], indexes: [], triggers: [], persistence: 'permanent' };
  const table = complete(bare);
  addObject(draft, table);
  runner.kept.push(table);
  push(draft, { kind: 'schema', rows: [] }, runner);
  return table;
}

/** The rows of the query, if the statements run here at all. */
export function fillKept(table: Table, query: Query, cause: Statement, runner: Runner): void {
  const changes = query.with.filter(({ statement }) => 'kind' in statement && statement.kind !== 'select-statement');
  // What changes rows stands before the whole statement, and with it all that it may read.
  const [above, rows] = changes.length > 0 ? [query.with.map((entry) => changingUnderGuard(entry, cause, runner)), { ...query, with: [], recursive: false }] : [[], query];
  const fill: Insert = { kind: 'insert', with: above, recursive: above.length > 0 && query.recursive, target: { kind: 'table', source: TARGET, relation: table.id }, columns: table.columns.map(({ id }) => id), rows: underGuard(rows, runner), returning: [] };
  push(draftOf(cause, runner.catalog, runner.services), { kind: 'data', statements: [fill] }, runner);
}

export function keepValue(expr: Expr, span: Span, runner: Runner): Expr {
  if (expr.kind === 'literal') return expr;
  return keepRow(queryOf([{ expr, name: 'value' }]), span, runner).values[0] ?? expr;
}

/** The tables go when the block is at its end. */
export function dropKept(runner: Runner): void {
  for (const table of runner.kept) {
    const draft = draftOf(causeOf({ start: 0, end: 0 }, runner), runner.catalog, runner.services);
    removeObject(draft, table);
    push(draft, { kind: 'schema', rows: [] }, runner);
  }
}

const ONE: Expr = { kind: 'literal', value: '1', type: INT8 };

/** Nothing is changed where the statements do not run. */
function changingUnderGuard(entry: CommonTable, { span }: Statement, runner: Runner): CommonTable {
  const guard = guardOf(runner);
  const { statement } = entry;
  if (!guard || !('kind' in statement)) return entry;
  if (statement.kind === 'insert' && statement.rows !== 'default values') return { ...entry, statement: { ...statement, rows: underGuard(statement.rows, runner) } };
  if (statement.kind !== 'update' && statement.kind !== 'delete') return refuseBlock(runner, 'whether this statement runs is known only to the database', span);
  const where = bothOf(guard, statement.where);
  return { ...entry, statement: { ...statement, ...(where && { where }) } };
}

/** Nothing is read where the statements do not run. */
function underGuard(query: Query, runner: Runner): Query {
  const where = guardOf(runner);
  if (!where) return query;
  const source = runner.counter.nextSource++;
  const columns = withUniqueNames(query.columns);
  const targets = columns.map(({ name, type }) => ({ name, expr: { kind: 'column' as const, source, name, type } }));
  return queryOf(targets, { from: [{ kind: 'derived', source, query, alias: 'kept_row', columns, lateral: false }], where });
}

export function readOf(table: Table, { id, name, type }: Column, runner: Runner): Query {
  const source = runner.counter.nextSource++;
  return queryOf([{ name, expr: { kind: 'column', source, column: id, name, type } }], { from: [{ kind: 'table', source, relation: table.id }] });
}

export function causeOf(span: Span, { file }: Runner): Statement {
  return { file, span, text: '', tag: 'SelectStmt', node: { SelectStmt: {} } };
}

function push(draft: Draft, effect: Change['effect'], runner: Runner): void {
  runner.changes.push({ cause: draft.statement, before: draft.before, after: draft.catalog, effect, diagnostics: [] });
  runner.catalog = draft.catalog;
}
