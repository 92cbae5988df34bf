import type { DataStatement, Delete, Insert, Query } from '../../../model/query.js';
import { isVolatile, relationsOf } from '../../../model/walk.js';
import { queryOf } from '../inserted-row.js';
import type { BodyCounter } from '../body-scope.js';
import { withoutWith } from './inline-with.js';

/**
 * `WITH gone AS (DELETE .. RETURNING ..) INSERT INTO kept SELECT .. FROM gone`: first the rows are inserted, then they are deleted. Only where each deleted row is
 * one inserted row, so that FOUND and ROW_COUNT are the same, and where neither of the two sees what the other one does.
 */
export function movedRows(statement: DataStatement, counter: BodyCounter): readonly [Insert, Delete] | undefined {
  if (statement.kind !== 'insert' || statement.rows === 'default values' || statement.onConflict) return undefined;
  const [entry, ...others] = [...statement.with, ...statement.rows.with];
  if (!entry || others.length > 0 || !('kind' in entry.statement) || entry.statement.kind !== 'delete') return undefined;
  const gone = entry.statement;
  const { target, using, where, returning } = gone;
  if (gone.with.length > 0 || using.length > 0 || target.relation === statement.target.relation || relationsOf(gone).includes(statement.target.relation) || [...(where ? [where] : []), ...returning.map(({ expr }) => expr)].some(isVolatile)) return undefined;
  if (!passesOn(statement.rows, entry.source)) return undefined;
  const read: Query = queryOf(returning, { from: [target], ...(where && { where }) });
  const insert = withoutWith({ ...statement, with: [{ ...entry, statement: read }], rows: { ...statement.rows, with: [] } }, counter);
  return insert.kind === 'insert' && insert.with.length === 0 ? [insert, { ...gone, returning: [] }] : undefined;
}

/** One row for each row of the entry. */
function passesOn({ body, limit, offset }: Query, source: number): boolean {
  if (limit || offset || body.kind !== 'select' || body.where || body.having || body.groupBy.length > 0 || body.distinct !== false) return false;
  const [item, ...others] = body.from;
  const aggregates = body.targets.some(({ expr }) => expr.kind === 'call' && (expr.aggregate === true || expr.returnsSet === true));
  return item?.kind === 'common-table' && item.common === source && others.length === 0 && !aggregates;
}
