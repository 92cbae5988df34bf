import { INT4 } from '../../../model/base-types.js';
import type { Catalog, CatalogObject, FunctionObject } from '../../../model/catalog.js';
import type { Change } from '../../../model/change.js';
import type { ProcedureBlock } from '../../../model/procedure.js';
import type { DataStatement } from '../../../model/query.js';
import { walkTree } from '../../../model/walk.js';
import { queryOf } from '../inserted-row.js';
import { CHANGES_ROWS } from '../../../model/obstacle.js';
import { runRowLoop } from './run-row-loop.js';
import type { Runner } from './runner.js';

/** No body can name it. */
const ONCE = '__tm_once';

/** Whether statements ask for the value of a function that changes rows, which no statement of another target can call. */
export function asksOfChanging(statements: readonly DataStatement[], { objects }: Catalog): boolean {
  if (objects.where(changesRows).length === 0) return false;
  let asks = false;
  for (const statement of statements) walkTree(statement, { expression: (node) => {
    const object = node.kind === 'call' && node.function !== undefined ? objects.get(node.function) : undefined;
    asks ||= object !== undefined && changesRows(object);
  } });
  return asks;
}

/** The same of all that a body has come to. */
export function leavesChanging(changes: readonly Change[], catalog: Catalog): boolean {
  return changes.some(({ effect }) => (effect.kind === 'data' ? asksOfChanging(effect.statements, catalog) : effect.kind === 'sequence' && leavesChanging(effect.changes, catalog)));
}

function changesRows(object: CatalogObject): object is FunctionObject {
  return object.kind === 'function' && object.obstacle === CHANGES_ROWS;
}

/** `k := new_order(10); INSERT INTO items VALUES (k, ..)`: the body as the only round of a loop, which is what a trigger does: there the function is carried out where it is called. */
export function runInOneRound(body: ProcedureBlock, runner: Runner): void {
  const once = queryOf([{ name: 'once', expr: { kind: 'literal', value: '1', type: INT4 } }]);
  runRowLoop({ target: [[ONCE]], statements: [body], span: body.span }, { columns: once.columns, query: () => once }, runner);
}
