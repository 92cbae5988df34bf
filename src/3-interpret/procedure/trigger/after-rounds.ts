import { BOOL, TEXT } from '../../../model/base-types.js';
import type { DataType } from '../../../model/data-type.js';
import type { Expr } from '../../../model/expression.js';
import { and, FALSE, isNotTrue, TRUE } from '../condition.js';
import { rowsOfNexts } from './given-by-rounds.js';
import { lastValue, roundsOf } from './loop-query.js';
import { FOUND_COLUMN, nameOfField, nameOfNew, RAISED, RESULT, RETURNED, whole, type Made, type Rounds, type StepEnd } from './loop-steps.js';
import { emit, finish, unsupported, type Flow, type Lowering } from './lowering.js';
import { giveRows } from './run-return-query.js';
import { isFields } from './trigger-state.js';

/** What variables and NEW are once the rounds are over, and whether control is still there. */
export function afterRounds({ loop, nexts, variables, left, columns, ends, endless }: Made, rounds: Rounds, flow: Flow, lowering: Lowering): Flow {
  if (nexts.length > 0 && lowering.loop) return unsupported(lowering, 'RETURN NEXT in a loop within another has no equivalent', rounds.span, 'Write one loop over the rows of both: FOR .. IN SELECT .. FROM a JOIN b ..');
  if (nexts.length > 0) giveRows(rowsOfNexts(loop, nexts), rounds.span, flow, lowering);
  const value = (name: string, type: DataType): Expr => {
    const expr = lastValue(loop, name, type);
    lowering.freshness.capture(expr);
    return expr;
  };
  const known = [...variables].map(([name, type]) => [name, { ...flow.state.variables.get(name), type, value: value(name, type) }] as const);
  const kept = [...left].flatMap(([name, variable]) => (variables.has(name) ? [] : [[name, { ...variable, value: isFields(variable.value) ? variable.value.map((field) => ({ ...field, expr: value(nameOfField(name, field.name), field.expr.type) })) : value(name, variable.type ?? variable.value.type) }] as const]));
  const ran: Expr = { kind: 'operator', name: '>', left: roundsOf(loop), right: whole(0), type: BOOL };
  const row = new Map([...flow.state.new, ...columns.map((each) => [each.id, value(nameOfNew(each), each.type)] as const)]);
  let next: Flow = { ...flow, state: { ...flow.state, new: row, variables: new Map([...flow.state.variables, ...known, ...kept]), found: rounds.setsFound ? ran : value(FOUND_COLUMN, BOOL) } };
  if (ends.some(({ kind }) => kind === 'raise')) {
    const message = value(RAISED, TEXT);
    const raised: Expr = { kind: 'test', test: 'null', negated: true, operand: message, type: BOOL };
    emit(lowering, { ...next, guard: and(next.guard, raised) }, { kind: 'raise', message }, rounds.span);
    next = { ...next, guard: and(next.guard, isNotTrue(raised)) };
  }
  if (ends.some(({ kind }) => kind === 'return')) {
    const always = endless && !ends.some(({ kind }) => kind === 'exit' || kind === 'raise');
    const returned = always ? TRUE : value(RETURNED, BOOL);
    const there = { ...next, guard: and(next.guard, returned) };
    if (lowering.results) lowering.results.returned.push({ guard: there.guard, value: value(RESULT, lowering.results.type) });
    else finishAfter(ends, () => value(RESULT, BOOL), there, lowering);
    next = { ...next, guard: and(next.guard, always ? FALSE : isNotTrue(returned)), returned: true };
  }
  return next;
}

/** RETURN in a round of a trigger's loop: the row goes on, or not. */
function finishAfter(ends: readonly StepEnd[], result: () => Expr, flow: Flow, lowering: Lowering): void {
  const goesOn = ends.flatMap(({ kind, value }) => (kind === 'return' ? [value === TRUE] : []));
  if (goesOn.every(Boolean)) return finish(lowering, flow, 'row');
  if (!goesOn.some(Boolean)) return finish(lowering, flow, 'skip');
  const row = result();
  finish(lowering, { ...flow, guard: and(flow.guard, row) }, 'row');
  return finish(lowering, { ...flow, guard: and(flow.guard, isNotTrue(row)) }, 'skip');
}
