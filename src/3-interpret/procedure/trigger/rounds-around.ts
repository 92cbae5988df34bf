import type { Expr } from '../../../model/expression.js';
import type { Foreach, ForInteger, ForQuery, ProcedureExpression } from '../../../model/procedure.js';
import { fold } from '../fold.js';
import { CARRIED } from './freshness.js';
import { valueOf, type Flow, type Lowering } from './lowering.js';
import { requireValue } from './require-value.js';
import { isFields, type BodyState, type VariableState } from './trigger-state.js';

/** FOREACH over NULL and FOR up to NULL are exceptions. */
export function withoutMissing(loop: ForQuery | Foreach | ForInteger, flow: Flow, lowering: Lowering): Flow {
  if (loop.kind === 'for-query') return flow;
  const value = ({ node }: ProcedureExpression): Expr => fold(valueOf(lowering.scope(flow.state).expression(lowering.raw(node)), lowering));
  if (loop.kind === 'foreach') return requireValue(value(loop.array), 'FOREACH expression must not be null', flow, loop.span, lowering);
  const lower = requireValue(value(loop.lower), 'lower bound of FOR loop cannot be null', flow, loop.span, lowering);
  return requireValue(value(loop.upper), 'upper bound of FOR loop cannot be null', lower, loop.span, lowering);
}

/** What a variable is when a round begins, and after the loop, depends on the rounds before. */
export function withCarried(names: ReadonlySet<string>, state: BodyState): BodyState {
  return { ...state, variables: new Map([...state.variables].map(([name, variable]) => [name, names.has(name) ? carriedVariable(name, variable) : variable])) };
}

function carriedVariable(name: string, variable: VariableState): VariableState {
  const { value, given } = variable;
  if (isFields(value)) return { ...variable, ...(given && { given: poison(name, given.type) }), value: value.map(({ name: field, expr }) => ({ name: field, expr: poison(name, expr.type) })) };
  return { ...variable, value: poison(name, variable.type ?? value.type) };
}

/** Whoever asks for it is refused. */
export function poison(name: string, type: Expr['type']): Expr {
  return { kind: 'column', source: CARRIED, name, type };
}
