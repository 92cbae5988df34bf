import { BOOL } from '../../../model/base-types.js';
import type { Expr } from '../../../model/expression.js';
import type { ForQuery } from '../../../model/procedure.js';
import type { TriggerAction } from '../../../model/trigger-program.js';
import { mapExpression } from '../../../model/walk.js';
import { assignedIn } from '../assigned-variables.js';
import { and, TRUE } from '../condition.js';
import { fold } from '../fold.js';
import { newFreshness } from './freshness.js';
import { boundTo, queryOfLoop } from './loop-rows.js';
import { emit, type Flow, type Lowering } from './lowering.js';
import { withCarried } from './rounds-around.js';
import { givenOfRows, type GivenOfRow } from './rows-one-by-one.js';
import { isFields, type VariableState } from './trigger-state.js';

/** A round of a loop over transition tables: what one row gives it, and what it does. */
export interface RoundOfRow extends GivenOfRow {
  readonly actions: readonly TriggerAction[];
  /** What has been asked before the loop. */
  readonly within: Expr;
  /** The same among the actions of the trigger. */
  readonly emitted: readonly TriggerAction[];
}

/**
 * `FOR r IN SELECT DISTINCT parent FROM fresh LOOP PERFORM recount(r.parent); END LOOP`, where the trigger runs for each row: at most one round for each
 * transition table. Undefined for other loops. Whether it comes to the same is asked once all is known (`refreshed-by-key.ts`).
 */
export function runRoundsOfRows(loop: ForQuery, flow: Flow, lowering: Lowering): Flow | undefined {
  const { query, ...target } = queryOfLoop(loop, flow, lowering);
  const given = givenOfRows(query);
  const assigned = assignedIn(loop.statements, lowering.otherNames);
  if (!given || assigned.has('new') || JSON.stringify(loop.statements).includes('"kind":"return"')) return undefined;
  const source = lowering.counter.nextSource++;
  const bound = boundTo({ query, ...target }, source, flow, lowering, loop.span);
  const rounds: RoundOfRow[] = [];
  for (const row of given) {
    const over = (expr: Expr): Expr => fold(mapExpression(expr, (node) => (node.kind === 'column' && node.source === source ? (row.values[query.columns.findIndex(({ name }) => name === node.name)] ?? node) : node)));
    const state = withCarried(assigned, { ...flow.state, variables: new Map([...flow.state.variables, ...[...bound].map(([name, variable]) => [name, overVariable(variable, over)] as const)]) });
    const { setAside: _none, rounds: _rounds, ...plain } = lowering;
    const inner: Lowering = { ...plain, freshness: newFreshness(true), actions: [], outcomes: [], loop: { ends: [], ...(loop.label !== undefined && { label: loop.label }) } };
    lowering.run(loop.statements, { guard: TRUE, state }, inner);
    if (inner.loop?.ends.some(({ kind }) => kind === 'exit')) return undefined;
    rounds.push({ ...row, within: flow.guard, actions: inner.actions, emitted: [] });
  }
  for (const round of rounds) {
    const first = lowering.actions.length;
    for (const { guard = TRUE, ...action } of round.actions) emit(lowering, { ...flow, guard: and(flow.guard, round.where ?? TRUE, guard) }, action, loop.span);
    lowering.rounds?.push({ ...round, emitted: lowering.actions.slice(first) });
  }
  const found: Expr = { kind: 'subquery', form: 'exists', query, type: BOOL };
  lowering.freshness.capture(found);
  return { ...flow, state: { ...withCarried(assigned, flow.state), found } };
}

function overVariable({ value, ...rest }: VariableState, over: (expr: Expr) => Expr): VariableState {
  return { ...rest, value: isFields(value) ? value.map((field) => ({ ...field, expr: over(field.expr) })) : over(value) };
}
