import type { FuncCall, Node, SelectStmt } from '@pgsql/types';
import type { Catalog, CatalogObject, FunctionObject } from '../../model/catalog.js';
import { searchedSchemas } from '../../model/catalog-lookup.js';
import type { Statement } from '../../model/statement.js';
import { writtenList } from '../catalog/resolve.js';
import { isConstant, SELECT } from './called-round.js';
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

/** `SELECT f(1), g(2), 'done'`, `SELECT f(id), g(id) FROM t`: the calls, one after the other, as Postgres works them out; undefined unless all else is constant. */
export function callsSideBySide(select: SelectStmt, catalog: Catalog): readonly FuncCall[] | undefined {
  const { targetList = [], withClause, sortClause, groupClause, havingClause, distinctClause, limitCount, limitOffset, valuesLists } = select;
  if (targetList.length < 2 || withClause || sortClause || groupClause || havingClause || distinctClause || limitCount || limitOffset || valuesLists) return undefined;
  const asked = targetList.flatMap((target) => ('ResTarget' in target && target.ResTarget.val && !isConstant(target.ResTarget.val) ? [target.ResTarget.val] : []));
  const calls = asked.flatMap((value) => ('FuncCall' in value && whatDoes(value.FuncCall, catalog) ? [value.FuncCall] : []));
  return calls.length > 0 && calls.length === asked.length ? calls : undefined;
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
  if (typeof tree !== 'object' || tree === null) return false;
  const called = 'FuncCall' in tree ? whatDoes(tree.FuncCall as FuncCall, catalog) : undefined;
  return (called !== undefined && is(called)) || Object.values(tree).some((part) => callsWhatDoes(part, catalog, is));
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
