import type { Catalog, ObjectId } from '../../../model/catalog.js';
import { referencesTo } from '../../../model/catalog-lookup.js';
import type { Expr } from '../../../model/expression.js';
import type { DataStatement } from '../../../model/query.js';
import { FOUND, heldNames, statementsIn, type TriggerAction } from '../../../model/trigger-program.js';
import { mapExpression, relationsOf, walkExpression } from '../../../model/walk.js';
import { INT8 } from '../../analyze/type-key.js';
import { and, isNotTrue, TRUE } from '../condition.js';
import { onlyRow, queryOf } from '../inserted-row.js';
import { anyOf, type Caught } from './caught.js';
import type { Evaluated } from './lowering.js';

/** The actions of a block, those first that have to be known before it is clear whether it fails. */
interface InFront {
  readonly first: readonly TriggerAction[];
  readonly actions: readonly TriggerAction[];
}

/**
 * What is put aside for the conditions under which a block fails comes before all that it does. Undefined where the block itself changes what is asked.
 */
export function inFront(made: readonly TriggerAction[], evaluated: readonly Evaluated[], caught: readonly Caught[], catalog: Catalog): InFront | undefined {
  const asked = new Set(heldNames(caught.map(({ when }) => when)));
  const first: TriggerAction[] = [];
  const actions: TriggerAction[] = [];
  for (const action of made.toReversed()) {
    if (action.kind === 'rounds' || action.kind === 'skip' || action.kind === 'raise') return undefined;
    if (action.kind === 'hold' && asked.has(action.name)) {
      for (const name of heldNames([action.value, ...(action.guard ? [action.guard] : [])])) asked.add(name);
      first.unshift(action);
    } else actions.unshift(action);
  }
  const known = first.map((action) => (action.kind === 'hold' ? counted(action, made) : action));
  if (known.includes(undefined) || caught.some(({ when }) => readsFound(when))) return undefined;
  if (changesAsked(made, known.flatMap((action) => action ?? []), evaluated, caught, catalog)) return undefined;
  return { first: known.flatMap((action) => (action ? [guarded(action, caught, evaluated)] : [])), actions };
}

type Hold = Extract<TriggerAction, { kind: 'hold' }>;

/** A value is put aside where nothing has failed before. */
function guarded(action: TriggerAction, caught: readonly Caught[], evaluated: readonly Evaluated[]): TriggerAction {
  if (action.kind !== 'hold') return action;
  const reached = caught.filter(({ at, when }) => at < placeOf(action, evaluated) && heldNames([when]).length === 0);
  return { ...action, guard: and(action.guard ?? TRUE, isNotTrue(anyOf(reached, () => true))) };
}

function placeOf({ value }: Hold, evaluated: readonly Evaluated[]): number {
  const at = evaluated.findIndex((part) => 'value' in part && part.value === value);
  return at < 0 ? 0 : at;
}

/** How many rows a statement finds is asked beforehand. */
function counted(action: Hold, made: readonly TriggerAction[]): TriggerAction | undefined {
  if (!readsFound(action.value)) return action;
  const before = made.slice(0, made.indexOf(action)).findLast(({ kind }) => kind === 'statement');
  const count = before?.kind === 'statement' ? countOf(before.statement) : undefined;
  return count && { ...action, value: mapExpression(action.value, (node) => (node.kind === 'column' && node.source === FOUND ? count : node)) };
}

function countOf(statement: DataStatement): Expr | undefined {
  if (statement.kind === 'insert') return onlyRow(statement) && !statement.onConflict ? { kind: 'literal', value: '1', type: INT8 } : undefined;
  if (statement.kind !== 'update' && statement.kind !== 'delete') return undefined;
  const others = statement.kind === 'update' ? statement.from : statement.using;
  if (others.length > 0 || statement.with.length > 0) return undefined;
  const count: Expr = { kind: 'call', name: 'count', args: [], star: true, aggregate: true, type: INT8 };
  return { kind: 'subquery', form: 'scalar', type: INT8, query: queryOf([{ name: 'count', expr: count }], { from: [statement.target], ...(statement.where && { where: statement.where }) }) };
}

function readsFound(expr: Expr): boolean {
  let reads = false;
  walkExpression(expr, (node) => void (reads ||= node.kind === 'column' && node.source === FOUND));
  return reads;
}

/** Whether an answer would be another one after what the block does before it is asked. */
function changesAsked(made: readonly TriggerAction[], first: readonly TriggerAction[], evaluated: readonly Evaluated[], caught: readonly Caught[], catalog: Catalog): boolean {
  const writes = evaluated.flatMap((part, at) => ('statement' in part ? [{ at, relations: writtenBy(part.statement, catalog) }] : []));
  const reads = caught.flatMap(({ when, at }) => relationsOf(when).map((relation) => ({ at, relation })));
  if (reads.some(({ at, relation }) => writes.some((write) => write.at < at && write.relations.has(relation)))) return true;
  return first.some((action) => {
    if (action.kind !== 'hold') return false;
    const at = made.findIndex((each) => each.kind === 'hold' && each.name === action.name);
    const original = made[at];
    // How many rows a statement finds is asked of what was there before it.
    const until = original?.kind === 'hold' && original.value !== action.value ? made.slice(0, at).findLastIndex(({ kind }) => kind === 'statement') : at;
    const earlier = new Set(statementsIn(made.slice(0, until)).flatMap((statement) => [...writtenBy(statement, catalog)]));
    return relationsOf(action.value).some((relation) => earlier.has(relation));
  });
}

/** The relations whose rows a statement changes, with what the triggers and references do that it sets off. */
function writtenBy(statement: DataStatement, catalog: Catalog, seen: Set<ObjectId> = new Set()): Set<ObjectId> {
  if (!('target' in statement)) return seen;
  const table = catalog.objects.get(statement.target.relation);
  if (table?.kind !== 'table' || seen.has(table.id)) return seen;
  seen.add(table.id);
  if (statement.kind === 'delete') for (const { table: child } of referencesTo(catalog, table.id)) seen.add(child.id);
  for (const { program } of table.triggers) {
    if (program?.kind === 'lowered') for (const body of program.bodies) for (const each of statementsIn(body.actions)) writtenBy(each, catalog, seen);
  }
  return seen;
}
