import type { FuncCall, Node, SelectStmt, TypeCast } from '@pgsql/types';
import type { Catalog, CatalogObject, FunctionObject } from '../../model/catalog.js';
import { searchedSchemas } from '../../model/catalog-lookup.js';
import type { Statement } from '../../model/statement.js';
import { writtenList } from '../catalog/resolve.js';
import { isConstant, SELECT } from './called-round.js';
import { calls } from './called-by-row.js';
import { takesArguments } from './given-arguments.js';
import { doesSomething } from './unread-rows.js';

/** `SELECT f(..)`, `SELECT * FROM f(..)`, `SELECT a, b FROM f(..)`: the one call, whatever of its rows is shown. */
export function callAlone(select: SelectStmt): FuncCall | undefined {
  const { targetList = [] } = select;
  const [only, ...others] = targetList.map((target) => ('ResTarget' in target ? target.ResTarget.val : undefined));
  if (select.withClause || select.groupClause || select.distinctClause || select.whereClause || select.limitCount) return undefined;
  if (!select.fromClause) return only && 'FuncCall' in only && others.length === 0 ? only.FuncCall : undefined;
  return targetList.every(isColumn) ? callInFrom(select) : undefined;
}

/** `SELECT f(1), g(2), 'done', now()`, `SELECT id, 'made ' || f(id) FROM t`: the calls, one after the other, as Postgres works them out; undefined where anything else may fail. */
export function callsSideBySide(select: SelectStmt, catalog: Catalog): readonly FuncCall[] | undefined {
  const { targetList = [], withClause, sortClause, groupClause, havingClause, distinctClause, limitCount, limitOffset, valuesLists } = select;
  if (withClause || sortClause || groupClause || havingClause || distinctClause || limitCount || limitOffset || valuesLists) return undefined;
  const values = targetList.flatMap((target) => ('ResTarget' in target ? (target.ResTarget.val ?? []) : []));
  const [only, ...others] = values;
  if (!only || (others.length === 0 && 'FuncCall' in only)) return undefined;
  const calls = values.map((value) => callsUnread(value, catalog));
  return calls.some((those) => those && those.length > 0) && calls.every((those) => those !== undefined) ? calls.flatMap((those) => those ?? []) : undefined;
}

/** The calls in a value that nobody reads, where nothing else of it does something; undefined where it may. */
function callsUnread(value: Node, catalog: Catalog): readonly FuncCall[] | undefined {
  if (isConstant(value) || 'SQLValueFunction' in value || ('ColumnRef' in value && !JSON.stringify(value).includes('A_Star'))) return [];
  if ('FuncCall' in value) return whatDoes(value.FuncCall, catalog) ? [value.FuncCall] : isMoment(value.FuncCall) ? [] : undefined;
  if ('TypeCast' in value) return value.TypeCast.arg && isText(value.TypeCast) ? callsUnread(value.TypeCast.arg, catalog) : undefined;
  if (!('A_Expr' in value) || value.A_Expr.kind !== 'AEXPR_OP' || writtenList(value.A_Expr.name).name !== '||' || !value.A_Expr.lexpr || !value.A_Expr.rexpr) return undefined;
  const [left, right] = [callsUnread(value.A_Expr.lexpr, catalog), callsUnread(value.A_Expr.rexpr, catalog)];
  return left && right && [...left, ...right];
}

const MOMENTS: ReadonlySet<string> = new Set(['now', 'clock_timestamp', 'statement_timestamp', 'transaction_timestamp', 'timeofday']);

function isMoment({ funcname, args = [] }: FuncCall): boolean {
  return args.length === 0 && MOMENTS.has(writtenList(funcname).name);
}

/** Anything has a text. */
function isText({ typeName }: TypeCast): boolean {
  return typeName?.names?.length !== undefined && writtenList(typeName.names).name === 'text' && !typeName.arrayBounds?.length;
}

function isColumn(target: Node): boolean {
  return 'ResTarget' in target && target.ResTarget.val !== undefined && 'ColumnRef' in target.ResTarget.val;
}

/** `SELECT f(id) FROM t WHERE ..`: the one call, for each row. */
export function callForEachRow(select: SelectStmt): FuncCall | undefined {
  const [target, ...others] = select.targetList ?? [];
  const value = target && 'ResTarget' in target ? target.ResTarget.val : undefined;
  return others.length > 0 || select.withClause || select.groupClause || select.distinctClause ? undefined : callIn(value);
}

/** The function that a call means, where it does something. */
export function whatDoes({ funcname, args = [] }: FuncCall, catalog: Catalog): FunctionObject | undefined {
  const { schema, name } = writtenList(funcname);
  const schemas = schema === undefined ? searchedSchemas(catalog, 'function') : [schema];
  return catalog.objects.where(isDoing).find((object) => object.name === name && schemas.includes(object.schema) && takesArguments(object, args));
}

function isDoing(object: CatalogObject): object is FunctionObject {
  return object.kind === 'function' && doesSomething(object);
}

/** Whether a function that does something is called anywhere in the query. @param is whether it is one of those that are asked for */
export function callsWhatDoes(tree: unknown, catalog: Catalog, is: (called: FunctionObject) => boolean = () => true): boolean {
  return calls(tree, (call) => {
    const called = whatDoes(call, catalog);
    return called !== undefined && is(called);
  });
}

/** `PERFORM * FROM f(..)` as `PERFORM f(..)`, where f does something. */
export function asCall(statement: Statement, catalog: Catalog): Statement {
  const call = 'SelectStmt' in statement.node && statement.node.SelectStmt.fromClause ? callAlone(statement.node.SelectStmt) : undefined;
  return call && whatDoes(call, catalog) ? { ...statement, node: { SelectStmt: { ...SELECT, targetList: [{ ResTarget: { val: { FuncCall: call } } }] } } } : statement;
}

export function callIn(node: Node | undefined): FuncCall | undefined {
  return node && 'FuncCall' in node ? node.FuncCall : undefined;
}

/** `FROM f(..)`, and nothing else. */
export function callInFrom({ fromClause = [] }: SelectStmt): FuncCall | undefined {
  const [only] = fromClause;
  const list = only && 'RangeFunction' in only && fromClause.length === 1 && !only.RangeFunction.is_rowsfrom ? only.RangeFunction.functions?.[0] : undefined;
  return list && 'List' in list ? callIn(list.List.items?.[0]) : undefined;
}
