import type { Expr } from '../../../model/expression.js';
import type { ProcedureExpression, ReturnNext } from '../../../model/procedure.js';
import type { Span } from '../../../model/span.js';
import { requireFresh, unsupported, valueOf, type Flow, type GivenRows, type Lowering } from './lowering.js';
import { isFields } from './trigger-state.js';

/** `RETURN NEXT`, `RETURN NEXT r`: the function gives this row too, where control comes here. */
export function runReturnNext({ value, span }: ReturnNext, flow: Flow, lowering: Lowering): Flow {
  const { rows } = lowering;
  if (!rows || rows.one || lowering.around || lowering.evaluated) return unsupported(lowering, 'RETURN NEXT has no equivalent here', span);
  giveRow(value, rows, flow, lowering, span);
  return flow;
}

/** RETURN ends the body; where the function gives one row, it is what its parameters are by then, or the value. */
export function runReturnOfRows(value: ProcedureExpression | undefined, flow: Flow, lowering: Lowering): Flow {
  const { rows } = lowering;
  if (!rows?.one) return value ? unsupported(lowering, 'RETURN with a value has no equivalent in a function that gives rows', value.span) : flow;
  if (lowering.loop || lowering.around || lowering.evaluated) return unsupported(lowering, 'RETURN of a row has no equivalent here', value?.span);
  giveRow(value, rows, flow, lowering, value?.span);
  return flow;
}

function giveRow(value: ProcedureExpression | undefined, rows: GivenRows, flow: Flow, lowering: Lowering, span: Span | undefined): void {
  const fields = value ? fieldsOf(value, rows, flow, lowering) : rows.outputs.map((name) => outputOf(name, flow, lowering, span));
  if (fields.length === 0) unsupported(lowering, 'RETURN without a value has no equivalent', span);
  // Each value stands in the query once.
  requireFresh(lowering, [flow.guard, ...fields], span);
  rows.given.push({ guard: flow.guard, fields });
}

function outputOf(name: string, { state }: Flow, lowering: Lowering, span: Span | undefined): Expr {
  const value = state.variables.get(name)?.value;
  return !value || isFields(value) ? unsupported(lowering, `the parameter "${name}", which is a row, has no equivalent`, span) : value;
}

function fieldsOf({ node, span }: ProcedureExpression, { types }: GivenRows, { state }: Flow, lowering: Lowering): readonly Expr[] {
  const scope = lowering.scope(state);
  const [only, ...others] = types;
  const written = valueOf(scope.expression(lowering.raw(node)), lowering);
  if (written.kind === 'row') return written.fields;
  if (written.kind === 'literal' && written.value === null) return types.map((type) => ({ kind: 'literal', value: null, type }));
  if (!only || others.length > 0) return unsupported(lowering, 'RETURN of a row that is no variable has no equivalent', span, 'Select it into a variable of its type, and return that.');
  return [valueOf(scope.assigned(lowering.raw(node), only, 'the result'), lowering)];
}
