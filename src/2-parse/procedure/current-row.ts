import type { Node } from '@pgsql/types';
import type { ForQuery } from '../../model/procedure.js';

/** The column of a loop's rows that tells where the row is. A text of Postgres could not hold this name without quotes. */
const PLACE = 'place of the row';

/**
 * `WHERE CURRENT OF c` in a loop over a cursor's rows as a condition on the place of the row, which the query gives then too. The loop stays as it is where
 * the query reads more than one table, or where the rows of the loop are used as a whole.
 */
export function withCurrentRow(loop: ForQuery, cursor: string): ForQuery {
  const body = JSON.stringify(loop.statements);
  if (!body.includes(currentOf(cursor))) return loop;
  const [record, ...others] = loop.target;
  const select = 'SelectStmt' in loop.query.node ? loop.query.node.SelectStmt : undefined;
  const [from, ...joined] = select?.fromClause ?? [];
  if (record?.length !== 1 || others.length > 0 || !select || joined.length > 0 || !from || !('RangeVar' in from) || usesWhole(body, record)) return loop;
  const table = from.RangeVar.alias?.aliasname ?? from.RangeVar.relname ?? '';
  const place: Node = { ResTarget: { name: PLACE, val: columnOf([table, 'ctid']) } };
  const node: Node = { SelectStmt: { ...select, targetList: [...(select.targetList ?? []), place] } };
  return { ...loop, query: { ...loop.query, node }, statements: placed(loop.statements, { cursor, row: [...record, PLACE] }) };
}

function currentOf(cursor: string): string {
  return `"cursor_name":${JSON.stringify(cursor)}`;
}

/** Whether `record` or `record.*` is read, which would have a column more. */
function usesWhole(body: string, [record]: readonly string[]): boolean {
  const first = `{"ColumnRef":{"fields":[{"String":{"sval":${JSON.stringify(record)}}}`;
  return body.includes(`${first}]`) || body.includes(`${first},{"A_Star"`);
}

function columnOf(names: readonly string[]): Node {
  return { ColumnRef: { fields: names.map((sval) => ({ String: { sval } })) } };
}

interface Current {
  readonly cursor: string;
  readonly row: readonly string[];
}

function placed<T>(tree: T, current: Current): T {
  if (typeof tree !== 'object' || tree === null) return tree;
  if (Array.isArray(tree)) return tree.map((part: unknown) => placed(part, current)) as T;
  const parts = Object.entries(tree).map(([key, part]) => [key, key === 'UpdateStmt' || key === 'DeleteStmt' ? changed(part as Change, current) : placed(part as unknown, current)]);
  return Object.fromEntries(parts) as T;
}

interface Change {
  readonly relation?: { readonly relname?: string; readonly alias?: { readonly aliasname?: string } };
  readonly whereClause?: object;
}

function changed(change: Change, { cursor, row }: Current): Change {
  if (!change.whereClause || !JSON.stringify(change.whereClause).startsWith('{"CurrentOfExpr"') || !JSON.stringify(change.whereClause).includes(currentOf(cursor))) return change;
  const table = change.relation?.alias?.aliasname ?? change.relation?.relname ?? '';
  const whereClause: Node = { A_Expr: { kind: 'AEXPR_OP', name: [{ String: { sval: '=' } }], lexpr: columnOf([table, 'ctid']), rexpr: columnOf(row) } };
  return { ...change, whereClause };
}
