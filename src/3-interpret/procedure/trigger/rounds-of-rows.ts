import { BOOL } from '../../../model/base-types.js';
import type { Expr } from '../../../model/expression.js';
import type { Foreach, ForQuery } from '../../../model/procedure.js';
import type { TriggerAction } from '../../../model/trigger-program.js';
import { conjunctsOf } from '../../../model/guarded-statement.js';
import { mapExpression } from '../../../model/walk.js';
import { assignedIn } from '../assigned-variables.js';
import { and, TRUE } from '../condition.js';
import { fold } from '../fold.js';
import { newFreshness } from './freshness.js';
import { gathered, holdsWithKeys } from './rounds-of-keys.js';
import { boundTo, queryOfLoop, type LoopQuery } from './loop-rows.js';
import { emit, valueOf, type Flow, type Lowering } from './lowering.js';
import { withCarried } from './rounds-around.js';
import { tidied } from './run-sql.js';
import { takesEachRow } from './own-rounds.js';
import { givenOfRows, type GivenOfRow } from './rows-one-by-one.js';
import { isFields, type VariableState } from './trigger-state.js';

/** A round of a loop over transition tables: what one row gives it, and what it does. */
export interface RoundOfRow extends GivenOfRow {
  readonly actions: readonly TriggerAction[];
  /** What has been asked before the loop. */
  readonly within: Expr;
  /** Each row of the transition table has a round. */
  readonly each?: true;
  /** The same among the actions of the trigger. */
  readonly emitted: readonly TriggerAction[];
}

/**
 * `FOR r IN SELECT DISTINCT parent FROM fresh LOOP PERFORM recount(r.parent); END LOOP`, where the trigger runs for each row: at most one round for each
 * transition table. Undefined for other loops. Whether it comes to the same is asked once all is known (`refreshed-by-key.ts`).
 */
export function runRoundsOfRows(loop: ForQuery | Foreach, flow: Flow, lowering: Lowering): Flow | undefined {
  const over = loop.kind === 'foreach' ? keysOfLoop(loop, flow, lowering) : queryOfLoop(loop, flow, lowering);
  if (!over) return undefined;
  const { query, ...target } = over;
  const given = givenOfRows(query);
  const assigned = assignedIn(loop.statements, lowering.otherNames);
  if (!given || assigned.has('new') || JSON.stringify(loop.statements).includes('"kind":"return"')) return undefined;
  // Whether there are keys at all is asked by each round.
  const within = and(...conjunctsOf(flow.guard).filter((part) => loop.kind === 'for-query' || !holdsWithKeys(part, given)));
  const source = lowering.counter.nextSource++;
  const bound = boundTo({ query, ...target }, source, flow, lowering, loop.span);
  const rounds: RoundOfRow[] = [];
  for (const row of given) {
    const inRow = (expr: Expr): Expr => fold(mapExpression(expr, (node) => (node.kind === 'column' && node.source === source ? (row.values[query.columns.findIndex(({ name }) => name === node.name)] ?? node) : node)));
    const state = withCarried(assigned, { ...flow.state, variables: new Map([...flow.state.variables, ...[...bound].map(([name, variable]) => [name, overVariable(variable, inRow)] as const)]) });
    const { setAside: _none, rounds: _rounds, ...plain } = lowering;
    const inner: Lowering = { ...plain, freshness: newFreshness(true), actions: [], outcomes: [], loop: { ends: [], ...(loop.label !== undefined && { label: loop.label }) } };
    lowering.run(loop.statements, { guard: TRUE, state }, inner);
    if (inner.loop?.ends.some(({ kind }) => kind === 'exit')) return undefined;
    rounds.push({ ...row, within, ...(loop.kind === 'for-query' && takesEachRow(query) && { each: true as const }), actions: inner.actions, emitted: [] });
  }
  for (const round of rounds) {
    const first = lowering.actions.length;
    for (const { guard = TRUE, ...action } of round.actions) emit(lowering, { ...flow, guard: and(within, round.where ?? TRUE, guard) }, action, loop.span);
    lowering.rounds?.push({ ...round, emitted: lowering.actions.slice(first) });
  }
  const found: Expr = { kind: 'subquery', form: 'exists', query, type: BOOL };
  lowering.freshness.capture(found);
  return { ...flow, state: { ...withCarried(assigned, flow.state), found } };
}

/** `FOREACH key IN ARRAY ARRAY(SELECT DISTINCT parent FROM fresh)`, also where the array is what a function is given. */
function keysOfLoop(loop: Foreach, flow: Flow, lowering: Lowering): LoopQuery | undefined {
  const array = fold(valueOf(lowering.scope(flow.state).expression(lowering.raw(loop.array.node)), lowering));
  const query = gathered(array);
  const given = query && givenOfRows(query);
  // array_agg() of no rows is NULL, which is no array to go through.
  const isThere = (array.kind === 'subquery' && array.form === 'array') || (given && conjunctsOf(flow.guard).some((part) => holdsWithKeys(part, given)));
  return query && isThere && loop.slice === 0 ? { query: tidied(query, lowering), target: loop.target, declares: false } : undefined;
}

function overVariable({ value, given, ...rest }: VariableState, over: (expr: Expr) => Expr): VariableState {
  return { ...rest, ...(given && { given: over(given) }), value: isFields(value) ? value.map((field) => ({ ...field, expr: over(field.expr) })) : over(value) };
}
