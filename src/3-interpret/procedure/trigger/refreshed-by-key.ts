import type { Catalog, ColumnId, ObjectId, Table } from '../../../model/catalog.js';
import type { Expr } from '../../../model/expression.js';
import { conjunctsOf } from '../../../model/guarded-statement.js';
import type { DataStatement, TableSource } from '../../../model/query.js';
import { changedBy, FOUND, NEW_ROW, OLD_ROW, treesOf, type TriggerAction, type TriggerEvent } from '../../../model/trigger-program.js';
import { relationsOf, someNode, walkTree } from '../../../model/walk.js';
import { isRowColumn, tiedTo, tiesIn, type Ties } from './key-ties.js';
import { leavesTheSame, type Changed } from './made-anew.js';
import type { RoundOfRow } from './rounds-of-rows.js';
import { readsRows } from './rows-taken.js';
import { acts, givesFromRow } from './trigger-effects.js';

/** The trigger whose rounds are asked about. */
export interface Around {
  readonly table: Table;
  readonly event: TriggerEvent;
  readonly catalog: Catalog;
}

type Changing = Extract<DataStatement, { readonly target: TableSource }>;

/**
 * Whether rounds that make the rows of a key anew come to the same for each row of a statement as for all keys at its end: `PERFORM recount(r.parent)`. The last of the rows
 * with a key sees all of them; what the rounds before have made of the key is made anew; and no round reads or changes rows of another key.
 */
export function areRefreshes(rounds: readonly RoundOfRow[], around: Around): boolean {
  const written = new Map<ObjectId, ReadonlyMap<string, ColumnId>>();
  const fits = rounds.every((round) => isRefresh(round, rounds, written, around));
  return fits && written.size > 0;
}

function isRefresh(round: RoundOfRow, rounds: readonly RoundOfRow[], written: Map<ObjectId, ReadonlyMap<string, ColumnId>>, around: Around): boolean {
  const trees = treesOf(round.actions);
  const keys = rowColumnsIn(trees);
  const ties = tiesIn(trees);
  const statements = round.actions.flatMap((action) => (action.kind === 'statement' && 'target' in action.statement ? [action.statement] : []));
  if (keys.size === 0 || round.actions.some((action) => (action.kind === 'statement' ? !('target' in action.statement) : action.kind !== 'raise')) || asksWhatWasFound(trees)) return false;
  for (const statement of statements) if (!keepsToKey(statement, keys, ties, written, around)) return false;
  const moves = (tree: Expr | DataStatement): boolean => relationsOf(tree).some((id) => id === around.table.id || written.has(id) || around.catalog.objects.get(id)?.kind !== 'table');
  const sources = trees.flatMap((tree) => sourcesRead(tree));
  if (sources.some(({ relation }) => around.catalog.objects.get(relation)?.kind !== 'table')) return false;
  if (sources.some((source) => written.has(source.relation) && !isOfKey(source, written.get(source.relation) as ReadonlyMap<string, ColumnId>, ties, around.catalog))) return false;
  const own = sources.filter(({ relation }) => relation === around.table.id);
  if (own.some(({ source, relation }) => [...keys].some((key) => !hasColumn(around.catalog, relation, key) || !tiedTo(source, key, ties).has(key)))) return false;
  if (own.length > 0 && !seesAllOfKey(keys, rounds, around.event)) return false;
  if (sources.length > 0 && !round.actions.every((action, i) => readsMadeBefore(action, round.actions.slice(i), written))) return false;
  if (moves(round.within) || readsRows(round.within)) return false;
  // What is raised is raised at the first of the rows.
  if (round.actions.some((action) => action.kind === 'raise' && treesOf([action]).some(moves))) return false;
  return [...new Set(statements.map(({ target }) => target.relation))].every((id) => leavesTheSame(changedIn(id, round.actions), around.catalog.objects.get(id) as Table, { keys: written.get(id) as ReadonlyMap<string, ColumnId>, ties, moves, catalog: around.catalog, ...(around.event === 'insert' && { growing: around.table.id }) }));
}

/** What is read of a table that the round changes is read when it has done so. */
function readsMadeBefore(action: TriggerAction, later: readonly TriggerAction[], written: ReadonlyMap<ObjectId, unknown>): boolean {
  const read = treesOf([action]).flatMap((tree) => sourcesRead(tree).map(({ relation }) => relation)).filter((relation) => written.has(relation));
  return !changedBy(later).some((relation) => read.includes(relation));
}

function changedIn(relation: ObjectId, actions: readonly TriggerAction[]): readonly Changed[] {
  return actions.flatMap((action) => (action.kind === 'statement' && 'target' in action.statement && action.statement.target.relation === relation ? [{ statement: action.statement, asked: conjunctsOf(action.guard) }] : []));
}

/** The names of the row's columns that are read. */
function rowColumnsIn(trees: readonly (Expr | DataStatement)[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const tree of trees) walkTree(tree, { expression: (node) => void (node.kind === 'column' && isRowColumn(node) && names.add(node.name)) });
  return names;
}

function asksWhatWasFound(trees: readonly (Expr | DataStatement)[]): boolean {
  return trees.some((tree) => someNode(tree, (node) => node.kind === 'column' && 'source' in node && node.source === FOUND));
}

/** All statements about a table change rows of the round's key only, told by the same columns. */
function keepsToKey(statement: Changing, keys: ReadonlySet<string>, ties: Ties, written: Map<ObjectId, ReadonlyMap<string, ColumnId>>, { table, catalog }: Around): boolean {
  const { relation, source } = statement.target;
  const target = catalog.objects.get(relation);
  if (target?.kind !== 'table' || relation === table.id || acts(target) || givesFromRow(target) || statement.with.length > 0) return false;
  const columns = new Map<string, ColumnId>();
  for (const { id, name, notNull } of target.columns) {
    const tied = statement.kind === 'insert' ? givenTo(id, statement, ties) : tiedTo(source, name, ties);
    // A row without a key is another one each time.
    if (statement.kind === 'insert' && !notNull) continue;
    for (const key of tied) if (keys.has(key) && !columns.has(key)) columns.set(key, id);
  }
  const known = written.get(relation) ?? columns;
  if (keys.size !== columns.size || known.size !== columns.size || [...columns].some(([key, id]) => known.get(key) !== id)) return false;
  written.set(relation, known);
  return statement.kind !== 'update' || statement.set.every(({ column }) => ![...known.values()].includes(column));
}

export function givenTo(column: ColumnId, { columns, rows }: Extract<DataStatement, { kind: 'insert' }>, ties: Ties): ReadonlySet<string> {
  const at = columns.indexOf(column);
  if (at < 0 || rows === 'default values') return new Set();
  const { body } = rows;
  const values = body.kind === 'values' ? body.rows.map((row) => row[at]) : body.kind === 'select' ? [body.targets[at]?.expr] : [];
  const [first, ...others] = values.map((value) => (value?.kind === 'cast' && !value.explicit ? value.operand : value));
  if (first?.kind !== 'column' || others.length > 0) return new Set();
  return isRowColumn(first) ? new Set([first.name]) : tiedTo(first.source, first.name, ties);
}

export function sourcesRead(tree: Expr | DataStatement): readonly TableSource[] {
  const found: TableSource[] = [];
  const target = 'target' in tree ? tree.target : undefined;
  someNode(tree, (node) => {
    if (node.kind === 'table' && node !== target) found.push(node as TableSource);
    return false;
  });
  return found;
}

function isOfKey({ source, relation }: TableSource, keys: ReadonlyMap<string, ColumnId>, ties: Ties, { objects }: Catalog): boolean {
  const table = objects.get(relation);
  return table?.kind === 'table' && [...keys].every(([key, id]) => tiedTo(source, table.columns.find((column) => column.id === id)?.name ?? '', ties).has(key));
}

function hasColumn({ objects }: Catalog, relation: ObjectId, name: string): boolean {
  const table = objects.get(relation);
  return table?.kind === 'table' && table.columns.some((column) => column.name === name);
}

/** Each row that comes, goes or moves has rounds for its keys, whatever else is in it. */
function seesAllOfKey(keys: ReadonlySet<string>, rounds: readonly RoundOfRow[], event: TriggerEvent): boolean {
  const needed = event === 'insert' ? [NEW_ROW] : event === 'delete' ? [OLD_ROW] : [OLD_ROW, NEW_ROW];
  return needed.every((row) => rounds.some(({ where, values, actions }) => {
    const whole = !where || [...rowColumnsIn([where])].every((name) => keys.has(name));
    const used = rowColumnsIn(treesOf(actions));
    return whole && used.size === keys.size && [...keys].every((key) => used.has(key) && values.some((value) => value.kind === 'column' && value.source === row && value.name === key));
  }));
}
