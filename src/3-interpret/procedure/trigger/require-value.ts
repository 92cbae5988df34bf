import { BOOL } from '../../../model/base-types.js';
import type { Expr } from '../../../model/expression.js';
import type { Span } from '../../../model/span.js';
import { and, isNever, isNotTrue, textLiteral } from '../condition.js';
import { fold } from '../fold.js';
import { raise, type Flow, type Lowering } from './lowering.js';

/** Postgres raises an exception where the value is NULL. */
export function requireValue(value: Expr, message: string, flow: Flow, span: Span, lowering: Lowering): Flow {
  const isMissing = fold({ kind: 'test', test: 'null', negated: false, operand: value, type: BOOL });
  if (isNever(isMissing) || value.kind === 'array') return flow;
  raise(lowering, { ...flow, guard: and(flow.guard, isMissing) }, textLiteral(message), span, textLiteral('null_value_not_allowed'));
  return { ...flow, guard: and(flow.guard, isNotTrue(isMissing)) };
}
