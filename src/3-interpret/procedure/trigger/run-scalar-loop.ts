import { BOOL, INT4 } from '../../../model/base-types.js';
import type { DataType } from '../../../model/data-type.js';
import type { Expr } from '../../../model/expression.js';
import type { Foreach, ForInteger, Loop, While } from '../../../model/procedure.js';
import { FALSE, isNever, TRUE } from '../condition.js';
import { fold } from '../fold.js';
import { unsupported, valueOf, type Flow, type Lowering } from './lowering.js';
import { assignTo } from './run-assign.js';
import { requireValue } from './require-value.js';
import { runChangingLoop } from './run-changing-loop.js';
import { forAllRounds, runsAsSet } from './run-set-of-rounds.js';
import { HELP, NO_LOOPS, type Rounds } from './loop-steps.js';
import { runRetried } from './run-retried.js';
import { runRounds } from './run-loop-rounds.js';

/** `LOOP .. EXIT WHEN .. END LOOP`, `WHILE condition LOOP` */
export function runPlainLoop(loop: Loop | While, flow: Flow, lowering: Lowering): Flow {
  const retried = loop.kind === 'loop' ? runRetried(loop, flow, lowering) : undefined;
  if (retried) return retried;
  return runRounds({
    ...placeOf(loop),
    hidden: [],
    bind: () => new Map(),
    condition: (_column, state, inner) => (loop.kind === 'loop' ? TRUE : fold(valueOf(inner.scope(state).condition(inner.raw(loop.condition.node), 'WHILE'), inner))),
    setsFound: false,
    forAll: (actions, rounds, source) => forAllRounds(actions, rounds, source, flow, lowering, loop.span),
  }, flow, lowering);
}

const [COUNTER, LAST, STEP, LIST] = ['_counter', '_last', '_step', '_list'];

/** `FOR i IN [REVERSE] a..b [BY step] LOOP`: the bounds are worked out once. */
export function runCountedLoop(loop: ForInteger, flow: Flow, lowering: Lowering): Flow {
  const bound = (part: ForInteger['lower']): Expr => valueOf(lowering.scope(flow.state).assigned(lowering.raw(part.node), INT4, 'the bound of a FOR loop'), lowering);
  const step = loop.step ? bound(loop.step) : one();
  const [lower, upper] = [bound(loop.lower), bound(loop.upper)];
  const start = requireValue(upper, 'upper bound of FOR loop cannot be null', requireValue(lower, 'lower bound of FOR loop cannot be null', flow, loop.span, lowering), loop.span, lowering);
  return runRounds({
    ...placeOf(loop),
    hidden: [
      { name: COUNTER, type: INT4, first: lower, next: (column) => operator(loop.reverse ? '-' : '+', column, loop.step ? { kind: 'column', source: sourceOf(column), name: STEP, type: INT4 } : step, INT4) },
      { name: LAST, type: INT4, first: upper },
      { name: STEP, type: INT4, first: step },
    ],
    bind: (column) => new Map([[loop.variable, { type: INT4, value: column(COUNTER) }]]),
    condition: (column) => operator(loop.reverse ? '>=' : '<=', column(COUNTER), column(LAST), BOOL),
    setsFound: true,
  }, start, lowering);
}

/** `FOREACH x IN ARRAY values LOOP` */
export function runForeach(loop: Foreach, flow: Flow, lowering: Lowering): Flow {
  const [target = []] = loop.target;
  const array = fold(valueOf(lowering.scope(flow.state).expression(lowering.raw(loop.array.node)), lowering));
  if (loop.slice > 0 || loop.target.length !== 1 || target.length !== 1 || array.type.kind !== 'array') return unsupported(lowering, NO_LOOPS, loop.span, HELP);
  const { element } = array.type;
  if (array.kind === 'array' && array.elements.every(({ kind }) => kind === 'literal') && !leaves(loop.statements)) return runEach(array.elements, target, loop, flow, lowering);
  if (runsAsSet(loop, lowering.catalog)) return runChangingLoop(loop, flow, lowering);
  const start = requireValue(array, 'FOREACH expression must not be null', flow, loop.span, lowering);
  return runRounds({
    ...placeOf(loop),
    hidden: [
      { name: COUNTER, type: INT4, first: one(), next: (column) => operator('+', column, one(), INT4) },
      { name: LIST, type: array.type, first: array },
    ],
    leaves: 'element',
    bind: (column) => new Map([[target[0] ?? '', { type: element, value: { kind: 'subscript', operand: column(LIST), index: column(COUNTER), type: element } }]]),
    condition: (column) => operator('<=', column(COUNTER), { kind: 'call', name: 'cardinality', args: [column(LIST)], type: INT4 }, BOOL),
    setsFound: true,
  }, start, lowering);
}

/** A list that is known for each trigger: the statements once for each element. */
function runEach(elements: readonly Expr[], target: readonly string[], loop: Foreach, start: Flow, lowering: Lowering): Flow {
  let flow = start;
  for (const element of elements) {
    if (isNever(flow.guard)) return flow;
    flow = lowering.run(loop.statements, assignTo(target, element, flow, lowering, loop.span), lowering);
  }
  return { ...flow, state: { ...flow.state, found: elements.length > 0 ? TRUE : FALSE } };
}

/** Whether there is an EXIT or CONTINUE among the statements. */
function leaves(statements: unknown): boolean {
  if (Array.isArray(statements)) return statements.some(leaves);
  if (typeof statements !== 'object' || statements === null) return false;
  const { kind } = statements as { readonly kind?: unknown };
  return kind === 'exit' || kind === 'continue' || Object.values(statements).some(leaves);
}

function placeOf({ statements, span, label }: Loop | While | ForInteger | Foreach): Pick<Rounds, 'statements' | 'span' | 'label'> {
  return { statements, span, ...(label !== undefined && { label }) };
}

function one(): Expr {
  return { kind: 'literal', value: '1', type: INT4 };
}

function operator(name: string, left: Expr, right: Expr, type: DataType): Expr {
  return { kind: 'operator', name, left, right, type };
}

function sourceOf(column: Expr): number {
  return column.kind === 'column' ? column.source : 0;
}
