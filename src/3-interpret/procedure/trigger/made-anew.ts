import { TEXT } from '../../../model/base-types.js';
import type { Catalog, Column, ColumnId, ObjectId, Table } from '../../../model/catalog.js';
import type { Expr } from '../../../model/expression.js';
import { conjunctsOf } from '../../../model/guarded-statement.js';
import { withoutImplicitCasts } from '../../../model/implicit-casts.js';
import type { DataStatement, FromItem, Query } from '../../../model/query.js';
import { objectsMentioning } from '../../../model/mentions.js';
import { saySame } from '../../../model/same-tree.js';
import { isVolatile, mapExpression, someNode } from '../../../model/walk.js';
import { isNotTrue } from '../condition.js';
import { queryOf } from '../inserted-row.js';
import { isRowColumn, tiedTo, type Ties } from './key-ties.js';
import { givesOneRow, isOneRow } from './one-row-each-time.js';
import { givesUpdatedRows } from './trigger-effects.js';

type Changing = Extract<DataStatement, { readonly target: unknown }>;
type Insert = Extract<DataStatement, { kind: 'insert' }>;
type Update = Extract<DataStatement, { kind: 'update' }>;

/** A statement of a round, and what is asked before it. */
export interface Changed {
  readonly statement: Changing;
  readonly asked: readonly Expr[];
}

interface Round {
  /** The columns that tell which rows are the round's, by the names of what they are equal to. */
  readonly keys: ReadonlyMap<string, ColumnId>;
  readonly ties: Ties;
  /** Whether what a tree reads changes while the rows of the statement are gone through. */
  moves(tree: Expr | DataStatement): boolean;
  readonly catalog: Catalog;
  /** The table whose rows only come, so that a group of them stays. */
  readonly growing?: ObjectId;
}

/**
 * Whether the statements of a round about one table leave the same in the rows of its key, whether the round was there before, with what was to be read then, or was not.
 * What is done under a condition that may have been another one then has its opposite, which makes the same anew.
 */
export function leavesTheSame(changes: readonly Changed[], table: Table, round: Round): boolean {
  const changed = new Set(changes.flatMap(({ statement }) => columnsGiven(statement)));
  if (!changes.every((change, i) => isMadeAnew(change, changes.slice(0, i), changed, table, round))) return false;
  const deletes = changes.some(({ statement }) => statement.kind === 'delete');
  if (deletes && (takesNumbers(changes, table) || isReferenced(table, round.catalog))) return false;
  const chosen = changes.filter(({ asked }) => asked.some((part) => round.moves(part)));
  const choices = chosen.flatMap(({ asked }) => asked.filter((part) => round.moves(part)));
  const [first] = choices;
  if (!first) return true;
  const sides = [first, isNotTrue(first)].map((side) => chosen.filter(({ asked }) => asked.some((part) => saySame(part, side))));
  if (sides.some((side) => side.length === 0) || sides.flat().length !== chosen.length || choices.length !== chosen.length) return false;
  const [one, other] = sides.map((side) => decides(side, round)) as [Decided, Decided];
  return one === 'rows' ? other === 'rows' && (!deletes || chosen.every(({ statement }) => statement.kind !== 'insert' || isWhole(statement, table, round))) : one !== undefined && saySame(one, other);
}

/** What is certain after a side of a choice: which rows there are, or what a list of columns says. */
type Decided = 'rows' | readonly ColumnId[] | undefined;

function decides(side: readonly Changed[], round: Round): Decided {
  const [first, ...others] = side;
  if (first && side.every(({ statement }) => statement.kind === 'update')) return side.flatMap(({ statement }) => columnsGiven(statement)).toSorted((a, b) => a - b);
  if (first?.statement.kind === 'delete') return isOfKeyOnly(first.statement, round) ? 'rows' : undefined;
  return first?.statement.kind === 'insert' && others.length === 0 && isUpsertOfKey(first.statement, round) ? 'rows' : undefined;
}

function isMadeAnew({ statement, asked }: Changed, before: readonly Changed[], changed: ReadonlySet<ColumnId>, table: Table, round: Round): boolean {
  switch (statement.kind) {
    case 'delete':
      return statement.using.length === 0 && conjunctsOf(statement.where).every((part) => isKeyOf(part, statement, round) || isSteady(part, changed, statement, round));
    case 'update':
      return isUpdateAnew(statement, changed, madeBy(before, round), round);
    case 'insert': {
      const emptied = before.at(-1);
      const anew = emptied?.statement.kind === 'delete' && saySame(emptied.asked, asked) && isOfKeyOnly(emptied.statement, round);
      if (anew) return !statement.onConflict || statement.onConflict.action === 'update';
      if (statement.onConflict?.action === 'nothing') return statement.rows === 'default values' || !round.moves({ kind: 'select-statement', query: statement.rows });
      return statement.onConflict?.action === 'update' && isUpsertOfKey(statement, round) && isUpsertAnew(statement, changed, table, round);
    }
  }
}

/** The columns that this round has given their values in all rows of its key. */
function madeBy(changes: readonly Changed[], round: Round): ReadonlySet<ColumnId> {
  return new Set(changes.flatMap(({ statement, asked }) => {
    if (asked.length > 0) return [];
    if (statement.kind === 'update') return conjunctsOf(statement.where).every((part) => isKeyOf(part, statement, round)) ? columnsGiven(statement) : [];
    return statement.kind === 'insert' && isUpsertOfKey(statement, round) ? columnsGiven(statement).filter((column) => statement.columns.includes(column)) : [];
  }));
}

/** `SET n = (SELECT count(*) ..)`, which starts from nothing that the round before has made. */
function isUpdateAnew(statement: Update, changed: ReadonlySet<ColumnId>, made: ReadonlySet<ColumnId>, round: Round): boolean {
  const { set, from, where, target } = statement;
  const earlier = new Set([...changed].filter((column) => !made.has(column)));
  if (!from.every(isOneRow) || set.some(({ value }) => isRandom(value) || readsOf(value, target.source, earlier))) return false;
  return conjunctsOf(where).every((part) => isKeyOf(part, statement, round) || isSteady(part, changed, statement, round) || isAsk(part, statement));
}

/** `n IS DISTINCT FROM counted`, `flag IS NOT NULL` before it is set to NULL: where it does not hold, nothing would be another one. */
function isAsk(part: Expr, { set, target }: Update): boolean {
  const [only, ...others] = set;
  if (!only || others.length > 0) return false;
  const isOwn = (expr: Expr | undefined): boolean => expr?.kind === 'column' && expr.source === target.source && expr.column === only.column;
  if (part.kind === 'distinct' && !part.negated) return (isOwn(part.left) && saySame(part.right, only.value)) || (isOwn(part.right) && saySame(part.left, only.value));
  return part.kind === 'test' && part.test === 'null' && part.negated && isOwn(part.operand) && only.value.kind === 'literal' && only.value.value === null;
}

/** One row of the key, which is there or not. */
function isUpsertOfKey({ rows, onConflict }: Insert, round: Round): boolean {
  const columns = (onConflict?.target?.keys ?? []).map((key) => (key.kind === 'column' ? key.column : undefined));
  const key = new Set(round.keys.values());
  return rows !== 'default values' && (givesOneRow(rows) || givesGroupThatStays(rows, round)) && !onConflict?.where && !onConflict?.target?.where && columns.length === key.size && columns.every((column) => column !== undefined && key.has(column));
}

function isUpsertAnew(insert: Insert, changed: ReadonlySet<ColumnId>, table: Table, round: Round): boolean {
  const { onConflict, target } = insert;
  const set = onConflict?.set ?? [];
  if (set.some(({ value }) => isRandom(value) || readsOf(value, target.source, changed))) return false;
  if (givesUpdatedRows(table)) return false;
  // What only the first of them gives stays.
  const stays = insert.columns.filter((column) => !set.some((each) => each.column === column));
  return stays.every((column) => [...round.keys.values()].includes(column) || !round.moves(givenFor(column, insert, table) ?? NOTHING));
}

/** All that a row says is what the statement gives it, whether the row was there or not. */
function isWhole(insert: Insert, table: Table, round: Round): boolean {
  const { onConflict } = insert;
  if (!onConflict) return true;
  return table.columns.every((column) => {
    if (column.generated || [...round.keys.values()].includes(column.id)) return true;
    const inserted = givenFor(column.id, insert, table);
    const set = onConflict.set.find((each) => each.column === column.id)?.value;
    const value = set && mapExpression(set, (node) => (node.kind === 'column' && node.source === onConflict.excluded && node.column !== undefined ? (givenFor(node.column, insert, table) ?? node) : node));
    return inserted !== undefined && value !== undefined && saySame(withoutImplicitCasts(value), withoutImplicitCasts(inserted));
  });
}

const NOTHING: Expr = { kind: 'literal', value: null, type: TEXT };

function givenFor(id: ColumnId, { columns, rows }: Insert, table: Table): Expr | undefined {
  const at = columns.indexOf(id);
  const { body } = rows === 'default values' ? { body: undefined } : rows;
  const given = at < 0 || !body ? undefined : body.kind === 'values' ? body.rows[0]?.[at] : body.kind === 'select' ? body.targets[at]?.expr : undefined;
  if (given && given.kind !== 'default') return given;
  return table.columns.find((column) => column.id === id)?.default ?? NOTHING;
}

function isOfKeyOnly(statement: Changing, round: Round): boolean {
  return statement.kind === 'delete' && statement.using.length === 0 && conjunctsOf(statement.where).every((part) => isKeyOf(part, statement, round));
}

/** `c = NEW.parent` of the rows that are changed. */
function isKeyOf(part: Expr, { target }: Changing, { keys, ties }: Round): boolean {
  if (part.kind !== 'operator' || part.name !== '=' || !part.left) return false;
  const [left, right] = [withoutImplicitCasts(part.left), withoutImplicitCasts(part.right)];
  return [[left, right], [right, left]].some(([side, other]) => side?.kind === 'column' && side.source === target.source && [...keys].some(([key, id]) => id === side.column && tiedTo(side.source, side.name, ties).has(key)) && other !== undefined && isRowColumn(other));
}

function isSteady(part: Expr, changed: ReadonlySet<ColumnId>, { target }: Changing, round: Round): boolean {
  return !round.moves(part) && !isVolatile(part) && !readsOf(part, target.source, changed);
}

function readsOf(expr: Expr, source: number, columns: ReadonlySet<ColumnId>): boolean {
  return someNode(expr, (node) => node.kind === 'column' && 'source' in node && node.source === source && 'column' in node && columns.has(node.column as ColumnId));
}

function columnsGiven(statement: Changing): readonly ColumnId[] {
  if (statement.kind === 'update') return statement.set.map(({ column }) => column);
  return statement.kind === 'insert' ? (statement.onConflict?.set ?? []).map(({ column }) => column) : [];
}

function isRandom(expr: Expr): boolean {
  return someNode(expr, (node) => node.kind === 'call' && 'name' in node && (node.name === 'nextval' || ('takesNumber' in node && node.takesNumber === true)));
}

function takesNumbers(changes: readonly Changed[], { columns }: Table): boolean {
  return changes.some(({ statement }) => statement.kind === 'insert' && columns.some((column) => isNumbered(column) && !statement.columns.includes(column.id)));
}

function isNumbered({ default: otherwise, identity }: Column): boolean {
  return identity !== undefined || (otherwise !== undefined && isRandom(otherwise));
}

/** Foreign keys may have taken other rows with those that come back. */
function isReferenced({ id, constraints }: Table, catalog: Catalog): boolean {
  const users = objectsMentioning(catalog, id);
  return [...constraints, ...users.flatMap((user) => (user.kind === 'table' ? user.constraints : []))].some((key) => key.kind === 'foreign-key' && key.target === id);
}

/** `SELECT parent, count(*) FROM children WHERE parent = NEW.parent GROUP BY parent`, where rows only come: what one round finds the next one finds, too. */
function givesGroupThatStays({ body, with: commons, limit, offset }: Query, { growing, ties, ...round }: Round): boolean {
  if (body.kind !== 'select' || commons.length > 0 || limit || offset || body.distinct !== false || body.groupBy.length === 0 || body.groupingSets || body.having) return false;
  const stays = (item: FromItem): boolean => (item.kind === 'table' ? item.relation === growing || !round.moves({ kind: 'select-statement', query: queryOf([], { from: [item] }) }) : item.kind === 'join' && (item.type === 'inner' || item.type === 'cross') && stays(item.left) && stays(item.right) && !(item.on && round.moves(item.on)));
  return body.from.every(stays) && !(body.where && round.moves(body.where)) && body.groupBy.every((key) => isRowColumn(key) || (key.kind === 'column' && tiedTo(key.source, key.name, ties).size > 0));
}
