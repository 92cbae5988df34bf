import type { Expr } from '../../../model/expression.js';
import type { FromItem, Query, Select } from '../../../model/query.js';
import { saySame } from '../../../model/same-tree.js';
import { isVolatile, mapExpression, someNode } from '../../../model/walk.js';
import { and } from '../condition.js';
import { hasAggregate, isRow } from './rows-taken.js';

/** What a query of transition tables gives for one row: values over OLD or NEW, and the condition under which it gives them. */
export interface GivenOfRow {
  readonly values: readonly Expr[];
  readonly where?: Expr;
}

/**
 * `SELECT DISTINCT parent FROM fresh WHERE parent IS NOT NULL UNION SELECT parent FROM gone`, whose rows come of one row each: what each arm gives for its row.
 * Undefined where it takes more than that, as what it counts.
 */
export function givenOfRows(query: Query): readonly GivenOfRow[] | undefined {
  const { body, limit, offset } = query;
  if (query.with.length > 0 || limit || offset || body.kind === 'values') return undefined;
  if (body.kind === 'select') return givenBySelect(body);
  const [left, right] = [givenOfRows(body.left), givenOfRows(body.right)];
  return body.op === 'union' && left && right ? [...left, ...right] : undefined;
}

function givenBySelect({ distinct, targets, from, where, groupBy, having, groupingSets, windows }: Select): readonly GivenOfRow[] | undefined {
  const [item, ...others] = from;
  const plain = typeof distinct === 'boolean' && !having && !groupingSets && windows.length === 0 && targets.every(({ expr }) => !hasAggregate(expr));
  const grouped = groupBy.length > 0 && targets.some(({ expr }) => !groupBy.some((key) => saySame(key, expr)));
  if (!item || others.length > 0 || !plain || grouped || asksElsewhere([...targets.map(({ expr }) => expr), ...(where ? [where] : [])])) return undefined;
  return below(item)?.map(({ values, where: asked }) => {
    const over = (expr: Expr): Expr => inPlace(expr, item, values);
    const condition = and(...(asked ? [asked] : []), ...(where ? [over(where)] : []));
    return { values: targets.map(({ expr }) => over(expr)), ...((asked ?? where) && { where: condition }) };
  });
}

function asksElsewhere(exprs: readonly Expr[]): boolean {
  return exprs.some((expr) => isVolatile(expr) || someNode(expr, ({ kind }) => kind === 'subquery'));
}

function below(item: FromItem): readonly GivenOfRow[] | undefined {
  if (item.kind !== 'derived') return undefined;
  const { body } = item.query;
  return isRow(item) && body.kind === 'select' ? [{ values: body.targets.map(({ expr }) => expr) }] : givenOfRows(item.query);
}

function inPlace(expr: Expr, item: FromItem, values: readonly Expr[]): Expr {
  if (item.kind !== 'derived') return expr;
  return mapExpression(expr, (node) => (node.kind === 'column' && node.source === item.source ? (values[item.columns.findIndex(({ name }) => name === node.name)] ?? node) : node));
}
