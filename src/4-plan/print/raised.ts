import { BOOL } from '../../model/base-types.js';
import type { Expr } from '../../model/expression.js';
import type { Query } from '../../model/query.js';
import { assertAll } from '../assertion.js';
import type { Printing } from './printing.js';

/** `IF EXISTS (..) THEN RAISE EXCEPTION 'orphans are left'` of a block: a CHECK that bears the message, so that the error says it. Undefined for other queries. */
export function printRaised({ body }: Query, p: Printing): readonly string[] | undefined {
  if (body.kind !== 'select' || body.from.length > 0 || !body.where) return undefined;
  const [only, ...others] = body.targets;
  const message = only?.expr.kind === 'call' && only.expr.name === 'raise_exception' && only.expr.function === undefined ? only.expr.args[0] : undefined;
  if (others.length > 0 || message?.kind !== 'literal' || message.value === null || message.value.trim() === '') return undefined;
  return assertAll([{ message: message.value.replaceAll(/\s+/gu, ' ').trim(), sql: p.print(isNot(body.where)).text }], p.dialect.limits.columns);
}

/** That the condition does not hold, be it false or NULL. */
function isNot(condition: Expr): Expr {
  const isExists = condition.kind === 'subquery' && condition.form === 'exists';
  if (isExists) return { kind: 'logical', op: 'not', args: [condition], type: BOOL };
  if (condition.kind === 'test' && condition.test === 'true') return { ...condition, negated: !condition.negated };
  const [only] = condition.kind === 'logical' && condition.op === 'not' ? condition.args : [];
  return only?.kind === 'subquery' && only.form === 'exists' ? only : { kind: 'test', test: 'true', negated: true, operand: condition, type: BOOL };
}
