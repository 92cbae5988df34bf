import type { Node, SelectStmt, WithClause } from '@pgsql/types';
import type { ExecuteSql, ProcedureBlock, ProcedureStatement } from '../../model/procedure.js';

/**
 * `WITH made AS (INSERT .. RETURNING 1) SELECT count(*) INTO n FROM made` says in SQL what `INSERT ..; GET DIAGNOSTICS n = ROW_COUNT;` says in PL/pgSQL, and is read
 * as that: other databases have no statement that changes rows within another one. `SELECT EXISTS (SELECT 1 FROM made) INTO b` says what `INSERT ..; b := FOUND;` says.
 */
export function withoutCounting(statement: ProcedureStatement): ProcedureStatement {
  const { node } = statement.kind === 'sql' ? statement.statement : {};
  if (statement.kind !== 'sql' || !statement.into || !node || !('SelectStmt' in node)) return statement;
  const [target, ...others] = statement.into;
  const asked = askedWhetherAny(node.SelectStmt);
  const change = countedChange(asked ?? node.SelectStmt, asked !== undefined);
  if (!target || others.length > 0 || !change) return statement;
  const { into: _into, ...sql } = statement;
  const { span } = statement;
  const told: ProcedureStatement = asked ? { kind: 'assign', span, target: columnOf(target), value: { span, node: columnOf(['found']) } } : { kind: 'get-diagnostics', span, stacked: false, items: [{ item: 'row_count', target }] };
  const changed: ExecuteSql = { ...sql, strict: false, statement: { ...statement.statement, tag: Object.keys(change)[0] as ExecuteSql['statement']['tag'], node: change } };
  const block: ProcedureBlock = { kind: 'block', span, variables: [], handlers: [], statements: [changed, told] };
  return block;
}

function columnOf(names: readonly string[]): Node {
  return { ColumnRef: { fields: names.map((sval) => ({ String: { sval } })) } };
}

/** `WITH .. SELECT EXISTS (SELECT .. FROM made)`: the inner query with the WITH of the outer one. */
function askedWhetherAny({ withClause, targetList = [], fromClause, whereClause }: SelectStmt): SelectStmt | undefined {
  const [target, ...others] = targetList;
  const value = target && 'ResTarget' in target ? target.ResTarget.val : undefined;
  if (!withClause || fromClause || whereClause || others.length > 0 || !value || !('SubLink' in value) || value.SubLink.subLinkType !== 'EXISTS_SUBLINK') return undefined;
  const { subselect } = value.SubLink;
  const inner = subselect && 'SelectStmt' in subselect && !subselect.SelectStmt.withClause ? subselect.SelectStmt : undefined;
  return inner?.targetList?.every(isOfEachRow) ? { ...inner, withClause } : undefined;
}

/** An aggregate would give a row where there is none. */
function isOfEachRow(target: Node): boolean {
  const value = 'ResTarget' in target ? target.ResTarget.val : undefined;
  return value !== undefined && ('A_Const' in value || 'ColumnRef' in value);
}

const CHANGES = ['InsertStmt', 'UpdateStmt', 'DeleteStmt'] as const;

/** The statement whose rows are counted, with the other WITH entries. */
function countedChange({ withClause, targetList = [], fromClause = [], ...rest }: SelectStmt, anyTarget: boolean): Node | undefined {
  const [target] = targetList;
  const isRead = anyTarget || (targetList.length === 1 && target !== undefined && isCount(target));
  const [source] = fromClause;
  const isPlain = !rest.whereClause && !rest.groupClause && !rest.havingClause && !rest.limitCount && !rest.distinctClause;
  if (!withClause || withClause.recursive || !isPlain || fromClause.length !== 1 || !isRead || !source || !('RangeVar' in source)) return undefined;
  const entries = (withClause.ctes ?? []).flatMap((entry) => ('CommonTableExpr' in entry ? [entry.CommonTableExpr] : []));
  const changing = entries.filter(({ ctequery }) => ctequery && !('SelectStmt' in ctequery));
  const [change] = changing;
  if (!change?.ctequery || changing.length !== 1 || source.RangeVar.schemaname || source.RangeVar.relname !== change.ctename) return undefined;
  const kind = CHANGES.find((name) => change.ctequery && name in change.ctequery);
  const { [kind ?? 'InsertStmt']: body } = change.ctequery as Readonly<Record<string, { readonly withClause?: WithClause; readonly returningList?: readonly Node[]; readonly returningClause?: object }>>;
  if (!kind || !body || body.withClause) return undefined;
  const { returningList: _list, returningClause: _clause, ...bare } = body;
  const ctes = (withClause.ctes ?? []).filter((entry) => !('CommonTableExpr' in entry) || entry.CommonTableExpr !== change);
  return { [kind]: { ...bare, ...(ctes.length > 0 && { withClause: { ...withClause, ctes } }) } } as unknown as Node;
}

/** `count(*)`, perhaps of another type. */
function isCount(target: Node): boolean {
  const value = 'ResTarget' in target ? target.ResTarget.val : undefined;
  const inner = value && 'TypeCast' in value ? value.TypeCast.arg : value;
  if (!inner || !('FuncCall' in inner)) return false;
  const { funcname = [], agg_star, agg_filter } = inner.FuncCall;
  const name = funcname.at(-1);
  return agg_star === true && !agg_filter && name !== undefined && 'String' in name && name.String.sval === 'count';
}
