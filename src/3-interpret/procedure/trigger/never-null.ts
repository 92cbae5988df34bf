import type { Table } from '../../../model/catalog.js';
import type { Expr } from '../../../model/expression.js';
import type { FromItem, Query } from '../../../model/query.js';
import { childrenOf } from '../../../model/walk.js';
import { isRow } from './rows-taken.js';

/** What the columns of FROM items are made of: those of a transition table's one row, and those of subqueries, which have one expression for each arm of a UNION. */
export interface Rows {
  readonly table: Table;
  readonly sources: ReadonlySet<number>;
  readonly made: ReadonlyMap<string, readonly Expr[]>;
}

const place = (source: number, name: string): string => `${source}.${name}`;

export function rowsOf(queries: readonly Query[], table: Table): Rows {
  const sources = new Set<number>();
  const made = new Map<string, readonly Expr[]>();
  const visitQuery = ({ body }: Query): void => {
    if (body.kind === 'set-operation') [body.left, body.right].forEach(visitQuery);
    if (body.kind === 'select') body.from.forEach(visit);
  };
  const visit = (item: FromItem): void => {
    // What comes of the other side of an outer join may be NULL.
    if (item.kind === 'join') return item.type === 'inner' || item.type === 'cross' ? [item.left, item.right].forEach(visit) : undefined;
    if (item.kind !== 'derived') return;
    if (isRow(item)) return void sources.add(item.source);
    item.columns.forEach(({ name }, i) => made.set(place(item.source, name), outputsAt(item.query, i)));
    visitQuery(item.query);
  };
  queries.forEach(visitQuery);
  return { table, sources, made };
}

function outputsAt({ body }: Query, i: number): readonly Expr[] {
  if (body.kind === 'set-operation') return body.op === 'union' ? [body.left, body.right].flatMap((arm) => outputsAt(arm, i)) : [];
  if (body.kind === 'values') return body.rows.flatMap((row) => row[i] ?? []);
  return body.targets[i] ? [body.targets[i].expr] : [];
}

/** A constant, or a column that is NOT NULL, and what is made of them. */
export function isNeverNull(expr: Expr | undefined, rows: Rows): boolean {
  if (!expr) return false;
  if (expr.kind === 'literal') return expr.value !== null;
  if (expr.kind === 'column') {
    if (rows.sources.has(expr.source)) return rows.table.columns.some(({ name, notNull }) => name === expr.name && notNull);
    const made = rows.made.get(place(expr.source, expr.name)) ?? [];
    return made.length > 0 && made.every((one) => isNeverNull(one, rows));
  }
  if (expr.kind === 'cast') return isNeverNull(expr.operand, rows);
  if (expr.kind === 'case') return expr.otherwise !== undefined && isNeverNull(expr.otherwise, rows) && expr.branches.every(({ then }) => isNeverNull(then, rows));
  return expr.kind === 'operator' && ['+', '-', '*'].includes(expr.name) && childrenOf(expr).every((part) => isNeverNull(part, rows));
}
