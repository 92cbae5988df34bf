import type { Expr } from '../../../model/expression.js';
import type { Span } from '../../../model/span.js';
import { BOOL } from '../../analyze/type-key.js';
import { and, fold, isNever, isNotTrue, textLiteral } from '../condition.js';
import { emit, type Flow, type Lowering } from './lowering.js';

/** Postgres raises an exception where the value is NULL. */
export function requireValue(value: Expr, message: string, flow: Flow, span: Span, lowering: Lowering): Flow {
  const isMissing = fold({ kind: 'test', test: 'null', negated: false, operand: value, type: BOOL });
  if (isNever(isMissing) || value.kind === 'array') return flow;
  emit(lowering, { ...flow, guard: and(flow.guard, isMissing) }, { kind: 'raise', message: textLiteral(message) }, span);
  return { ...flow, guard: and(flow.guard, isNotTrue(isMissing)) };
}
