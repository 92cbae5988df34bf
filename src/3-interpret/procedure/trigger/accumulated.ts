import type { Table } from '../../../model/catalog.js';
import type { Expr } from '../../../model/expression.js';
import { conjunctsOf } from '../../../model/guarded-statement.js';
import type { Assignment, DataStatement, DerivedTable, FromItem, Insert, Query, Select, Update } from '../../../model/query.js';
import { saySame } from '../../../model/same-tree.js';
import { isVolatile, relationsOf, walkTree } from '../../../model/walk.js';
import { chosenExtreme, extremeOf, isExact, isWhole, uncast, type Extreme } from './chosen-extreme.js';
import { isNeverNull, rowsOf, type Rows } from './never-null.js';
import { hasAggregate, readsRows, takenOf } from './rows-taken.js';

/** How a column takes what the rows of a statement give it: what each of them gives, one after the other, is what all of them give. */
type Way = 'sum' | 'bounded' | Extreme;

/**
 * Whether a statement adds up what it counts among the rows of a transition table: `UPDATE totals SET n = n + counted.n FROM (SELECT k, count(*) AS n FROM fresh
 * GROUP BY k) counted`, and INSERT .. ON CONFLICT DO UPDATE of the same kind.
 */
export function accumulates(statement: DataStatement, table: Table): boolean {
  if (statement.kind === 'update') return updateAccumulates(statement, table);
  return statement.kind === 'insert' && insertAccumulates(statement, table);
}

function updateAccumulates(statement: Update, table: Table): boolean {
  const { from, where, set, target } = statement;
  if (statement.with.length > 0 || readsItself(statement, target.relation)) return false;
  const leaves = from.flatMap(leavesOf);
  const counted = leaves.filter((item) => item.kind === 'derived' && isCounted(item.query, table)) as DerivedTable[];
  if (leaves.some((item) => !counted.includes(item as DerivedTable) && readsRows(item)) || from.some(joinsOutside) || counted.length > 1) return false;
  const outputs = outputsOf(counted);
  const assigned = new Set(set.map(({ column }) => column));
  const isOwn = (expr: Expr): boolean => expr.kind === 'column' && expr.source === target.source && expr.column !== undefined && assigned.has(expr.column);
  const rows = rowsOf(counted.map(({ query }) => query), table);
  const ways = set.map((each) => wayOf(each, target.source, (expr) => linearIn(expr, outputs, rows), (expr) => extremeIn(expr, outputs), (expr) => isCount(outputOf(uncast(expr), outputs))) ?? (isSteady(each.value, isOwn, outputs) ? 'steady' : undefined));
  const chosen = set.length === 1 && ways[0] === undefined ? chosenExtreme(set[0] as Assignment, where, target.source, (expr) => outputOf(uncast(expr), outputs)) : undefined;
  if (chosen) return counted.every((item) => isOneGroup(item, [...conjunctsOf(chosen), ...from.flatMap(conditionsOf)], outputs)) && conjunctsOf(chosen).every((part) => isSteady(part, isOwn, outputs));
  if (ways.includes(undefined) || ways.every((way) => way === 'steady')) return false;
  const conditions = [...conjunctsOf(where), ...from.flatMap(conditionsOf)];
  const read = new Set(set.flatMap(({ value }) => countedIn(value, outputs)));
  return counted.every((item) => isOneGroup(item, conditions, outputs)) && conditions.every((part) => isSteady(part, isOwn, outputs) || (ways.every((way) => way === 'sum') && asksForChange(part, outputs, read)));
}

function insertAccumulates({ with: commons, rows, columns, onConflict, target }: Insert, table: Table): boolean {
  if (commons.length > 0 || rows === 'default values' || onConflict?.action !== 'update' || onConflict.where || onConflict.target?.where || !isCounted(rows, table) || rows.body.kind !== 'select') return false;
  if (relationsOf(rows).includes(target.relation) || onConflict.set.some(({ value }) => relationsOf(value).length > 0)) return false;
  const { targets } = rows.body;
  const keys = new Set((onConflict.target?.keys ?? []).map((key) => (key.kind === 'column' ? key.column : undefined)));
  const given = new Map(columns.flatMap((column, i) => (targets[i] ? [[column, targets[i].expr] as const] : [])));
  const excluded = (expr: Expr): Expr | undefined => (expr.kind === 'column' && expr.source === onConflict.excluded && expr.column !== undefined ? given.get(expr.column) : undefined);
  const assigned = new Set(onConflict.set.map(({ column }) => column));
  const isOwn = (expr: Expr): boolean => expr.kind === 'column' && expr.source === target.source && expr.column !== undefined && assigned.has(expr.column);
  // What the first row inserts is what it adds to nothing.
  const same = (column: number) => (expr: Expr): Expr | undefined => (expr.kind === 'column' && expr.column === column ? excluded(expr) : undefined);
  const combined = new Set(onConflict.set.filter((each) => wayOf(each, target.source, (expr) => isLinear(same(each.column)(expr), rowsOf([rows], table)), (expr) => extremeOf(same(each.column)(expr)))).map(({ column }) => column));
  if (combined.size === 0 || [...given].some(([column, expr]) => hasAggregate(expr) && (keys.has(column) || !combined.has(column)))) return false;
  const counts = (expr: Expr): boolean => someExpression(expr, (node) => isOwn(node) || (excluded(node) !== undefined && hasAggregate(excluded(node) as Expr)));
  return onConflict.set.every(({ column, value }) => combined.has(column) || (!counts(value) && !readsRows(value) && !isVolatile(value)));
}

/** `n + counted`, `greatest(n, counted)`, `greatest(n - counted, 0)`: undefined for everything else. @param count whether it is never less than 0 */
function wayOf({ column, value }: Assignment, source: number, linear: (expr: Expr) => boolean, extreme: (expr: Expr) => Way | undefined, count: (expr: Expr) => boolean = () => false): Way | undefined {
  const own = (expr: Expr): boolean => (expr.kind === 'conditional' && expr.op === 'coalesce' && expr.args.slice(1).every((arg) => arg.kind === 'literal') ? own(expr.args[0] as Expr) : expr.kind === 'column' && expr.source === source && expr.column === column);
  if (value.kind === 'cast' && !value.explicit && isExact(value)) return wayOf({ column, value: value.operand }, source, linear, extreme, count);
  if (value.kind === 'operator' && value.left && (value.name === '+' || value.name === '-')) {
    const [left, right] = [uncast(value.left), value.right];
    if (own(left) && linear(right)) return 'sum';
    if (value.name === '+' && own(uncast(right)) && linear(value.left)) return 'sum';
    // n + a - b
    return linear(right) && value.left.kind === 'operator' ? wayOf({ column, value: value.left }, source, linear, extreme) : undefined;
  }
  if (value.kind !== 'conditional' || (value.op !== 'greatest' && value.op !== 'least') || value.args.length !== 2) return undefined;
  const [one, other] = value.args as [Expr, Expr];
  // Down to a bound, or up to one: step by step it is reached by as many steps.
  const [bound, moved] = uncast(one).kind === 'literal' ? [one, uncast(other)] : [other, uncast(one)];
  if (isBound(bound) && moved.kind === 'operator' && moved.left && moved.name === (value.op === 'greatest' ? '-' : '+') && own(uncast(moved.left)) && count(moved.right)) return 'bounded';
  const given = own(one) ? other : own(other) ? one : undefined;
  return given && extreme(given) === value.op ? value.op : undefined;
}

function isBound(expr: Expr): boolean {
  const value = uncast(expr);
  return value.kind === 'literal' && value.value !== null && isWhole(value.type);
}

function isCount(expr: Expr | undefined): boolean {
  return expr?.kind === 'call' && expr.aggregate === true && expr.name === 'count' && !expr.distinct && !expr.over;
}

/** What the columns of a counted table are made of. */
type Outputs = ReadonlyMap<string, Expr>;

const outputKey = (source: number, name: string): string => `${source}.${name}`;

function outputsOf(items: readonly DerivedTable[]): Outputs {
  return new Map(items.flatMap(({ source, columns, query: { body } }) => columns.map(({ name }, i) => [outputKey(source, name), (body as Select).targets[i]?.expr as Expr] as const)));
}

function outputOf(expr: Expr, outputs: Outputs): Expr | undefined {
  return expr.kind === 'column' ? outputs.get(outputKey(expr.source, expr.name)) : undefined;
}

/** An aggregate over transition rows that are taken one by one. */
function isCounted(query: Query, table: Table): boolean {
  const { body } = query;
  if (query.with.length > 0 || query.limit || query.offset || body.kind !== 'select' || body.distinct !== false || body.having || body.groupingSets || body.windows.length > 0) return false;
  return takenOf(body.from, body.where, 'bag', table) === 1 && !body.targets.some(({ expr }) => someExpression(expr, (node) => node.kind === 'subquery')) && body.targets.some(({ expr }) => hasAggregate(expr));
}

/** Each group has its own rows to add to: UPDATE takes only one of several for a row. */
function isOneGroup({ source, columns, query: { body } }: DerivedTable, conditions: readonly Expr[], outputs: Outputs): boolean {
  return (body as Select).groupBy.every((key) => conditions.some((part) => {
    if (part.kind !== 'operator' || part.name !== '=' || !part.left) return false;
    return [[part.left, part.right] as const, [part.right, part.left] as const].some(([side, other]) => {
      const output = outputOf(uncast(side), outputs);
      return output !== undefined && columns.length > 0 && saySame(output, key) && !someExpression(other, (node) => node.kind === 'column' && node.source === source);
    });
  }));
}

function linearIn(expr: Expr, outputs: Outputs, rows: Rows): boolean {
  const output = outputOf(expr, outputs);
  if (output) return hasAggregate(output) && isLinear(output, rows);
  if (expr.kind === 'subquery') return expr.form === 'scalar' && isCounted(expr.query, rows.table) && expr.query.body.kind === 'select' && expr.query.body.groupBy.length === 0 && isLinear(expr.query.body.targets[0]?.expr, rowsOf([expr.query], rows.table));
  return isSumOf(expr, (part) => linearIn(part, outputs, rows));
}

/** A count or a sum, or what is added up of them: of all rows it is what it is of each, added up. */
function isLinear(expr: Expr | undefined, rows: Rows): boolean {
  if (!expr) return false;
  if (expr.kind === 'call' && expr.aggregate) return !expr.distinct && !expr.over && isInteger(expr) && (expr.name === 'count' || (expr.name === 'sum' && !expr.filter && isNeverNull(expr.args[0], rows)));
  if (expr.kind === 'conditional' && expr.op === 'coalesce') {
    const [sum, zero, ...others] = expr.args;
    return others.length === 0 && zero !== undefined && isZero(zero) && sum !== undefined && isSum(uncast(sum));
  }
  return isSumOf(expr, (part) => isLinear(part, rows));
}

function isSumOf(expr: Expr, isPart: (expr: Expr) => boolean): boolean {
  if (expr.kind === 'cast') return isExact(expr) && isPart(expr.operand);
  if (expr.kind !== 'operator') return false;
  if (expr.name === '-' && !expr.left) return isPart(expr.right);
  return (expr.name === '+' || expr.name === '-') && expr.left !== undefined && isPart(expr.left) && isPart(expr.right);
}

function isSum(expr: Expr): boolean {
  return expr.kind === 'call' && expr.aggregate === true && expr.name === 'sum' && !expr.distinct && !expr.over && isInteger(expr);
}

function extremeIn(expr: Expr, outputs: Outputs): Way | undefined {
  return extremeOf(outputOf(expr, outputs));
}

/** The counts that an expression reads. */
function countedIn(expr: Expr, outputs: Outputs): readonly string[] {
  const found: string[] = [];
  walkTree(expr, { expression: (node) => void (node.kind === 'column' && hasAggregateIn(node, outputs) && found.push(outputKey(node.source, node.name))) });
  return found;
}

function hasAggregateIn(expr: Expr, outputs: Outputs): boolean {
  const output = outputOf(expr, outputs);
  return output !== undefined && hasAggregate(output);
}

/** Reads neither what the statement changes nor what is counted, so that it is the same for each row. */
function isSteady(expr: Expr, isOwn: (expr: Expr) => boolean, outputs: Outputs): boolean {
  return !readsRows(expr) && !isVolatile(expr) && !someExpression(expr, (node) => isOwn(node) || hasAggregateIn(node, outputs));
}

/** `counted.n <> 0`, `(counted.a, counted.b) <> (0, 0)`: where it does not hold, nothing would be added. */
function asksForChange(expr: Expr, outputs: Outputs, read: ReadonlySet<string>): boolean {
  if (expr.kind !== 'operator' || expr.name !== '<>' || !expr.left) return false;
  const [left, right] = [expr.left, expr.right].map((side) => (side.kind === 'row' ? side.fields : [side])) as [readonly Expr[], readonly Expr[]];
  const asked = new Set(left.flatMap((side) => countedIn(side, outputs)));
  return right.every((side) => isZero(side)) && left.every((side) => hasAggregateIn(uncast(side), outputs)) && [...read].every((name) => asked.has(name));
}

/** A query of the statement reads the table that it changes. */
function readsItself({ target: _target, ...rest }: Update, relation: number): boolean {
  return relationsOf({ ...rest, target: { kind: 'none' } } as unknown as DataStatement).includes(relation);
}

function leavesOf(item: FromItem): readonly FromItem[] {
  return item.kind === 'join' ? [item.left, item.right].flatMap(leavesOf) : [item];
}

function joinsOutside(item: FromItem): boolean {
  return item.kind === 'join' && ((item.type !== 'inner' && item.type !== 'cross') || joinsOutside(item.left) || joinsOutside(item.right));
}

function conditionsOf(item: FromItem): readonly Expr[] {
  return item.kind === 'join' ? [...(item.on ? conjunctsOf(item.on) : []), ...conditionsOf(item.left), ...conditionsOf(item.right)] : [];
}

function isInteger({ type }: Expr): boolean {
  return isWhole(type);
}

function isZero(expr: Expr): boolean {
  const value = uncast(expr);
  return value.kind === 'literal' && value.value !== null && Number(value.value) === 0;
}

function someExpression(expr: Expr, test: (node: Expr) => boolean): boolean {
  let found = false;
  walkTree(expr, { expression: (node) => void (found ||= test(node)) });
  return found;
}
