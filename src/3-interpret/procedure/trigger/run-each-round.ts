import { Refusal } from '../../../diagnostics/refusal.js';
import { BOOL, INT8 } from '../../../model/base-types.js';
import type { ColumnRef, Expr } from '../../../model/expression.js';
import type { Foreach, ForInteger, ForQuery } from '../../../model/procedure.js';
import type { Query } from '../../../model/query.js';
import { FOUND, ROUND, statementsIn, type TriggerAction } from '../../../model/trigger-program.js';
import { assignedIn } from '../assigned-variables.js';
import { isNotTrue, TRUE } from '../condition.js';
import { queryOf } from '../inserted-row.js';
import { carriedByRounds } from './carried-by-rounds.js';
import { CARRIED, mayMove, newFreshness } from './freshness.js';
import { leftByRounds } from './left-by-rounds.js';
import { boundTo, derivedRows, numberedRows, queryOfLoop } from './loop-rows.js';
import { emit, unsupported, type Flow, type LoopEnd, type Lowering } from './lowering.js';
import { requireApartFrom } from './rows-of-change.js';
import { putAside } from './put-aside.js';
import { HELP, NO_LOOPS } from './loop-steps.js';
import { Given } from './given-to-round.js';
import { withCarried, withoutMissing } from './rounds-around.js';
import type { BodyState } from './trigger-state.js';
import { withoutUnread } from './unread.js';

/**
 * A loop whose rounds change rows, and may see what the rounds before have changed: each of them is what a trigger does when a row that stands for it
 * comes into a table. What the round needs of all around comes with the row.
 */
export function runEachRound(loop: ForQuery | Foreach | ForInteger, flow: Flow, lowering: Lowering): Flow {
  // Where what changes is put aside around, what comes later may ask for it.
  const [first, ...others] = lowering.setAside ? [EVERYTHING] : [{ aside: false, carry: false }, EVERYTHING];
  const before = lowering.actions.length;
  try {
    return eachRound(loop, flow, lowering, first ?? EVERYTHING);
  } catch (error) {
    const [last] = others;
    if (!last || !(error instanceof Refusal) || error.diagnostic.code !== 'trigger-unsupported') throw error;
    lowering.actions.length = before;
    return eachRound(loop, flow, lowering, last);
  }
}

/** What is put aside: values that may change within a round, and variables from one round to the next. */
interface Ways {
  readonly aside: boolean;
  readonly carry: boolean;
}

const EVERYTHING: Ways = { aside: true, carry: true };

function eachRound(loop: ForQuery | Foreach | ForInteger, flow: Flow, lowering: Lowering, { aside, carry }: Ways): Flow {
  const { span } = loop;
  const rows = queryOfLoop(loop, flow, lowering);
  const source = lowering.counter.nextSource++;
  const assigned = assignedIn(loop.statements, lowering.otherNames);
  const text = JSON.stringify(loop.statements);
  if (assigned.has('new') || text.includes('"kind":"return"')) return unsupported(lowering, NO_LOOPS, span, HELP);
  const given = new Given(lowering.counter.nextSource++);
  // A function that is called twice has its loops twice.
  const name = `${lowering.trigger.name} ${lowering.event} loop ${source}`;
  const bound = boundTo(rows, source, flow, lowering, span);
  const start = withoutMissing(loop, flow, lowering);
  const carried = carry ? carriedByRounds(name, assigned, bound, text.includes('"kind":"exit"'), start) : undefined;
  carried?.begin(start, lowering);
  const later = (state: BodyState): BodyState => carried?.state(withCarried(assigned, state)) ?? withCarried(assigned, state);
  const outer = later(start.state);
  const variables = new Map([...outer.variables].map(([each, variable]) => [each, given.variable(variable, (expr) => mayMove(expr, () => false))]));
  const { setAside: _none, ...plain } = lowering;
  let places = 0;
  const inner: Lowering = {
    ...plain, freshness: newFreshness(true), actions: [], outcomes: [], around: [...(lowering.around ?? []), source, given.source],
    loop: { ends: [], ...(loop.label !== undefined && { label: loop.label }) },
    ...(aside && { setAside: (value: Expr, at: Flow) => putAside(value, at, () => `${name} ${++places}`, inner) }),
  };
  const end = lowering.run(loop.statements, { guard: carried ? isNotTrue(carried.ended) : TRUE, state: { ...outer, variables: new Map([...variables, ...bound]), found: NOT_FOUND } }, inner);
  const ends: readonly LoopEnd[] = [...(inner.loop?.ends ?? []), { kind: 'end', ...end }];
  if ((!carried && ends.some(({ kind }) => kind === 'exit')) || inner.actions.some(({ kind }) => kind === 'skip')) return unsupported(lowering, NO_LOOPS, span, HELP);
  const last = carried?.end(ends, inner) ?? [];
  if (rows.change) requireApartFrom(rows.change, flow, [...inner.actions, ...last], lowering, span);
  const own = new Set([...namesHeld(inner.actions), ...(carried?.names ?? [])]);
  const isAround = (node: ColumnRef): boolean => node.source === source || lowering.around?.includes(node.source) === true || (node.source < 0 && !ROUNDS_OWN.has(node.source) && !own.has(node.name));
  const actions = given.actions(withoutUnread([...inner.actions, ...last], []), isAround);
  if (actions.length > 0) emit(lowering, start, { kind: 'rounds', name, rows: rowsGiven(rows.query, source, given, lowering, span), actions }, span);
  for (const statement of statementsIn(actions)) lowering.freshness.write(statement);
  const found: Expr = { kind: 'subquery', form: 'exists', query: rows.query, type: BOOL };
  lowering.freshness.capture(found);
  const after = later(start.state);
  return { ...start, state: { ...after, variables: new Map([...after.variables, ...leftByRounds(rows, loop, assigned, actions, flow, lowering)]), found } };
}

/** What FOUND says of the statement before is not known within. */
const NOT_FOUND: Expr = { kind: 'column', source: CARRIED, name: 'found', type: BOOL };

/** What a round's actions name themselves: their own row, and what their last statement has done. */
const ROUNDS_OWN: ReadonlySet<number> = new Set([ROUND, FOUND]);

function namesHeld(actions: readonly TriggerAction[]): readonly string[] {
  return actions.flatMap((action) => (action.kind === 'hold' ? [action.name] : action.kind === 'rounds' ? namesHeld(action.actions) : []));
}

/** One row a round, in the order of the loop, with all that is given to it. */
function rowsGiven(query: Query, source: number, given: Given, lowering: Lowering, span: ForQuery['span']): Query {
  const numbered = numberedRows(query, '_number', () => lowering.counter.nextSource++);
  if (!numbered) return unsupported(lowering, 'a loop over rows in the order of something that the query does not give has no equivalent', span, 'Give it as a column of the query too.');
  return { ...queryOf(given.targets, { from: [derivedRows(numbered, source)] }), orderBy: [{ expr: { kind: 'column', source, name: '_number', type: INT8 }, descending: false, nulls: 'last' }] };
}
