import type { Catalog, FunctionObject } from '../../../model/catalog.js';
import type { Expr } from '../../../model/expression.js';
import type { DataStatement } from '../../../model/query.js';
import type { Span } from '../../../model/span.js';
import { walkTree } from '../../../model/walk.js';
import { unsupported, type Flow, type Lowering } from './lowering.js';
import { runCallForValue } from './run-call.js';

/**
 * A value whose functions change rows (`'INV-' || next_number(NEW.kind)`), after they were carried out where they are surely called:
 * not within CASE, coalesce() or a query.
 */
export function calledForValue(written: Expr, flow: Flow, lowering: Lowering, span: Span): Expr {
  const value = carriedOut(written, flow, lowering, span);
  const left = leftCall(value, lowering.catalog);
  // A variable that nobody reads is never printed.
  if (left) unsupported(lowering, `${left.name}() may change something and cannot be carried out here${left.obstacle === undefined ? '' : `: ${left.obstacle}`}`, span, 'Write what the function does, or declare it STABLE or IMMUTABLE if it changes nothing.');
  return value;
}

/** The same of the values of a row that is inserted: none of them is left to be worked out where it may do something. */
export function calledForRow<T extends DataStatement>(statement: T, flow: Flow, lowering: Lowering, span: Span): T {
  if (statement.kind !== 'insert' || statement.rows === 'default values' || statement.with.length > 0 || statement.rows.with.length > 0) return statement;
  const { rows } = statement;
  const { body } = rows;
  const inside = (expr: Expr): Expr => carriedOut(expr, flow, lowering, span);
  if (body.kind === 'values' && body.rows.length === 1) return { ...statement, rows: { ...rows, body: { ...body, rows: body.rows.map((row) => row.map(inside)) } } };
  const isPlain = body.kind === 'select' && body.from.length === 0 && !body.where && !body.having && body.groupBy.length === 0 && !rows.limit && !rows.offset;
  return isPlain ? { ...statement, rows: { ...rows, body: { ...body, targets: body.targets.map((target) => ({ ...target, expr: inside(target.expr) })) } } } : statement;
}

/** A function that may do something besides working out its value. */
function leftCall(value: Expr, { objects }: Catalog): FunctionObject | undefined {
  let left: FunctionObject | undefined;
  walkTree(value, {
    expression: (node) => {
      const object = node.kind === 'call' && node.volatile && node.function !== undefined ? objects.get(node.function) : undefined;
      if (object?.kind === 'function' && !object.inline && !object.rows) left ??= object;
    },
  });
  return left;
}

function carriedOut(value: Expr, flow: Flow, lowering: Lowering, span: Span): Expr {
  const inside = (expr: Expr): Expr => carriedOut(expr, flow, lowering, span);
  if (value.kind === 'cast') return replaced(value, 'operand', inside(value.operand));
  if (value.kind === 'operator') {
    const left = value.left && inside(value.left);
    const right = value.right && inside(value.right);
    return left === value.left && right === value.right ? value : { ...value, ...(left && { left }), ...(right && { right }) } as Expr;
  }
  if (value.kind !== 'call' || value.aggregate) return value;
  const args = value.args.map(inside);
  const call = args.every((arg, i) => arg === value.args[i]) ? value : { ...value, args };
  return runCallForValue(call, flow, lowering, span) ?? call;
}

function replaced<T extends Expr, K extends keyof T>(expr: T, key: K, part: T[K]): T {
  return expr[key] === part ? expr : { ...expr, [key]: part };
}
