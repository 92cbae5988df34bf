import type { Node } from '@pgsql/types';
import { TEXT } from '../../../model/base-types.js';
import type { Catalog, ObjectId, Table, Trigger } from '../../../model/catalog.js';
import type { DataType } from '../../../model/data-type.js';
import type { Parser } from '../../../model/parser.js';
import type { Expr, SourceId } from '../../../model/expression.js';
import type { ProcedureBlock, ProcedureStatement } from '../../../model/procedure.js';
import type { DataStatement, Query } from '../../../model/query.js';
import type { Span } from '../../../model/span.js';
import { treesOf, type TriggerAction, type TriggerEvent, type TriggerNote } from '../../../model/trigger-program.js';
import { refuse } from '../../analyze/refuse.js';
import type { BodyCounter, BodyScope } from '../body-scope.js';
import { isTrue, textLiteral } from '../condition.js';
import { fold } from '../fold.js';
import type { Freshness } from './freshness.js';
import { rowsAsDocuments } from './row-document.js';
import type { RoundOfRow } from './rounds-of-rows.js';
import { withRows } from './transition.js';
import type { BodyState } from './trigger-state.js';

/** Why a function is no expression, where it is one with arguments that are constants. */
export const UNKNOWN_TEXT = 'the text of this EXECUTE is known only when the trigger fires';

/** A point in the execution of a body: when it is reached, and what the names then stand for. */
export interface Flow {
  readonly guard: Expr;
  readonly state: BodyState;
  /** Control has ended in an exception, which undoes everything: what comes after need not ask whether it did. */
  readonly raised?: boolean;
  /** Control may have ended in a RETURN on the way here. */
  readonly returned?: boolean;
}

/** A RETURN that is reached under a guard. */
export interface Outcome {
  readonly guard: Expr;
  readonly result: 'row' | 'skip';
  readonly state: BodyState;
}

/** A value as it was worked out in a block that catches errors, a statement as it was carried out, or something of which nobody knows what it raises. */
export type Evaluated = { readonly guard: Expr; readonly state: BodyState } & ({ readonly value: Expr } | { readonly statement: DataStatement } | { readonly unforeseen: true });

/** How a round of a loop ends: at its end, by EXIT or CONTINUE, by RETURN or RAISE with their value. */
export interface LoopEnd {
  readonly kind: 'end' | 'exit' | 'continue' | 'return' | 'raise';
  readonly guard: Expr;
  readonly state: BodyState;
  readonly value?: Expr;
}

/** Rows that RETURN QUERY gives, or the one of RETURN NEXT, under a guard. */
export type Given = { readonly guard: Expr } & ({ readonly query: Query } | { readonly fields: readonly Expr[] });

/** What a function gives that is asked for in FROM. */
export interface GivenRows {
  readonly given: Given[];
  /** The variables that are a row of it: OUT, INOUT, RETURNS TABLE. */
  readonly outputs: readonly string[];
  readonly types: readonly DataType[];
  /** It gives one row, where it ends. */
  readonly one: boolean;
}

/** One trigger function at work for one event of one table. */
export interface Lowering {
  readonly catalog: Catalog;
  readonly file: string;
  /** All of what is carried out; absent where more follows that is not known yet. */
  readonly body?: ProcedureBlock;
  readonly table: Table;
  readonly trigger: Trigger;
  readonly event: TriggerEvent;
  readonly freshness: Freshness;
  readonly actions: TriggerAction[];
  readonly outcomes: Outcome[];
  readonly notes: TriggerNote[];
  /** For a function that is no trigger's: what it returns, and when. */
  readonly results?: { readonly type: DataType; readonly returned: { readonly guard: Expr; readonly value: Expr }[]; /** Its caller throws it away. */ readonly unread?: boolean };
  /** For a function that gives rows. */
  readonly rows?: GivenRows;
  /** Within a block that catches errors: what was worked out and done so far, RAISE included. */
  readonly evaluated?: Evaluated[];
  /** Within a loop: the ways in which a round ends, and the loop's label. */
  readonly loop?: { readonly ends: LoopEnd[]; readonly label?: string };
  /** For a statement's trigger that runs for each row: takes the rounds of loops over transition tables. */
  readonly rounds?: RoundOfRow[];
  /** Within loops whose rounds are rows of a table: what stands for these rows. */
  readonly around?: readonly SourceId[];
  /** Reads the texts of EXECUTE. */
  readonly parser?: Parser;
  /** For a trigger: whether a block that catches errors asks for a table or column that is not there, and may come. */
  readonly met?: { missing: boolean };
  /** Numbers the FROM items of the body and of those that it calls. */
  readonly counter: BodyCounter;
  /** The functions that are being carried out, outermost first, and all that were. */
  readonly calling: readonly ObjectId[];
  readonly called: Set<ObjectId>;
  scope(state: BodyState): BodyScope;
  /** Carries statements out, here those of a function that is called. */
  run(statements: readonly ProcedureStatement[], start: Flow, lowering: Lowering): Flow;
  /** Puts a value that may be another one later where it is found again as it is now; absent where there is no such place. */
  setAside?(value: Expr, flow: Flow): Expr | undefined;
  /** The other name of each parameter: `$1` of `amount`, `amount` of `$1`. */
  readonly otherNames?: ReadonlyMap<string, string>;
  /** With TG_ARGV in its place. */
  raw<T extends Node>(node: T): T;
}

/** A value as it is written in the body, with all that is known about it worked out. */
export function valueOf(expr: Expr, lowering: Lowering): Expr {
  return fold(rowsAsDocuments(lowering.trigger.transition ? withRows(expr, lowering.table) : expr, lowering.table));
}

/** What a variable or a condition stands for from here on: set aside where that is possible, and otherwise watched. */
export function held(value: Expr, flow: Flow, lowering: Lowering): Expr {
  noteEvaluated(value, flow, lowering);
  const place = lowering.setAside?.(value, flow);
  if (place) return place;
  lowering.freshness.capture(value);
  return value;
}

/** Leaves word for the block around, whose handlers take over where the value cannot be worked out. */
export function noteEvaluated(value: Expr, { guard, state }: Flow, lowering: Lowering): void {
  lowering.evaluated?.push({ guard, state, value });
}

type Bare<T> = T extends unknown ? Omit<T, 'guard'> : never;

/** Raises an error at this point of the execution. @param condition by its name or SQLSTATE, for the handlers around */
export function raise(lowering: Lowering, flow: Flow, message: Expr, span: Span | undefined, condition: Expr = textLiteral('raise_exception')): void {
  if (lowering.evaluated) noteEvaluated({ kind: 'call', name: 'raise_exception', args: [message, condition], type: TEXT }, flow, lowering);
  else emit(lowering, flow, { kind: 'raise', message }, span);
}

/** Adds an action at this point of the execution. */
export function emit(lowering: Lowering, { guard, state }: Flow, action: Bare<TriggerAction>, span?: Span): void {
  if (action.kind === 'statement') lowering.evaluated?.push({ guard, state, statement: action.statement });
  const guarded = (isTrue(guard) ? action : { ...action, guard }) as TriggerAction;
  requireFresh(lowering, [guard, ...treesOf([action as TriggerAction])], span);
  lowering.actions.push(guarded);
  if (action.kind === 'statement') lowering.freshness.write(action.statement);
  if (action.kind === 'hold') lowering.freshness.counted();
}

export function requireFresh(lowering: Lowering, trees: readonly (Expr | DataStatement)[], span?: Span): void {
  refuseStale(lowering, lowering.freshness.stale(trees), span);
}

/** For a value that ends the body. */
export function requireFreshInstead(lowering: Lowering, value: Expr, span?: Span): void {
  refuseStale(lowering, lowering.freshness.staleInstead([value]), span);
}

function refuseStale(lowering: Lowering, fault: ReturnType<Lowering['freshness']['stale']>, span: Span | undefined): void {
  if (fault === 'changed') unsupported(lowering, 'a condition or variable is used after the body has changed the rows that it reads', span);
  if (fault === 'carried') unsupported(lowering, 'a variable carries a value from one round to the next of a loop that changes rows', span, 'Work the value out in a loop of its own, or with a window function in the query.');
  if (fault === 'lost') unsupported(lowering, 'a handler asks for a value that the block has worked out after it has changed rows', span, 'Work it out before BEGIN.');
  if (fault === 'volatile') unsupported(lowering, 'a random or changing value is used twice', span);
}

/** What cannot be carried over. */
export function unsupported(lowering: Lowering, message: string, span: Span | undefined, help?: string): never {
  return refuse(lowering, 'trigger-unsupported', message, { ...(span && { at: span.start, length: Math.max(span.end - span.start, 1) }), ...(help !== undefined && { help }) });
}

/** RETURN in a BEFORE trigger decides about the row; elsewhere it only ends the body. */
export function finish(lowering: Lowering, flow: Flow, result: 'row' | 'skip'): void {
  const { trigger, outcomes } = lowering;
  // What that means is told once the rounds are over.
  if (lowering.loop) return void outcomes.push({ guard: flow.guard, result, state: flow.state });
  if (trigger.timing !== 'before' || trigger.level === 'statement') return;
  if (lowering.event === 'delete' && result === 'skip') return emit(lowering, flow, { kind: 'skip' });
  requireFresh(lowering, [flow.guard]);
  outcomes.push({ guard: flow.guard, result, state: flow.state });
}
