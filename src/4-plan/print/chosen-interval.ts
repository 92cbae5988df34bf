import { BOOL } from '../../model/base-types.js';
import type { Case, Expr, Operator } from '../../model/expression.js';
import { withArguments } from '../../model/function-body.js';
import type { Printing } from './printing.js';

/** `moment + CASE .. THEN interval '1 day' ..`: an interval that is chosen has no form that a moment could be shifted by, but each choice has. */
export function overChosenInterval(expr: Omit<Operator, 'kind'>, p: Printing): Case | undefined {
  if (expr.name !== '+' && expr.name !== '-') return undefined;
  for (const side of ['right', 'left'] as const) {
    const operand = expr[side];
    const chosen = operand && p.family(operand.type) === 'interval' ? choiceOf(operand, p) : undefined;
    if (!chosen) continue;
    const over = (value: Expr): Expr => ({ ...expr, kind: 'operator', [side]: value });
    // oxlint-disable-next-line unicorn/no-thenable -- a branch is no promise
    return { ...chosen, type: expr.type, branches: chosen.branches.map(({ when, then }) => ({ when, then: over(then) })), ...(chosen.otherwise && { otherwise: over(chosen.otherwise) }) };
  }
  return undefined;
}

function choiceOf(expr: Expr, p: Printing): Case | undefined {
  if (expr.kind === 'case') return expr;
  if (expr.kind === 'cast' && p.family(expr.operand.type) === 'interval') return choiceOf(expr.operand, p);
  if (expr.kind === 'conditional' && expr.op === 'coalesce') return firstThatIs(expr.args, expr.type);
  const object = expr.kind === 'call' && expr.function !== undefined ? p.catalog.objects.get(expr.function) : undefined;
  return expr.kind === 'call' && object?.kind === 'function' && object.inline ? choiceOf(withArguments(object.inline, object, expr, p), p) : undefined;
}

function firstThatIs(args: readonly Expr[], type: Expr['type']): Case | undefined {
  const last = args.at(-1);
  if (!last || args.length === 1) return undefined;
  // oxlint-disable-next-line unicorn/no-thenable -- a branch is no promise
  return { kind: 'case', type, branches: args.slice(0, -1).map((operand) => ({ when: { kind: 'test', test: 'null', negated: true, operand, type: BOOL }, then: operand })), otherwise: last };
}
