import type { Node } from '@pgsql/types';
import { Refusal } from '../../../diagnostics/refusal.js';
import type { Catalog, Column, ObjectId, Table, Trigger } from '../../../model/catalog.js';
import type { Expr } from '../../../model/expression.js';
import type { Parser } from '../../../model/parser.js';
import type { Procedure } from '../../../model/procedure.js';
import { FOUND, heldNames, NEW_ROW, treesOfAssignments, type TriggerAction, type TriggerBody, type TriggerEvent } from '../../../model/trigger-program.js';
import { walkExpression } from '../../../model/walk.js';
import { bodyScope, newCounter } from '../body-scope.js';
import { choose, isNever, isTrue, or, textLiteral, TRUE } from '../condition.js';
import { countsArguments, withArguments } from '../raw-names.js';
import { withDepthOfOne } from './depth.js';
import { actingKeys } from './key-actions.js';
import { newFreshness } from './freshness.js';
import { emit, requireFresh, unsupported, type Flow, type Lowering } from './lowering.js';
import { ASKED_BEFORE } from './run-foreseen.js';
import { putAside } from './put-aside.js';
import { withRowsThatAre } from './returned-choice.js';
import type { RoundOfRow } from './rounds-of-rows.js';
import { runStatements } from './run-statement.js';
import { withoutUnread } from './unread.js';
import { seeingThrough } from './seen-through.js';
import { transitionCommons } from './transition.js';
import { initialState, itemsOf, triggerConstants } from './trigger-state.js';

/** What a body is read with; `called` takes the functions that it calls for what they do. */
export interface Surroundings {
  readonly catalog: Catalog;
  readonly called: Set<ObjectId>;
  readonly parser?: Parser;
  /** Takes the rounds of loops over transition tables, where these are carried out for one row. */
  readonly rounds?: RoundOfRow[];
}

/**
 * What a body does for one row. Variables stand for what they were given; where that changes before it is used, each value that may change is put aside as soon as
 * it is known.
 *
 * @throws Refusal where the body cannot be carried over, or where it is wrong
 */
export function lowerBody(procedure: Procedure, table: Table, trigger: Trigger, event: TriggerEvent, surroundings: Surroundings): TriggerBody {
  try {
    return lowered(procedure, table, trigger, event, surroundings, false);
  } catch (error) {
    if (!(error instanceof Refusal) || error.diagnostic.code !== 'trigger-unsupported' || trigger.level !== 'row') throw error;
    try {
      return lowered(procedure, table, trigger, event, surroundings, true);
    } catch (later) {
      throw later instanceof Refusal && error.diagnostic.message !== ASKED_BEFORE ? error : later;
    }
  }
}

function lowered(procedure: Procedure, table: Table, trigger: Trigger, event: TriggerEvent, { catalog, called, parser, rounds }: Surroundings, aside: boolean): TriggerBody {
  const counter = newCounter(catalog, procedure.file);
  const constants = triggerConstants(table, trigger, event, catalog);
  let places = 0;
  const lowering: Lowering = {
    catalog, file: procedure.file, body: procedure.body, table, trigger, event,
    freshness: newFreshness(true),
    met: { missing: false }, actions: [], outcomes: [], notes: [], counter, calling: [], called, run: runStatements, ...(parser && { parser }), ...(rounds && { rounds }), ...(aside && { setAside: (value, flow) => putAside(value, flow, () => `${trigger.name} ${event} ${++places}`, lowering) }),
    scope: (state) => seeingThrough(bodyScope(catalog, procedure.file, itemsOf(table, state, constants), counter, transitionCommons(table, trigger), procedure.body.variablesFirst), called),
    raw: (node) => {
      const uses = usesOf(procedure);
      const chosen = uses.choice ? withRowsThatAre(node, event) : node;
      const given = uses.arguments ? requireConstant(withArguments(chosen, trigger.args), lowering) : chosen;
      return uses.depth && !trigger.nested && !(trigger.timing === 'before' && actingKeys(table, event).length > 0) ? withDepthOfOne(given) : given;
    },
  };
  const start: Flow = { guard: TRUE, state: initialState(table, trigger, event) };
  const end = runStatements([procedure.body], start, lowering);
  if (!isNever(end.guard)) emit(lowering, end, { kind: 'raise', message: textLiteral('control reached end of trigger procedure without RETURN') });
  const assignments = assignmentsOf(lowering);
  return { event, actions: aside ? withoutUnread(lowering.actions, heldNames(treesOfAssignments(assignments))) : lowering.actions, assignments, notes: lowering.notes, ...(lowering.met?.missing && { open: true as const }) };
}

/** What is left of TG_ARGV is the whole list. */
function requireConstant<T extends Node>(node: T, lowering: Lowering): T {
  if (countsArguments(node)) unsupported(lowering, 'TG_ARGV is counted from 0: only a constant subscript has an equivalent', undefined, 'Use FOREACH .. IN ARRAY TG_ARGV, or = ANY(TG_ARGV).');
  return node;
}

interface Uses {
  readonly arguments: boolean;
  /** It may choose between NEW and OLD. */
  readonly choice: boolean;
  readonly depth: boolean;
}

const USES = new WeakMap<Procedure, Uses>();

/** Remembered, because a body is carried out for each trigger and event, and again when its tables change. */
function usesOf(procedure: Procedure): Uses {
  let uses = USES.get(procedure);
  if (!uses) {
    const text = JSON.stringify(procedure.body);
    USES.set(procedure, (uses = { arguments: text.includes('"tg_argv"'), choice: text.includes('"CoalesceExpr"'), depth: text.includes('"pg_trigger_depth"') }));
  }
  return uses;
}

/** What a BEFORE trigger makes of the row, over all its RETURNs; other triggers cannot change it. */
function assignmentsOf(lowering: Lowering): TriggerBody['assignments'] {
  const { trigger, outcomes, table, event } = lowering;
  if (trigger.timing !== 'before' || event === 'delete' || trigger.level === 'statement') return [];
  const skips = outcomes.filter(({ result }) => result === 'skip');
  if (skips.length > 0) lowering.actions.push(skipWhere(or(...skips.map(({ guard }) => guard))));
  const rows = outcomes.filter(({ result }) => result === 'row');
  const start = initialState(table, trigger, event);
  return table.columns.flatMap((column) => {
    // Postgres works it out once all triggers are through, whatever they have given it.
    if (column.generated) return [];
    const before = start.new.get(column.id) as Expr;
    const value = rows.reduceRight<Expr>((otherwise, { guard, state }, i) => finalValue(i === rows.length - 1, guard, state.new.get(column.id) as Expr, otherwise), before);
    return isUnchanged(value, column) ? [] : [assignment(column, value, lowering)];
  });
}

function skipWhere(guard: Expr): TriggerAction {
  return isTrue(guard) ? { kind: 'skip' } : { kind: 'skip', guard };
}

function finalValue(last: boolean, guard: Expr, value: Expr, otherwise: Expr): Expr {
  return isUnchanged(value, otherwise) ? otherwise : last && isTrue(guard) ? value : choose(guard, value, otherwise);
}

function isUnchanged(value: Expr, other: Expr | Column): boolean {
  if (value === other) return true;
  return value.kind === 'column' && ('kind' in other ? other.kind === 'column' && value.source === other.source && value.column === other.column : value.source === NEW_ROW && value.column === other.id);
}

/** The row gets its values by a trigger of their own, which cannot see how many rows a statement of the body has changed. */
function requireNoFound(value: Expr, lowering: Lowering): void {
  let found = false;
  walkExpression(value, (node) => { found ||= node.kind === 'column' && node.source === FOUND; });
  if (found) unsupported(lowering, 'what NEW gets depends on FOUND or ROW_COUNT of a statement that changes rows', undefined, 'Ask before the statement: IF EXISTS (SELECT .. the same rows ..).');
}

/** `CASE WHEN guard THEN value ELSE NEW.c END` is an assignment under a guard. */
function assignment(column: Column, value: Expr, lowering: Lowering): TriggerBody['assignments'][number] {
  requireFresh(lowering, [value]);
  requireNoFound(value, lowering);
  const [branch, ...others] = value.kind === 'case' && !value.operand ? value.branches : [];
  if (value.kind === 'case' && branch && others.length === 0 && value.otherwise && isUnchanged(value.otherwise, column)) return { column: column.id, value: branch.then, guard: branch.when };
  return { column: column.id, value };
}
