import type { ObjectId, Trigger } from '../../../model/catalog.js';
import type { ColumnRef, Expr, SourceId } from '../../../model/expression.js';
import { conjunctsOf } from '../../../model/guarded-statement.js';
import type { DataStatement, TableSource } from '../../../model/query.js';
import { saySame } from '../../../model/same-tree.js';
import { changedBy, NEW_ROW, OLD_ROW, treesOf, type TriggerAction, type TriggerBody, type TriggerEvent } from '../../../model/trigger-program.js';
import { someNode } from '../../../model/walk.js';
import { and, isTrue, TRUE } from '../condition.js';
import { tiesIn } from './key-ties.js';
import { changeOtherRelations } from './lower-for-statement.js';
import { isRowItself, sourcesIn } from './reads-for-good.js';
import { areRefreshes, type Around } from './refreshed-by-key.js';
import type { RoundOfRow } from './rounds-of-rows.js';
import { acts, givesFromRow } from './trigger-effects.js';

/**
 * Whether it matters that a trigger sees its own table as far as the statement has come. It does not where the row itself is read, nor where all that belongs to a key
 * of the row's is made anew, which the last of the rows completes. What triggers for statements do has been found to come to the same where it is settled, but for what other triggers see of it.
 */
export function seesPart({ event, actions, settled }: TriggerBody, { level, when }: Trigger, around: Around): boolean {
  const reading = actions.filter((action) => readsOthers(action, around));
  if (reading.length === 0) return false;
  if (level === 'statement') return !settled || changedBy(reading).some((id) => isHeard(id, around));
  const others = actions.filter((action) => !reading.includes(action));
  return when !== undefined || !changeOtherRelations(reading, others) || !areRefreshes(roundsIn(reading, event), { ...around, event });
}

function readsOthers(action: TriggerAction, { table, event }: Around): boolean {
  const trees = treesOf([action]);
  const ties = tiesIn(trees);
  const here = event === 'delete' ? OLD_ROW : NEW_ROW;
  const byRow = !someNode(trees, (node) => node.kind === 'column' && 'source' in node && (node.source === NEW_ROW || node.source === OLD_ROW) && node.source !== here);
  return trees.flatMap((tree) => [...sourcesIn(tree, table), ...rowsChanged(tree)]).some((item) => item.relation === table.id && (!byRow || !isRowItself(item, ties, table)));
}

/** Its triggers see what is there in between. */
function isHeard(id: ObjectId, { catalog }: Around): boolean {
  const table = catalog.objects.get(id);
  return table?.kind === 'table' && (acts(table) || givesFromRow(table));
}

/** Which rows a statement changes depends on those that are there. */
function rowsChanged(tree: Expr | DataStatement): readonly TableSource[] {
  return tree.kind === 'update' || tree.kind === 'delete' || (tree.kind === 'insert' && tree.onConflict) ? [tree.target] : [];
}

/** What is done for the row that has come, and for the one that is gone, also where that is done for another key only. For both it must be the same. */
function roundsIn(actions: readonly TriggerAction[], event: TriggerEvent): readonly RoundOfRow[] {
  const rounds = [NEW_ROW, OLD_ROW].flatMap((source) => {
    const emitted = actions.filter((action) => columnsOf(source, statementOf(action)).length > 0);
    const own = emitted.map((action) => (source === OLD_ROW ? forAnyKey(action) : action));
    const values = columnsOf(source, emitted.map(statementOf)).filter((column, i, all) => all.findIndex((other) => saySame(column, other)) === i);
    return emitted.length === 0 || columnsOf(source === OLD_ROW ? NEW_ROW : OLD_ROW, own).length > 0 ? [] : [{ values, actions: own, within: TRUE, emitted }];
  });
  const [first, second] = rounds;
  const whole = rounds.flatMap(({ emitted }) => emitted).length === actions.length;
  return whole && (event !== 'update' || (first && second && told(first.actions) === told(second.actions))) ? rounds : [];
}

/** What actions say of whichever row it is. */
function told(actions: readonly TriggerAction[]): string {
  const sources = new Map<string, number>();
  const placed = JSON.stringify(actions, (key, value: unknown) => (key === 'at' && typeof value === 'number' ? undefined : value));
  return placed.replaceAll(/"(source|common|excluded)":(-?\d+)/g, (_, name: string, source: string) => {
    const known = source === String(OLD_ROW) || source === String(NEW_ROW) ? 'row' : source;
    if (!sources.has(known)) sources.set(known, sources.size);
    return `"${name}":${sources.get(known)}`;
  });
}

function statementOf(action: TriggerAction): unknown {
  return action.kind === 'statement' ? action.statement : action;
}

/** `IF OLD.parent IS DISTINCT FROM NEW.parent`: for the same key it has been done already. */
function forAnyKey({ guard: asked, ...bare }: TriggerAction): TriggerAction {
  const guard = and(...conjunctsOf(asked).filter((part) => !asksForMove(part)));
  return { ...bare, ...(!isTrue(guard) && { guard }) } as TriggerAction;
}

function asksForMove(part: Expr): boolean {
  const [left, right] = part.kind === 'distinct' && !part.negated ? [part.left, part.right] : part.kind === 'operator' && part.name === '<>' ? [part.left, part.right] : [];
  return left?.kind === 'column' && right?.kind === 'column' && left.name === right.name && [left, right].every(({ source }) => source === OLD_ROW || source === NEW_ROW) && left.source !== right.source;
}

function columnsOf(source: SourceId, tree: unknown): readonly ColumnRef[] {
  const found: ColumnRef[] = [];
  someNode(tree, (node) => {
    if (node.kind === 'column' && 'source' in node && node.source === source) found.push(node as ColumnRef);
    return false;
  });
  return found;
}
