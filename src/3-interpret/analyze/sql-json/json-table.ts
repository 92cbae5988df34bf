import type { JsonFuncExpr, JsonTable, JsonTableColumn, Node, RangeSubselect } from '@pgsql/types';
import { refuse } from '../refuse.js';
import type { Scope } from '../scope.js';
import { castNode, formatted } from './output.js';

/** Names that nothing in the statement has: those of the items at each path, and of what is nested in them. */
const itemsAt = (path: number): string => `__tm_items${path}`;
const nestedIn = (path: number): string => `__tm_nested${path}`;
const [ITEM, PLACE] = ['item', 'place'];

interface Reading {
  readonly passing: readonly Node[];
  /** What columns do about errors when they do not say it themselves. */
  readonly onError: JsonFuncExpr['on_error'];
  readonly scope: Scope;
  paths: number;
}

/** The query for a path: its items, and what each column takes from one. */
interface Level {
  readonly targets: readonly Node[];
  readonly from: Node;
}

/**
 * `JSON_TABLE(document, '$[*]' COLUMNS (..))` as a query: a row for each item of the path, JSON_VALUE() or JSON_QUERY() of it for each column, and nested
 * paths joined to it (https://www.postgresql.org/docs/18/functions-json.html#FUNCTIONS-SQLJSON-TABLE).
 */
export function jsonTableQuery(node: JsonTable, lateral: boolean, scope: Scope): RangeSubselect {
  if (!node.context_item || !node.pathspec?.string) throw new Error('the grammar gives JSON_TABLE() a document and a path');
  const reading: Reading = { passing: node.passing ?? [], onError: node.on_error?.btype === 'JSON_BEHAVIOR_ERROR' ? node.on_error : undefined, scope, paths: 0 };
  const level = levelOf(castNode(formatted(node.context_item), 'jsonb'), node.pathspec.string, node.columns ?? [], reading);
  return { lateral, subquery: selectNode(level.targets, [level.from]), alias: { aliasname: 'json_table', ...node.alias } };
}

function selectNode(targetList: readonly Node[], fromClause: readonly Node[]): Node {
  return { SelectStmt: { targetList: [...targetList], fromClause: [...fromClause], op: 'SETOP_NONE', limitOption: 'LIMIT_OPTION_DEFAULT' } };
}

function levelOf(document: Node, path: Node, columns: readonly Node[], reading: Reading): Level {
  const number = reading.paths++;
  const written = columns.flatMap((column) => ('JsonTableColumn' in column ? [column.JsonTableColumn] : []));
  const item = column(itemsAt(number), ITEM);
  const nested = written.filter(({ coltype }) => coltype === 'JTC_NESTED').map((child) => ({ child, names: namesOf(child), level: nestedLevel(item, child, reading) }));
  const targets = written.flatMap((entry) => {
    if (entry.coltype === 'JTC_NESTED') return namesOf(entry).map(({ name }) => target(column(nestedIn(number), name), name));
    return [target(valueOf(entry, number, item, reading), entry.name ?? '')];
  });
  const items = functionItem(document, path, number, reading);
  if (nested.length === 0) return { targets, from: items };
  // Paths beside each other are not joined: what the others would give is NULL.
  const branches = nested.map(({ child, level }) => selectNode(nested.flatMap((other) => (other.child === child ? level.targets : other.names.map(({ name, type }) => target({ TypeCast: { arg: { A_Const: { isnull: true } }, typeName: type } }, name)))), [level.from]));
  const union = branches.reduce((left, right) => ({ SelectStmt: { op: 'SETOP_UNION', all: true, larg: selectOf(left), rarg: selectOf(right), limitOption: 'LIMIT_OPTION_DEFAULT' } }));
  const rarg: Node = { RangeSubselect: { lateral: true, subquery: union, alias: { aliasname: nestedIn(number) } } };
  return { targets, from: { JoinExpr: { jointype: 'JOIN_LEFT', larg: items, rarg, quals: { A_Const: { boolval: { boolval: true } } } } } };
}

function selectOf(node: Node): NonNullable<Extract<Node, { SelectStmt: unknown }>['SelectStmt']> {
  if (!('SelectStmt' in node)) throw new Error('a branch is a SELECT');
  return node.SelectStmt;
}

function nestedLevel(item: Node, { pathspec, columns = [] }: JsonTableColumn, reading: Reading): Level {
  if (!pathspec?.string) throw new Error('the grammar gives NESTED its path');
  return levelOf(item, pathspec.string, columns, reading);
}

/** The columns that a nested path gives, those of paths nested in it included. */
function namesOf({ columns = [] }: JsonTableColumn): readonly { readonly name: string; readonly type: NonNullable<JsonTableColumn['typeName']> }[] {
  return columns.flatMap((entry) => {
    if (!('JsonTableColumn' in entry)) return [];
    const { coltype, name = '', typeName } = entry.JsonTableColumn;
    if (coltype === 'JTC_NESTED') return namesOf(entry.JsonTableColumn);
    return [{ name, type: typeName ?? { names: [{ String: { sval: 'int4' } }], typemod: -1 } }];
  });
}

function functionItem(document: Node, path: Node, number: number, { passing }: Reading): Node {
  const vars = passing.flatMap((entry): Node[] => ('JsonArgument' in entry && entry.JsonArgument.val ? [{ A_Const: { sval: { sval: entry.JsonArgument.name ?? '' } } }, formatted(entry.JsonArgument.val)] : []));
  const args = [document, path, ...(vars.length > 0 ? [functionNode('jsonb_build_object', vars)] : [])];
  const alias = { aliasname: itemsAt(number), colnames: [ITEM, PLACE].map((sval) => ({ String: { sval } })) };
  return { RangeFunction: { lateral: true, ordinality: true, functions: [{ List: { items: [functionNode('jsonb_path_query', args)] } }], alias } };
}

function functionNode(name: string, args: readonly Node[]): Node {
  return { FuncCall: { funcname: [{ String: { sval: name } }], args: [...args] } };
}

/** What one column takes from the item (transformJsonTableColumn). */
function valueOf(entry: JsonTableColumn, number: number, item: Node, { passing, onError, scope }: Reading): Node {
  const { name = '', typeName, coltype } = entry;
  if (coltype === 'JTC_FOR_ORDINALITY') return { TypeCast: { arg: column(itemsAt(number), PLACE), typeName: { names: [{ String: { sval: 'int4' } }], typemod: -1 } } };
  if (!typeName) throw new Error('the grammar gives a column its type');
  const pathspec: Node = entry.pathspec?.string ?? { A_Const: { sval: { sval: `$.${JSON.stringify(name)}` } } };
  const asked = { context_item: { raw_expr: item }, pathspec, passing: [...passing], ...(entry.location !== undefined && { location: entry.location }) };
  if (coltype === 'JTC_EXISTS') return { TypeCast: { arg: { JsonFuncExpr: { ...asked, op: 'JSON_EXISTS_OP' } }, typeName } };
  const failing = entry.on_error ?? onError;
  const common = { ...asked, output: { typeName }, ...(entry.on_empty && { on_empty: entry.on_empty }), ...(failing && { on_error: failing }) };
  if ((typeName.arrayBounds?.length ?? 0) > 0) return refuse(scope, 'unsupported-expression', `column "${name}" of JSON_TABLE() is an array`, { at: entry.location, help: 'Make it a jsonb column, and build the array from its elements.' });
  const isQuery = coltype === 'JTC_FORMATTED' || isJson(typeName) || (entry.wrapper ?? 'JSW_UNSPEC') !== 'JSW_UNSPEC' || (entry.quotes ?? 'JS_QUOTES_UNSPEC') !== 'JS_QUOTES_UNSPEC';
  if (!isQuery) return { JsonFuncExpr: { ...common, op: 'JSON_VALUE_OP' } };
  return { JsonFuncExpr: { ...common, op: 'JSON_QUERY_OP', ...(entry.wrapper && { wrapper: entry.wrapper }), ...(entry.quotes && { quotes: entry.quotes }) } };
}

function isJson({ names = [] }: NonNullable<JsonTableColumn['typeName']>): boolean {
  const last = names.at(-1);
  return last !== undefined && 'String' in last && ['json', 'jsonb'].includes(last.String.sval ?? '');
}

function column(table: string, name: string): Node {
  return { ColumnRef: { fields: [{ String: { sval: table } }, { String: { sval: name } }] } };
}

function target(val: Node, name: string): Node {
  return { ResTarget: { val, name } };
}
