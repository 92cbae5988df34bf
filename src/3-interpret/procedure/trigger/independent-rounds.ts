import type { Catalog, ColumnId } from '../../../model/catalog.js';
import type { Expr } from '../../../model/expression.js';
import { conjunctsOf } from '../../../model/guarded-statement.js';
import type { DataStatement, Insert, Query } from '../../../model/query.js';

/**
 * Whether each round keeps to rows of its own in the table that all the statements write: `WHERE rule_id = r.id`, `INSERT INTO t (rule_id, ..) VALUES (r.id, ..)`,
 * where r.id is another one in each round.
 *
 * @param source the loop's row
 */
export function areIndependent(statements: readonly DataStatement[], query: Query, source: number, catalog: Catalog): boolean {
  const keys = keysOf(query, catalog);
  const [first, ...others] = statements.map((statement) => ownColumns(statement, keys, source));
  return first !== undefined && [...first].some((column) => others.every((columns) => columns.has(column)));
}

/** The outputs that are another one in each row: the key of the only table that is read. */
function keysOf({ body }: Query, catalog: Catalog): ReadonlySet<string> {
  const [item, ...others] = body.kind === 'select' ? body.from : [];
  const table = item?.kind === 'table' && others.length === 0 ? catalog.objects.get(item.relation) : undefined;
  if (body.kind !== 'select' || item?.kind !== 'table' || table?.kind !== 'table' || body.groupBy.length > 0) return new Set();
  const sole = table.constraints.flatMap((constraint) => (constraint.kind === 'primary-key' && constraint.columns.length === 1 ? constraint.columns : []));
  return new Set(body.targets.flatMap(({ name, expr }) => (expr.kind === 'column' && expr.source === item.source && expr.column !== undefined && sole.includes(expr.column) ? [name] : [])));
}

/** The columns which are the loop's key in all rows that the statement touches. */
function ownColumns(statement: DataStatement, keys: ReadonlySet<string>, source: number): ReadonlySet<ColumnId> {
  const isKey = (expr: Expr | undefined): boolean => expr?.kind === 'column' && expr.source === source && keys.has(expr.name);
  switch (statement.kind) {
    case 'insert':
      return new Set(insertedInto(statement, isKey));
    case 'update':
    case 'delete': {
      const kept = statement.kind === 'update' ? statement.set.map(({ column }) => column) : [];
      const equal = conjunctsOf(statement.where).flatMap((condition) => {
        if (condition.kind !== 'operator' || condition.name !== '=') return [];
        const column = [condition.left, condition.right].find((side) => side?.kind === 'column' && side.source === statement.target.source);
        return column?.kind === 'column' && column.column !== undefined && (isKey(condition.left) || isKey(condition.right)) ? [column.column] : [];
      });
      return new Set(equal.filter((column) => !kept.includes(column)));
    }
    default:
      return new Set();
  }
}

/** A row that is in the way is of the same round, if the conflict is about the column, too. */
function insertedInto({ rows, columns, onConflict }: Insert, isKey: (expr: Expr | undefined) => boolean): readonly ColumnId[] {
  if (rows === 'default values') return [];
  const { body } = rows;
  const given = body.kind === 'values' && body.rows.length === 1 ? body.rows[0] : body.kind === 'select' ? body.targets.map(({ expr }) => expr) : [];
  const own = columns.filter((_, i) => isKey(given?.[i]));
  return onConflict?.action === 'update' ? own.filter((id) => onConflict.target?.keys.some((key) => key.kind === 'column' && key.column === id) && !onConflict.set.some(({ column }) => column === id)) : own;
}
