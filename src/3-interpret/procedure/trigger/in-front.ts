import { INT8 } from '../../../model/base-types.js';
import type { Catalog, ObjectId } from '../../../model/catalog.js';
import { referencesTo } from '../../../model/catalog-lookup.js';
import type { Expr } from '../../../model/expression.js';
import type { DataStatement } from '../../../model/query.js';
import { FOUND, HELD, heldNames, statementsIn, type TriggerAction } from '../../../model/trigger-program.js';
import { mapExpression, relationsOf, walkExpression } from '../../../model/walk.js';
import { and } from '../condition.js';
import { countOfRows, onlyRow } from '../inserted-row.js';
import { whereNoneFailed, type Caught } from './caught.js';
import type { BodyCounter } from '../body-scope.js';
import type { Evaluated } from './lowering.js';
import { LOST } from './freshness.js';
import { overValues, valuesOf } from './trigger-state.js';
import { afterwards, type Done } from './what-if.js';

/** The actions of a block, those first that have to be known before it is clear whether it fails. */
interface InFront {
  readonly first: readonly TriggerAction[];
  readonly actions: readonly TriggerAction[];
  readonly caught: readonly Caught[];
}

/**
 * What is put aside for the conditions under which a block fails comes before all that it does: it is asked of the rows as the statements before would leave them.
 * Undefined where that is not known.
 */
export function inFront(made: readonly TriggerAction[], evaluated: readonly Evaluated[], met: readonly Caught[], catalog: Catalog, counter: BodyCounter): InFront | undefined {
  const done = evaluated.flatMap((part, at) => ('statement' in part ? [{ ...part, at }] : []));
  const caught = met.flatMap((one) => {
    const when = after(one.when, done.filter(({ at }) => at < one.at), catalog, counter);
    return when && !readsFound(when) ? [{ ...one, when }] : [];
  });
  if (caught.length < met.length || made.some(({ kind }) => kind === 'rounds' || kind === 'skip' || kind === 'raise')) return undefined;
  const known = new Map<string, Hold | undefined>();
  const find = (name: string): boolean => {
    const at = made.findIndex((action) => action.kind === 'hold' && action.name === name);
    const action = made[at];
    if (action?.kind !== 'hold') return true;
    if (!known.has(name)) {
      const early = beforehand(action, done.slice(0, made.slice(0, at).filter(({ kind }) => kind === 'statement').length), catalog, counter);
      known.set(name, early && heldNames([early.value, ...(early.guard ? [early.guard] : [])]).every(find) ? early : undefined);
    }
    return known.get(name) !== undefined;
  };
  if (!heldNames(caught.map(({ when }) => when)).every(find)) return undefined;
  // What handlers may read, and what comes after them.
  for (const name of caught.flatMap(({ handler, state, message }) => (handler ? heldNames([...valuesOf(state), ...(message ? [message] : [])]) : []))) find(name);
  const isFirst = (action: TriggerAction): boolean => action.kind === 'hold' && known.get(action.name) !== undefined;
  const first = made.flatMap((action) => {
    const early = action.kind === 'hold' ? known.get(action.name) : undefined;
    return early && action.kind === 'hold' ? [whereNoneFailed(early, placeOf(action, evaluated), caught.filter(({ when }) => heldNames([when]).length === 0))] : [];
  });
  const lost = new Set([...known].flatMap(([name, early]) => (early ? [] : [name])));
  return { first, actions: made.filter((action) => !isFirst(action)), caught: lost.size === 0 ? caught : caught.map((one) => withoutLost(one, lost)) };
}

/** A value that only a block knows which has gone on: whoever asks for it is told. */
function withoutLost(one: Caught, names: ReadonlySet<string>): Caught {
  const poisoned = (expr: Expr): Expr => mapExpression(expr, (node) => (node.kind === 'column' && node.source === HELD && names.has(node.name) ? { ...node, source: LOST } : node));
  return { ...one, state: overValues(one.state, poisoned), ...(one.message && { message: poisoned(one.message) }) };
}

type Hold = Extract<TriggerAction, { kind: 'hold' }>;

/** Before all where the value is none that the block works out. */
function placeOf({ value }: Hold, evaluated: readonly Evaluated[]): number {
  return evaluated.findIndex((part) => 'value' in part && part.value === value);
}

/** A value as it will be after the statements before it; how many rows the last of them finds is asked of what is there before it. */
function beforehand(action: Hold, done: readonly Done[], catalog: Catalog, counter: BodyCounter): Hold | undefined {
  const last = done.at(-1);
  if (!readsFound(action.value)) return withValue(action, after(action.value, done, catalog, counter));
  const count = last && countOf(last);
  const value = count && mapExpression(action.value, (node) => (node.kind === 'column' && node.source === FOUND ? count : node));
  return value && withValue(action, after(value, done.slice(0, -1), catalog, counter));
}

function withValue(action: Hold, value: Expr | undefined): Hold | undefined {
  return value && { ...action, value };
}

/** Undefined where triggers or references change more of what is asked. */
function after(expr: Expr, done: readonly Done[], catalog: Catalog, counter: BodyCounter): Expr | undefined {
  return done.reduceRight<Expr | undefined>((asked, each) => {
    if (!asked || !('target' in each.statement)) return asked;
    const others = besides(each.statement, catalog);
    return relationsOf(asked).some((id) => others.has(id)) ? undefined : afterwards(asked, each, catalog, counter);
  }, expr);
}

function countOf({ statement, guard }: Done): Expr | undefined {
  if (statement.kind === 'insert') return onlyRow(statement) && !statement.onConflict ? { kind: 'literal', value: '1', type: INT8 } : undefined;
  if (statement.kind !== 'update' && statement.kind !== 'delete') return undefined;
  const others = statement.kind === 'update' ? statement.from : statement.using;
  if (others.length > 0 || statement.with.length > 0) return undefined;
  return countOfRows(statement.target, and(guard, ...(statement.where ? [statement.where] : [])));
}

function readsFound(expr: Expr): boolean {
  let reads = false;
  walkExpression(expr, (node) => void (reads ||= node.kind === 'column' && node.source === FOUND));
  return reads;
}

/** The relations whose rows triggers and references change besides. */
function besides(statement: DataStatement, catalog: Catalog, seen: Set<ObjectId> = new Set()): ReadonlySet<ObjectId> {
  const table = 'target' in statement ? catalog.objects.get(statement.target.relation) : undefined;
  if (table?.kind !== 'table') return seen;
  if (statement.kind === 'delete') for (const { table: child } of referencesTo(catalog, table.id)) seen.add(child.id);
  for (const { program } of table.triggers) {
    for (const each of program?.kind === 'lowered' ? program.bodies.flatMap((body) => statementsIn(body.actions)) : []) {
      if (!('target' in each) || seen.has(each.target.relation)) continue;
      seen.add(each.target.relation);
      besides(each, catalog, seen);
    }
  }
  return seen;
}
