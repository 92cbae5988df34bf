import type { Expr } from '../../model/expression.js';
import type { Query } from '../../model/query.js';
import { withUniqueNames } from '../../model/unique-columns.js';
import type { TargetColumn } from './assign.js';
import type { DataTarget } from './data-target.js';
import { newSource, type Scope } from './scope.js';

export interface Rows {
  readonly columns: readonly TargetColumn[];
  readonly rows: Query;
}

/** The defaults of a view's columns are written out, for DEFAULT and for columns that the statement leaves out: those of the table below are another matter. */
export function withViewDefaults(given: Rows, target: Pick<DataTarget, 'columns' | 'hidden'>, scope: Scope): Rows;
export function withViewDefaults(given: Rows | undefined, target: Pick<DataTarget, 'columns' | 'hidden'>, scope: Scope): Rows | undefined;
export function withViewDefaults(given: Rows | undefined, target: Pick<DataTarget, 'columns' | 'hidden'>, scope: Scope): Rows | undefined {
  const left = [...target.columns, ...target.hidden].filter((column) => column.insertDefault && !given?.columns.includes(column));
  const values = left.map(({ insertDefault }) => insertDefault as Expr);
  const columns = [...(given?.columns ?? []), ...left];
  if (!columns.some(({ insertDefault }) => insertDefault)) return given;
  if (!given) return { columns, rows: valuesOf([values], columns) };
  const written = withDefaults(given);
  const outputs = columns.map(({ name, type }) => ({ name, type }));
  const { body } = written;
  if (left.length === 0) return { columns, rows: written };
  if (body.kind === 'values' && written.orderBy.length === 0) return { columns, rows: { ...written, columns: outputs, body: { ...body, rows: body.rows.map((row) => [...row, ...values]) } } };
  if (body.kind === 'select' && body.distinct === false) return { columns, rows: { ...written, columns: outputs, body: { ...body, targets: [...body.targets, ...left.map(({ name }, i) => ({ name, expr: values[i] as Expr }))] } } };
  return { columns, rows: besides(written, left, values, outputs, scope) };
}

function withDefaults({ columns, rows }: Rows): Query {
  const { body } = rows;
  if (body.kind !== 'values' || !body.rows.some((row) => row.some((value, i) => value.kind === 'default' && columns[i]?.insertDefault))) return rows;
  return { ...rows, body: { ...body, rows: body.rows.map((row) => row.map((value, i) => (value.kind === 'default' ? (columns[i]?.insertDefault ?? value) : value))) } };
}

function valuesOf(rows: readonly (readonly Expr[])[], columns: readonly TargetColumn[]): Query {
  return { with: [], recursive: false, orderBy: [], columns: columns.map(({ name, type }) => ({ name, type })), body: { kind: 'values', rows } };
}

/** `SELECT q.*, 'default' FROM (query) q` */
function besides(query: Query, left: readonly TargetColumn[], values: readonly Expr[], outputs: Query['columns'], scope: Scope): Query {
  const source = newSource(scope);
  const columns = withUniqueNames(query.columns);
  const kept = columns.map(({ name, type }) => ({ name, expr: { kind: 'column' as const, source, name, type } }));
  const targets = [...kept, ...left.map(({ name }, i) => ({ name, expr: values[i] as Expr }))];
  const from = [{ kind: 'derived' as const, source, query, alias: 'source_rows', columns, lateral: false }];
  return { with: [], recursive: false, orderBy: [], columns: outputs, body: { kind: 'select', distinct: false, targets, from, groupBy: [], windows: [] } };
}
