import type { Catalog, CatalogObject, ColumnId, FunctionObject, ObjectId } from '../../model/catalog.js';
import type { Call, Expr, SourceId } from '../../model/expression.js';
import type { DataStatement, FromItem, Query } from '../../model/query.js';
import { relationsOf, someNode, walkTree } from '../../model/walk.js';

/** A function of the user's that asks tables, by itself or by others that it calls. */
export function isReader(object: CatalogObject): object is FunctionObject {
  const said = object.kind === 'function' ? saidBy(object) : undefined;
  return said !== undefined && ((isVolatile(object) && relationsOf(said).length > 0) || callsIn(said).some((call) => call.function !== undefined));
}

/** STABLE and IMMUTABLE functions see what the statement sees, but for VOLATILE ones that they call. */
function isVolatile(object: CatalogObject | undefined): boolean {
  return object?.kind === 'function' && object.volatility === 'volatile';
}

export function readerOf(call: Call, { objects }: Catalog): FunctionObject | undefined {
  const object = call.function === undefined ? undefined : objects.get(call.function);
  return object && isReader(object) ? object : undefined;
}

function saidBy({ inline, rows }: FunctionObject): Expr | Query | undefined {
  return inline ?? rows;
}

/** Whether it reads rows of the table, by itself, through views or by functions that it calls. @param changed the columns of which it has to read one; any where it is absent */
export function readsRows(reader: FunctionObject, table: ObjectId, changed: ReadonlySet<ColumnId> | undefined, { objects }: Catalog): boolean {
  const seen = new Set<ObjectId>();
  const reads = (tree: Expr | Query | undefined, anew: boolean, byItself: boolean): boolean => {
    if (!tree) return false;
    if (anew && relationsOf(tree).includes(table) && (!changed || !byItself || readsAny(tree, changed))) return true;
    const others = [...relationsOf(tree), ...callsIn(tree).flatMap((call) => call.function ?? [])].filter((id) => !seen.has(id));
    for (const id of others) seen.add(id);
    return others.some((id) => {
      const object = objects.get(id);
      return object?.kind === 'view' ? reads(object.query, anew, false) : object?.kind === 'function' && reads(saidBy(object), isVolatile(object), byItself);
    });
  };
  return reads(saidBy(reader), isVolatile(reader), true);
}

function readsAny(tree: Expr | Query, changed: ReadonlySet<ColumnId>): boolean {
  return someNode(tree, (node) => node.kind === 'column' && 'column' in node && changed.has(node.column as ColumnId));
}

function callsIn(tree: Expr | Query | DataStatement): readonly Call[] {
  const calls: Call[] = [];
  walkTree(tree, { expression: (node) => void (node.kind === 'call' && calls.push(node)) });
  return calls;
}

/** The calls that are made once for each row: a subquery that does not hang on the row is worked out once for all. */
export function callsForEachRow(data: DataStatement): readonly Call[] {
  const sources = sourcesOf(data);
  const once = new Set<Call>();
  walkTree(data, { expression: (node) => { if (node.kind === 'subquery' && !hangsOn(node, sources)) for (const call of callsIn(node.query)) once.add(call); } });
  return callsIn(data).filter((call) => !once.has(call));
}

function hangsOn(tree: Expr, sources: ReadonlySet<SourceId>): boolean {
  return someNode(tree, (node) => node.kind === 'column' && 'source' in node && sources.has(node.source as SourceId));
}

function sourcesOf(data: DataStatement): ReadonlySet<SourceId> {
  const sources = new Set<SourceId>();
  const add = (item: FromItem): void => {
    if (item.kind === 'join') [item.left, item.right].forEach(add);
    else sources.add(item.source);
  };
  if (data.kind === 'update' || data.kind === 'delete') add(data.target);
  if (data.kind === 'update') data.from.forEach(add);
  if (data.kind === 'delete') data.using.forEach(add);
  if (data.kind === 'insert' && data.rows !== 'default values' && data.rows.body.kind === 'select') data.rows.body.from.forEach(add);
  return sources;
}
