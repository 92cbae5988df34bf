import type { Catalog, CatalogObject, FunctionObject } from '../../../model/catalog.js';
import type { Change } from '../../../model/change.js';
import type { Expr } from '../../../model/expression.js';
import type { DataStatement, Query } from '../../../model/query.js';
import { walkTree } from '../../../model/walk.js';
import { CHANGES_ROWS } from '../../../model/obstacle.js';
import { UNKNOWN_TEXT } from '../trigger/lowering.js';
import type { Runner } from './runner.js';

/** Whether statements ask for the value of a function that changes rows, which no statement of another target can call. */
export function asksOfChanging(trees: readonly (Expr | Query | DataStatement)[], { objects }: Catalog): boolean {
  if (objects.where(changesRows).length === 0) return false;
  let asks = false;
  for (const tree of trees) walkTree(tree, { expression: (node) => {
    const object = node.kind === 'call' && node.function !== undefined ? objects.get(node.function) : undefined;
    asks ||= object !== undefined && changesRows(object);
  } });
  return asks;
}

/** The same of all that a body has come to. */
export function leavesChanging(changes: readonly Change[], catalog: Catalog): boolean {
  return changes.some(({ effect }) => (effect.kind === 'data' ? asksOfChanging(effect.statements, catalog) : effect.kind === 'sequence' && leavesChanging(effect.changes, catalog)));
}

const WRITES: ReadonlySet<string> = new Set(['InsertStmt', 'UpdateStmt', 'DeleteStmt', 'MergeStmt']);

function changesRows(object: CatalogObject): object is FunctionObject {
  return object.kind === 'function' && (object.obstacle === CHANGES_ROWS || object.obstacle === UNKNOWN_TEXT || (!object.inline && object.statements?.some(({ tag }) => WRITES.has(tag)) === true));
}

/** Leaves word that a value is asked of such a function, whether or not anything reads the value: what the function does is to be done. */
export function noteAsked(tree: Expr | Query, runner: Runner): void {
  if (!runner.asksChanging && asksOfChanging([tree], runner.catalog)) runner.asksChanging = true;
}
