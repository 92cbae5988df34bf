import type { Node } from '@pgsql/types';
import type { FunctionObject, Table, Trigger } from '../../../model/catalog.js';
import type { Expr } from '../../../model/expression.js';
import { DEPTH, overTrees, type TriggerBody } from '../../../model/trigger-program.js';
import { mapExpression, mapExpressions, walkTree } from '../../../model/walk.js';
import { INT4 } from '../../analyze/type-key.js';

const NAME = 'pg_trigger_depth';

function isDepth(expr: Expr): boolean {
  return expr.kind === 'call' && expr.name === NAME && expr.function === undefined;
}

/** Whether a condition asks how deep the trigger is nested. */
export function asksDepth(when: Expr | undefined): boolean {
  let asks = false;
  if (when) walkTree(when, { expression: (node) => void (asks ||= isDepth(node)) });
  return asks;
}

/** Whether a function may: its text says so. */
export function mayAskDepth({ body }: FunctionObject): boolean {
  return body.toLowerCase().includes(NAME);
}

/** The number of triggers that are at work, in `body` with the one that asks. */
function depth(name: 'body' | 'around'): Expr {
  return { kind: 'column', source: DEPTH, name, type: INT4 };
}

function inBody(node: Expr): Expr {
  return isDepth(node) ? depth('body') : node;
}

/** A body in which only the database knows the depth. */
export function withDepth(body: TriggerBody): TriggerBody {
  const { actions, assignments } = body;
  return {
    ...body,
    actions: actions.map((action) => overTrees(action, (tree) => mapExpressions(tree, inBody))),
    assignments: assignments.map(({ value, guard, ...rest }) => ({ ...rest, value: mapExpression(value, inBody), ...(guard && { guard: mapExpression(guard, inBody) }) })),
  };
}

/** WHEN is asked before the trigger begins. */
export function whenAt(when: Expr, { nested }: Trigger): Expr {
  const none: Expr = { kind: 'literal', value: '0', type: INT4 };
  return mapExpression(when, (node) => (isDepth(node) ? (nested ? depth('around') : none) : node));
}

/** The body of a trigger that no other one fires: it is the only one at work. */
export function withDepthOfOne<T>(tree: T): T {
  if (Array.isArray(tree)) return tree.map(withDepthOfOne) as T;
  if (typeof tree !== 'object' || tree === null) return tree;
  if (isDepthCall(tree as unknown as Node)) return { A_Const: { ival: { ival: 1 } } } as T;
  return Object.fromEntries(Object.entries(tree).map(([key, value]) => [key, withDepthOfOne(value)])) as T;
}

function isDepthCall(node: Node): boolean {
  if (!('FuncCall' in node)) return false;
  const name = node.FuncCall.funcname?.at(-1);
  return name !== undefined && 'String' in name && name.String.sval === NAME;
}

/** A key of the table that changes or deletes rows: Postgres does so within a trigger of its own, which a BEFORE trigger counts. */
export function isFiredByKeys({ timing, events }: Trigger, { constraints }: Table): boolean {
  return timing === 'before' && constraints.some((key) => key.kind === 'foreign-key' && ((events.includes('delete') && key.onDelete === 'cascade') || (events.includes('update') && (sets(key.onDelete) || changes(key.onUpdate)))));
}

function sets(action: string): boolean {
  return action === 'set null' || action === 'set default';
}

function changes(action: string): boolean {
  return action === 'cascade' || sets(action);
}
