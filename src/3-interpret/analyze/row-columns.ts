import type { DataType } from '../../model/data-type.js';
import type { Expr, SourceId } from '../../model/expression.js';
import type { OutputColumn, Query, QueryBody, Target } from '../../model/query.js';
import { rowOf } from './coerce.js';
import type { Scope, ScopeColumn } from './scope.js';
import { typeKey } from './type-key.js';

type Row = Extract<Expr, { kind: 'row' }>;

/** `(old_row)::posts`: the fields of a row as those of a composite type; undefined where it has others. */
export function rowAs(expr: Expr, type: DataType, scope: Scope): Expr | undefined {
  if (expr.kind !== 'row' || type.kind !== 'composite') return undefined;
  return typeKey(expr.type) === typeKey(type) ? expr : rowOf(expr, type, 'explicit', scope);
}

/** What a query gives, with a column for each field of a row: the targets have no columns of rows. */
export interface Spread {
  readonly query: Query;
  /** The columns of the derived table, whose written ones have these names. */
  readonly columns: (written: readonly OutputColumn[]) => readonly OutputColumn[];
  /** The columns as names find them; one that is a row stands for those of its fields. */
  readonly inScope: (written: readonly ScopeColumn[], source: SourceId) => readonly ScopeColumn[];
}

/** Undefined where no column is a row. */
export function spreadRows(query: Query): Spread | undefined {
  const rows = query.columns.map((_, i) => rowAt(query.body, i));
  if (rows.every((row) => row === undefined) || query.orderBy.some(({ output }) => output !== undefined)) return undefined;
  const over = <T>(columns: readonly T[], spread: (row: Row, column: T) => readonly T[]): readonly T[] => columns.flatMap((column, i) => (rows[i] ? spread(rows[i], column) : [column]));
  return {
    query: withBody(query, (targets) => over(targets, (row, target) => targetsOf(target, fieldsOf(row, target.name))), (columns) => over(columns, (row, column) => fieldsOf(row, column.name))),
    columns: (written) => over(written, (row, { name }) => fieldsOf(row, name)),
    inScope: (written, source) => written.map((column, i) => {
      const row = rows[i];
      if (!row) return column;
      const fields = fieldsOf(row, column.name).map(({ name, type }): Expr => ({ kind: 'column', source, name, type }));
      return { ...column, expr: { kind: 'row', type: row.type, fields, ...(row.names && { names: row.names }) } };
    }),
  };
}

/** The columns that stand for a row: no other column is called so. */
function fieldsOf({ fields, names }: Row, column: string): readonly OutputColumn[] {
  return fields.map(({ type }, i) => ({ name: `${column}.${names?.[i] ?? `f${i + 1}`}`, type }));
}

function targetsOf({ expr }: Target, fields: readonly OutputColumn[]): readonly Target[] {
  return (expr as Row).fields.map((field, i) => ({ expr: field, name: fields[i]?.name ?? '' }));
}

/** The row that all queries of a UNION give at a place. */
function rowAt(body: QueryBody, place: number): Row | undefined {
  if (body.kind === 'values') return undefined;
  if (body.kind === 'select') {
    const expr = body.targets[place]?.expr;
    return expr?.kind === 'row' && !expr.stored && typeof body.distinct === 'boolean' ? expr : undefined;
  }
  const [left, right] = [rowAt(body.left.body, place), rowAt(body.right.body, place)];
  return left && right && left.fields.length === right.fields.length ? left : undefined;
}

function withBody(query: Query, targets: (given: readonly Target[]) => readonly Target[], columns: (given: readonly OutputColumn[]) => readonly OutputColumn[]): Query {
  const { body } = query;
  const spread: QueryBody = body.kind === 'select' ? { ...body, targets: targets(body.targets) } : body.kind === 'values' ? body : { ...body, left: withBody(body.left, targets, columns), right: withBody(body.right, targets, columns) };
  return { ...query, columns: columns(query.columns), body: spread };
}
