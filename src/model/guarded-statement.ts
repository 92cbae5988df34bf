import { BOOL } from './base-types.js';
import type { Expr } from './expression.js';
import type { DataStatement, Insert, Query, Select } from './query.js';
import { sheltered } from './sheltered.js';
import { withUniqueNames } from './unique-columns.js';

/** What all has to hold: the parts of AND, of those within it too; none where nothing is asked. */
export function conjunctsOf(condition: Expr | undefined): readonly Expr[] {
  if (!condition) return [];
  return condition.kind === 'logical' && condition.op === 'and' ? condition.args.flatMap(conjunctsOf) : [condition];
}

export function bothOf(a: Expr | undefined, b: Expr | undefined): Expr | undefined {
  if (!a || !b) return a ?? b;
  const parts = [a, b].flatMap(conjunctsOf);
  return { kind: 'logical', op: 'and', args: parts, type: BOOL };
}

/** The statement as one or more that do something only where the guard holds: SQLite's triggers have no IF. Aliases go, which they do not take either. */
export function guardedStatements(statement: DataStatement, guard: Expr | undefined): readonly DataStatement[] {
  switch (statement.kind) {
    case 'update': {
      const where = bothOf(guard, statement.where && sheltered(statement.where, guard));
      return [{ ...statement, target: bare(statement.target), from: sheltered(statement.from, guard), ...(where && { where }) }];
    }
    case 'delete': {
      const where = bothOf(guard, statement.where && sheltered(statement.where, guard));
      return [{ ...statement, target: bare(statement.target), using: sheltered(statement.using, guard), ...(where && { where }) }];
    }
    case 'insert':
      return guardedInserts({ ...statement, target: bare(statement.target) }, guard);
    case 'select-statement':
      return [{ ...statement, query: guardedQuery(statement.query, guard) }];
    case 'truncate':
      return [statement];
  }
}

function bare({ alias: _alias, ...target }: Insert['target']): Insert['target'] {
  return target;
}

/** `VALUES (..), (..)` becomes one `SELECT .. WHERE guard` a row. */
function guardedInserts(insert: Insert, guard: Expr | undefined): readonly Insert[] {
  const { rows } = insert;
  if (!guard || rows === 'default values') return [insert];
  if (rows.body.kind !== 'values') return [{ ...insert, rows: guardedQuery(rows, guard) }];
  return rows.body.rows.map((row) => ({ ...insert, rows: { ...rows, body: selectOf(row, rows, guard) } }));
}

function selectOf(row: readonly Expr[], { columns }: Query, where: Expr): Select {
  return { kind: 'select', distinct: false, targets: row.map((expr, i) => ({ expr, name: columns[i]?.name ?? `column${i + 1}` })), from: [], where, groupBy: [], windows: [] };
}

/** A guard in WHERE is right where rows come one by one; an aggregate would still give its one row. */
function guardedQuery(query: Query, guard: Expr | undefined): Query {
  const { body } = query;
  if (!guard) return query;
  const plain = body.kind === 'select' && body.groupBy.length === 0 && !body.having && !body.targets.some(({ expr }) => hasAggregate(expr));
  if (plain) {
    const where = bothOf(guard, body.where && sheltered(body.where, guard));
    return { ...query, body: { ...body, from: sheltered(body.from, guard), ...(where && { where }) } };
  }
  const source = -30;
  const columns = withUniqueNames(query.columns);
  const targets = columns.map(({ name, type }) => ({ name, expr: { kind: 'column' as const, source, name, type } }));
  const from = [{ kind: 'derived' as const, source, query: sheltered(query, guard), alias: 'source_rows', columns, lateral: false }];
  return { with: [], recursive: false, orderBy: [], columns: query.columns, body: { kind: 'select', distinct: false, targets, from, where: guard, groupBy: [], windows: [] } };
}

export function hasAggregate(expr: Expr): boolean {
  if (expr.kind === 'call' && expr.aggregate && !expr.over) return true;
  return expr.kind !== 'subquery' && Object.values(expr).some((part) => (Array.isArray(part) ? part : [part]).some((item: unknown) => typeof item === 'object' && item !== null && 'kind' in item && 'type' in item && hasAggregate(item as Expr)));
}
