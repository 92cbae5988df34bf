import type { Catalog, ColumnId, ObjectId, Table } from '../../../model/catalog.js';
import { changesFor, conflict, effectsOf, withReach, type Effects } from '../../../model/effects.js';
import type { Expr } from '../../../model/expression.js';
import { conjunctsOf } from '../../../model/guarded-statement.js';
import type { DataStatement, TableSource } from '../../../model/query.js';
import { changedIn, treesOf, type TriggerAction } from '../../../model/trigger-program.js';
import { uniqueKeysOf } from '../../../model/unique-keys.js';
import { someNode } from '../../../model/walk.js';
import { tiedTo, tiesIn, type Ties } from './key-ties.js';
import { readsWhatIsSet } from './reads-for-good.js';
import { givenTo, sourcesRead, type Around } from './refreshed-by-key.js';
import { isRepeatable } from './repeatable.js';
import { readsRows } from './rows-taken.js';

type StatementAction = Extract<TriggerAction, { kind: 'statement' }>;

interface Done {
  readonly action: TriggerAction;
  readonly effects: Effects;
}

/**
 * Whether what actions do one after the other, each for all rows of a statement, is what all of them do for one row after the other: none of them looks at what another one
 * changes for other rows.
 */
export function areApart(actions: readonly TriggerAction[], around: Around): boolean {
  const all = actions.map((action): Done => ({ action, effects: effectsOfOne(action, around) }));
  return all.every((one, i) => all.slice(i + 1).every((other) => !conflict(one.effects, other.effects, around.catalog) || isDoneAgain(one, other, around) || keepToTheRow([one, other], around)));
}

function effectsOfOne(action: TriggerAction, { catalog }: Around): Effects {
  return withReach(effectsOf([action]), catalog, { cascades: true });
}

/**
 * Whether an action asks the rows that it changes, beside those that it changes just now: for the next row of the statement they are other ones.
 * What it asks of the trigger's own table is another question.
 */
export function readsWhatItChanges(action: StatementAction, around: Around): boolean {
  const { statement } = action;
  const changed = changedIn(statement).filter((relation) => relation !== around.table.id);
  const asked = [...(action.guard ? sourcesRead(action.guard) : []), ...sourcesRead(statement)].filter(({ relation }) => readBelow(relation, around).some((id) => changed.includes(id)));
  if (asked.length === 0 || (statement.kind === 'update' && !asked.some(({ source, relation }) => !changed.includes(relation) || readsSet(statement, action.guard, source)))) return false;
  const done = { action, effects: effectsOfOne(action, around) };
  return !keepToTheRow([done, done], around);
}

/** Of rows that are updated nothing else changes than what is set. */
function readsSet(statement: Extract<DataStatement, { kind: 'update' }>, guard: Expr | undefined, source: number): boolean {
  const set = new Set(statement.set.map(({ column }) => column));
  return someNode([statement, guard], (node) => node.kind === 'column' && 'source' in node && node.source === source && !('column' in node && node.column !== undefined && !set.has(node.column as ColumnId)));
}

/** The relation itself, and what a view reads. */
function readBelow(relation: ObjectId, { catalog, table }: Around): readonly ObjectId[] {
  const { reads } = withReach({ ...effectsOf([]), reads: new Map([[relation, 'all']]) }, catalog);
  return [...reads.keys()].filter((id) => id !== table.id);
}

/**
 * `INSERT INTO log ..; UPDATE totals SET n = (SELECT count(*) FROM log)`: what asks no transition table is done again after the last of the rows, and then nothing is left
 * of what it has done before. The other one must not look at that.
 */
function isDoneAgain(one: Done, other: Done, around: Around): boolean {
  const { action } = other;
  if (action.kind !== 'statement' || !isDoneAnew(action, around.catalog)) return false;
  if (changesFor(other.effects, one.effects)) return false;
  const moves = (sources: readonly TableSource[]): boolean => sources.some(({ relation }) => [relation, ...readBelow(relation, around)].some((id) => one.effects.writes.has(id)));
  if (action.guard && moves(sourcesRead(action.guard))) return false;
  const { statement } = action;
  if (!moves(sourcesRead(statement))) return true;
  return statement.kind === 'update' && !conjunctsOf(statement.where).some((part) => readsWhatIsSet(part, statement));
}

/** It asks no transition table, and changes what is there by then. */
export function isDoneAnew(action: TriggerAction, catalog: Catalog): boolean {
  return action.kind === 'statement' && action.statement.kind !== 'insert' && !readsRows(treesOf([action])) && isRepeatable(action.statement, catalog);
}

/** `DELETE FROM found WHERE id IN (SELECT id FROM fresh); INSERT INTO found SELECT id, .. FROM fresh`: all that they touch of the same tables belongs to one row by its key. */
function keepToTheRow(both: readonly [Done, Done], around: Around): boolean {
  const [one, other] = both.map(({ effects }) => new Set([...effects.reads.keys(), ...effects.writes.keys()])) as [Set<ObjectId>, Set<ObjectId>];
  const shared = [...one].filter((id) => other.has(id) && both.some(({ effects }) => effects.writes.has(id)));
  return shared.every((relation) => {
    const target = around.catalog.objects.get(relation);
    const accesses = target?.kind === 'table' && relation !== around.table.id ? both.map(({ action }) => accessesOf(action, target)) : [undefined];
    return accesses.every((each) => each !== undefined && each.length > 0) && isKeyOfOwnRow(accesses.flatMap((each) => each ?? []), around.table);
  });
}

/** The columns of a table that are tied to columns of the row, by the names of these. */
type Access = ReadonlyMap<string, ReadonlySet<ColumnId>>;

/** Each place where an action reads or changes rows of the table; undefined where it does so elsewhere than in a statement. */
function accessesOf(action: TriggerAction, target: Table): readonly Access[] | undefined {
  if (action.kind !== 'statement') return undefined;
  const trees = treesOf([action]);
  const ties = tiesIn(trees);
  const { statement } = action;
  const read = trees.flatMap((tree) => sourcesRead(tree)).filter(({ relation }) => relation === target.id).map(({ source }) => accessOf(target, (column) => tiedTo(source, column.name, ties)));
  if (!changedIn(statement).includes(target.id)) return read;
  if (!('target' in statement)) return undefined;
  return [...read, changeOf(statement, target, ties)];
}

function changeOf(statement: Extract<DataStatement, { readonly target: TableSource }>, target: Table, ties: Ties): Access {
  // A key that an UPDATE gives another value leads elsewhere.
  const moved = statement.kind === 'update' ? statement.set.map(({ column }) => column) : [];
  return accessOf(target, ({ id, name }) => (moved.includes(id) ? NONE : statement.kind === 'insert' ? givenTo(id, statement, ties) : tiedTo(statement.target.source, name, ties)));
}

const NONE: ReadonlySet<string> = new Set();

function accessOf({ columns }: Table, tied: (column: Table['columns'][number]) => ReadonlySet<string>): Access {
  const found = new Map<string, Set<ColumnId>>();
  for (const column of columns) for (const name of tied(column)) found.set(name, (found.get(name) ?? new Set()).add(column.id));
  return found;
}

function isKeyOfOwnRow(accesses: readonly Access[], table: Table): boolean {
  const names = (id: ColumnId): string => table.columns.find((column) => column.id === id)?.name ?? '';
  const same = (name: string): boolean => [...(accesses[0]?.get(name) ?? [])].some((column) => accesses.every((access) => access.get(name)?.has(column)));
  return uniqueKeysOf(table).some(({ columns }) => columns.every((id) => table.columns.some((column) => column.id === id && column.notNull) && same(names(id))));
}
