import { BOOL } from '../../../model/base-types.js';
import type { Expr } from '../../../model/expression.js';
import { HELD, type TriggerAction } from '../../../model/trigger-program.js';
import { choose, FALSE, isNever, isNotTrue, isTrue, TRUE } from '../condition.js';
import { emit, type Flow, type LoopEnd, type Lowering } from './lowering.js';
import { isFields, type BodyState, type VariableState } from './trigger-state.js';

/** Variables that rounds of a loop give values which later rounds, or what comes after the loop, may ask for: they are put aside, each under a name. */
export interface CarriedByRounds {
  readonly names: ReadonlySet<string>;
  /** A loop may end before its rows do. */
  readonly ended: Expr;
  /** The variables as a round begins, and after the loop. */
  state(state: BodyState): BodyState;
  /** Puts them aside as they are before the first round. */
  begin(flow: Flow, lowering: Lowering): void;
  /** The actions with which a round ends. */
  end(ends: readonly LoopEnd[], inner: Lowering): readonly TriggerAction[];
}

const ENDED = '_ended';

/** @param mayEnd whether there is an EXIT */
export function carriedByRounds(loop: string, assigned: ReadonlySet<string>, rows: ReadonlyMap<string, VariableState>, mayEnd: boolean, { state: around }: Flow): CarriedByRounds {
  const variables = new Map([...around.variables].flatMap(([name, { type, value }]) => (assigned.has(name) && !rows.has(name) && !isFields(value) ? [[name, { type: type ?? value.type, value }] as const] : [])));
  const held = (name: string, type: Expr['type']): Expr => ({ kind: 'column', source: HELD, name: `${loop} ${name}`, type });
  const places = new Map([...variables].map(([name, { type }]) => [name, held(name, type)]));
  const ended = mayEnd ? held(ENDED, BOOL) : FALSE;
  return {
    names: new Set([ENDED, ...variables.keys()].map((name) => `${loop} ${name}`)),
    ended,
    state: (state) => ({ ...state, variables: new Map([...state.variables].map(([name, variable]) => [name, places.has(name) ? { ...variable, value: places.get(name) as Expr } : variable])) }),
    begin(flow, lowering) {
      if (mayEnd) emit(lowering, flow, { kind: 'hold', name: `${loop} ${ENDED}`, value: FALSE });
      for (const [name, { type, value }] of variables) emit(lowering, flow, { kind: 'hold', name: `${loop} ${name}`, value: { ...value, type } as Expr });
    },
    end(ends, inner) {
      const at = (value: (end: LoopEnd) => Expr, otherwise: Expr): Expr => ends.reduceRight((rest, end) => (isNever(end.guard) ? rest : choose(end.guard, value(end), rest)), otherwise);
      const next = [...places].flatMap(([name, place]) => {
        const value = at(({ state }) => valueIn(state, name) ?? place, place);
        return value === place ? [] : [{ name: `${loop} ${name}`, value }];
      });
      const over = at(({ kind }) => (kind === 'exit' ? TRUE : FALSE), FALSE);
      const changes = [...next, ...(isNever(over) ? [] : [{ name: `${loop} ${ENDED}`, value: over }])];
      // Each of them is what it is before any of the others is another one.
      if (changes.length > 1) for (const { name, value } of changes) emit(inner, { guard: TRUE, state: around }, { kind: 'hold', name: `${name} next`, value });
      const guard = isNotTrue(ended);
      return changes.map(({ name, value }): TriggerAction => ({ kind: 'hold', again: true, ...(!isTrue(guard) && { guard }), name, value: changes.length > 1 ? { kind: 'column', source: HELD, name: `${name} next`, type: value.type } : value }));
    },
  };
}

function valueIn({ variables }: BodyState, name: string): Expr | undefined {
  const variable = variables.get(name);
  return variable && !isFields(variable.value) ? variable.value : undefined;
}
