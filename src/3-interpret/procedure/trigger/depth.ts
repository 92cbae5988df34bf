import type { Node } from '@pgsql/types';
import { INT4 } from '../../../model/base-types.js';
import type { Catalog, FunctionObject, Table, Trigger } from '../../../model/catalog.js';
import type { Expr } from '../../../model/expression.js';
import type { DataStatement } from '../../../model/query.js';
import { caseOf } from '../../../model/case-of.js';
import { DEPTH, overTrees, type TriggerBody } from '../../../model/trigger-program.js';
import { isExpression, mapExpression, mapExpressions, walkTree } from '../../../model/walk.js';
import { newCounter } from '../body-scope.js';
import { isNever, isTrue } from '../condition.js';
import { fold } from '../fold.js';
import { changedByKey } from './key-actions.js';

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

/**
 * What a trigger does at an event, with what is known of the depth: the number of triggers that other ones' statements have fired is asked of the
 * database where there may be any. What a foreign key does, Postgres does within a trigger of its own: WHEN and BEFORE triggers see that one too, AFTER
 * triggers run when it is over.
 *
 * @returns none where the trigger never fires
 */
export function atDepth(body: TriggerBody, trigger: Trigger, table: Table, catalog: Catalog): readonly TriggerBody[] {
  const byKey = changedByKey(table, body.event, catalog, newCounter(catalog, ''));
  const when = trigger.when && fold(mapExpression(trigger.when, inPlaceOf(depth('around', trigger), byKey)));
  if (when && isNever(when)) return [];
  const before = trigger.timing === 'before' ? byKey : undefined;
  const own = inPlaceOf(depth('body', trigger), before);
  const { actions, assignments, ...rest } = body;
  return [{
    ...rest,
    ...(when && { when: isTrue(when) ? 'always' : when }),
    ...(before && { byKey: before }),
    actions: actions.map((action) => overTrees(action, (tree) => folded(mapExpressions(tree, own)))),
    assignments: assignments.map(({ value, guard, ...to }) => ({ ...to, value: fold(mapExpression(value, own)), ...(guard && { guard: fold(mapExpression(guard, own)) }) })),
  }];
}

/** The number of triggers that are at work, in `body` with the one that asks. */
function depth(name: 'body' | 'around', { nested }: Trigger): Expr {
  return nested ? { kind: 'column', source: DEPTH, name, type: INT4 } : { kind: 'literal', value: name === 'body' ? '1' : '0', type: INT4 };
}

function inPlaceOf(known: Expr, byKey: Expr | undefined): (node: Expr) => Expr {
  const value = byKey ? caseOf(byKey, oneMore(known), known) : known;
  return (node) => (isDepth(node) ? value : node);
}

function oneMore(known: Expr): Expr {
  if (known.kind === 'literal') return { ...known, value: String(Number(known.value) + 1) };
  return { kind: 'operator', name: '+', left: known, right: { kind: 'literal', value: '1', type: INT4 }, type: INT4 };
}

function folded<T extends Expr | DataStatement>(tree: T): T {
  return isExpression(tree) ? (fold(tree) as T) : tree;
}

/** The body of a trigger that only statements fire: it is the only one at work. */
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
