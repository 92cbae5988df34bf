import type { Catalog, FunctionObject, ObjectId } from '../../../model/catalog.js';
import type { Call, Expr } from '../../../model/expression.js';
import { derivedRows, withArguments, type Site } from '../../../model/function-body.js';
import type { DataStatement, FunctionSource, Query } from '../../../model/query.js';
import { mapExpressions, mapNodes, walkTree, type TreeNode } from '../../../model/walk.js';
import { refuse } from '../../analyze/refuse.js';
import type { BodyScope } from '../body-scope.js';
import { asksTables } from '../../catalog/asks-tables.js';

/**
 * A scope whose expressions say what functions say that ask tables, in their place: what a trigger reads of its own table, and what a body has changed
 * before, is the same whether a function asks for it or the body itself.
 *
 * @param called notes these functions: the body is read again when one of them changes
 */
export function seeingThrough(scope: BodyScope, called: Set<ObjectId>): BodyScope {
  const { catalog } = scope;
  const site: Site = { catalog, report: ({ code, message, at }) => refuse(scope, code, message, { at }) };
  const see = <T extends Expr | Query | DataStatement>(tree: T): T => seenThrough(tree, site, called, catalog);
  return {
    ...scope,
    asWritten: scope,
    expression: (node) => see(scope.expression(node)),
    condition: (node, what) => see(scope.condition(node, what)),
    assigned: (node, type, what) => see(scope.assigned(node, type, what)),
    query: (node) => see(scope.query(node)),
    statement: (statement) => see(scope.statement(statement)),
  };
}

function seenThrough<T extends Expr | Query | DataStatement>(tree: T, site: Site, called: Set<ObjectId>, catalog: Catalog): T {
  if (!callsAsking(tree, catalog)) return tree;
  const rows = mapNodes(tree, (node) => (isFunctionSource(node) ? rowsOf(node, site, called, catalog) : node));
  return mapExpressions(rows, (node) => {
    const object = node.kind === 'call' ? functionOf(node, catalog) : undefined;
    if (node.kind !== 'call' || !object?.inline || !asksTables(object)) return node;
    called.add(object.id);
    return seenThrough(withArguments(object.inline, object, node, site), site, called, catalog);
  });
}

function rowsOf(item: FunctionSource, site: Site, called: Set<ObjectId>, catalog: Catalog): TreeNode {
  const object = item.call.kind === 'call' ? functionOf(item.call, catalog) : undefined;
  if (item.ordinality || item.call.kind !== 'call' || !object?.rows) return item;
  called.add(object.id);
  return derivedRows(item, seenThrough(withArguments(object.rows, object, item.call, site), site, called, catalog), object.name);
}

/** Types of columns are nodes too, and some of them have this kind. */
function isFunctionSource(node: TreeNode): node is FunctionSource {
  return node.kind === 'function' && 'call' in node && 'columns' in node;
}

function callsAsking(tree: Expr | Query | DataStatement, catalog: Catalog): boolean {
  let found = false;
  walkTree(tree, { expression: (node) => {
    const object = node.kind === 'call' ? functionOf(node, catalog) : undefined;
    found ||= object !== undefined && (object.rows !== undefined || asksTables(object));
  } });
  return found;
}

function functionOf({ function: id }: Call, { objects }: Pick<Catalog, 'objects'>): FunctionObject | undefined {
  const object = id === undefined ? undefined : objects.get(id);
  return object?.kind === 'function' ? object : undefined;
}
