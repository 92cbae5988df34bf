import { BOOL } from '../../../model/base-types.js';
import type { Expr } from '../../../model/expression.js';
import { conjunctsOf } from '../../../model/guarded-statement.js';
import type { DataStatement, DerivedTable, Query, Select } from '../../../model/query.js';
import { saySame } from '../../../model/same-tree.js';
import { overTrees, treesOf, type TriggerAction } from '../../../model/trigger-program.js';
import { mapExpressions, mapNodes, someNode, walkTree } from '../../../model/walk.js';
import { and, isTrue, TRUE } from '../condition.js';
import { queryOf } from '../inserted-row.js';
import { rowsAsked, rowsOfArray } from './asked-rows.js';
import { isRowColumn, tiedTo, tiesIn, type Ties } from './key-ties.js';
import type { RoundOfRow } from './rounds-of-rows.js';
import { givenOfRows, type GivenOfRow } from './rows-one-by-one.js';
import { hasAggregate, readsRows } from './rows-taken.js';

/**
 * What a body does for all keys of a transition table at once, `DELETE FROM totals WHERE k = ANY (keys)` and `INSERT INTO totals SELECT .. WHERE k = ANY (keys) GROUP BY k`, as what
 * it does for each of them. Undefined where it does something else with the keys.
 */
export function roundsOfKeys(actions: readonly TriggerAction[]): readonly RoundOfRow[] | undefined {
  const given = keysOf(actions);
  if (!given || given.some(({ values }) => values.length !== 1)) return undefined;
  const rounds = given.map((row): RoundOfRow => ({ ...row, within: TRUE, actions: actions.map((action) => ofOne(action, row, given)), emitted: actions }));
  return rounds.every((round) => isForEachKey(round.actions, round)) ? rounds : undefined;
}

/** The same keys wherever some are asked for. */
function keysOf(actions: readonly TriggerAction[]): readonly GivenOfRow[] | undefined {
  const found: (readonly GivenOfRow[] | undefined)[] = [];
  someNode(treesOf(actions), (node) => {
    const query = keysAsked(node as Expr) ?? keysTaken(node);
    if (query && readsRows(query)) found.push(givenOfRows(query));
    return false;
  });
  const [first, ...others] = found;
  return first && others.every((each) => each && isSame(each, first)) ? first : undefined;
}

/** `k = ANY (array of keys)`, `k IN (SELECT key ..)` */
function keysAsked(node: Expr): Query | undefined {
  if (node.kind === 'quantified' && node.quantifier === 'any' && node.name === '=') return gathered(node.array);
  return node.kind === 'subquery' && node.form === 'any' && node.name === '=' ? node.query : undefined;
}

/** `FROM (SELECT DISTINCT key ..) AS keys`, each of which is there once. */
function keysTaken(node: { readonly kind: string }): Query | undefined {
  const query = node.kind === 'derived' ? (node as DerivedTable).query : undefined;
  const distinct = query?.body.kind === 'set-operation' ? query.body.op === 'union' && !query.body.all : query?.body.kind === 'select' && (query.body.distinct === true || query.body.groupBy.length > 0);
  return query && distinct && givenOfRows(query) ? query : undefined;
}

/** `ARRAY(SELECT key ..)`, `(SELECT array_agg(key) ..)` */
export function gathered(array: Expr): Query | undefined {
  if (array.kind === 'cast') return gathered(array.operand);
  return array.kind === 'subquery' && array.form === 'array' ? array.query : rowsOfArray(array);
}

function ofOne(action: TriggerAction, row: GivenOfRow, given: readonly GivenOfRow[]): TriggerAction {
  const { guard: asked, ...bare } = action;
  const guard = and(...conjunctsOf(asked).filter((part) => !holdsWithKeys(part, given)));
  return overTrees({ ...bare, ...(!isTrue(guard) && { guard }) } as TriggerAction, (tree) => withOne(tree, row));
}

function withOne<T extends Expr | DataStatement>(tree: T, { values }: GivenOfRow): T {
  const [key] = values;
  const asked = mapExpressions(tree, (node) => {
    const query = keysAsked(node);
    const operand = node.kind === 'quantified' || node.kind === 'subquery' ? node.operand : undefined;
    return query && readsRows(query) && key && operand ? { kind: 'operator', name: '=', left: operand, right: key, type: BOOL } : node;
  });
  return mapNodes(asked, (node) => (keysTaken(node) && readsRows(node) ? ({ ...node, query: queryOf(values.map((expr, i) => ({ name: (node as DerivedTable).columns[i]?.name ?? '', expr }))) } as DerivedTable) : node));
}

/** `cardinality(keys) > 0`, `keys IS NOT NULL`: without any key nothing would be done anyway. */
export function holdsWithKeys(part: Expr, given: readonly GivenOfRow[]): boolean {
  if (part.kind === 'test' && part.test === 'true' && part.negated && part.operand.kind === 'logical' && part.operand.op === 'or') return part.operand.args.every((operand) => holdsWithKeys({ ...part, operand }, given));
  if (part.kind === 'test' && part.test === 'true' && part.negated && part.operand.kind === 'test' && part.operand.test === 'null' && !part.operand.negated) return isOfKeys(part.operand.operand, given);
  const asked = rowsAsked(part);
  if (asked && !gatheredIn(part)) return isSame(givenOfRows(asked)?.map(({ where }) => ({ values: [], ...(where && { where }) })), given.map(({ where }) => ({ values: [], ...(where && { where }) })));
  if (part.kind === 'test' && part.test === 'null' && part.negated) return isOfKeys(part.operand, given);
  if (part.kind === 'test' && part.test === 'true' && part.negated) return part.operand.kind === 'operator' && part.operand.name === '=' && isZero(part.operand.right) && isCountOf(part.operand.left, given);
  return part.kind === 'operator' && (part.name === '>' || part.name === '<>') && isZero(part.right) && isCountOf(part.left, given);
}

function gatheredIn(part: Expr): boolean {
  return part.kind === 'test' && gathered(part.operand) !== undefined;
}

function isOfKeys(expr: Expr, given: readonly GivenOfRow[]): boolean {
  const query = gathered(expr);
  return query ? isSame(givenOfRows(query), given) : isCountOf(expr, given);
}

function isCountOf(expr: Expr | undefined, given: readonly GivenOfRow[]): boolean {
  if (expr?.kind === 'cast') return isCountOf(expr.operand, given);
  if (expr?.kind === 'conditional' && expr.op === 'coalesce') return isCountOf(expr.args[0], given);
  const [array] = expr?.kind === 'call' && (expr.name === 'cardinality' || expr.name === 'array_length') ? expr.args : [];
  const query = array && gathered(array);
  return query !== undefined && isSame(givenOfRows(query), given);
}

function isSame(some: readonly GivenOfRow[] | undefined, others: readonly GivenOfRow[]): boolean {
  return some !== undefined && saySame(some.map(({ values, where }) => [values, where]), others.map(({ values, where }) => [values, where]));
}

function isZero(expr: Expr): boolean {
  return expr.kind === 'literal' && expr.value === '0';
}

/** Nothing but the key is asked of the rows, and nothing is made of several keys together. */
function isForEachKey(actions: readonly TriggerAction[], { values }: GivenOfRow): boolean {
  const trees = treesOf(actions);
  const ties = tiesIn(trees);
  return !trees.some(hasLimit) && !someNode(trees, (node) => (node.kind === 'derived' && isOtherRow((node as DerivedTable).query, values)) || (node.kind === 'select' && mixesKeys(node as Select, ties)));
}

/** A transition table itself. */
function isOtherRow({ body }: Query, values: readonly Expr[]): boolean {
  return body.kind === 'select' && body.from.length === 0 && readsRows(body) && !saySame(body.targets.map(({ expr }) => expr), values);
}

/** The first rows of all keys together. */
function hasLimit(tree: Expr | DataStatement): boolean {
  let limited = false;
  walkTree(tree, { query: (query) => void (limited ||= (query.limit !== undefined || query.offset !== undefined) && readsRows([query.body, query.limit])) });
  return limited;
}

function mixesKeys(select: Select, ties: Ties): boolean {
  const { targets, groupBy, distinct, windows, having, groupingSets } = select;
  const together = groupBy.length > 0 || having !== undefined || groupingSets !== undefined || windows.length > 0 || typeof distinct !== 'boolean' || targets.some(({ expr }) => hasAggregate(expr));
  if (!together || !readsRows(select)) return false;
  const by = typeof distinct === 'boolean' ? groupBy : distinct.on;
  return groupingSets !== undefined || windows.length > 0 || !by.some((key) => isRowColumn(key) || (key.kind === 'column' && tiedTo(key.source, key.name, ties).size > 0));
}
