import type { Node, ResTarget, SelectStmt, WithClause } from '@pgsql/types';
import { outputName } from '../../analyze/output-name.js';
import { stringOf } from '../../catalog/resolve.js';
import { hasAggregate, overGroup, overWindow } from './aggregates.js';
import type { Environment, Rows } from './environment.js';
import { fromRows, over, type Combination } from './from-rows.js';
import { distinctKeys, keyNode, sortedBy } from './query-order.js';
import { setIn } from './set-functions.js';
import type { SystemRow } from './system-rows.js';
import { booleanOf, Unknowable, type Value } from './value.js';

type Row = readonly Value[];

/** One row of the result before it is written: the rows behind it, and where its expressions stand. */
interface Unit {
  readonly combination: Combination;
  readonly environment: Environment;
}

/** The rows of a query over the system views. @throws Unknowable when it reads the user's rows, or has clauses that guards do not need */
export function evaluateQuery(select: SelectStmt, environment: Environment): Rows {
  if (select.windowClause !== undefined) throw new Unknowable('this query is not worked out while the migration is read');
  const inside = select.withClause ? withCommons(select.withClause, environment) : environment;
  const all = select.op && select.op !== 'SETOP_NONE' ? combined(select, inside) : select.valuesLists ? valuesOf(select.valuesLists, inside) : selected(select, inside);
  const number = (node: Node | undefined, otherwise: number): number => { const value = node ? inside.expression(node, inside) : null; return value === null ? otherwise : Number(value); };
  const offset = number(select.limitOffset, 0);
  return { columns: all.columns, rows: all.rows.slice(offset, offset + number(select.limitCount, all.rows.length)) };
}

function withCommons({ ctes, recursive }: WithClause, environment: Environment): Environment {
  if (recursive) throw new Unknowable('a recursive query is not worked out while the migration is read');
  return (ctes ?? []).reduce<Environment>((inside, node) => {
    const { ctename = '', ctequery, aliascolnames } = 'CommonTableExpr' in node ? node.CommonTableExpr : {};
    if (!ctequery || !('SelectStmt' in ctequery)) throw new Unknowable('WITH of this statement is not worked out while the migration is read');
    const { columns, rows } = inside.query(ctequery.SelectStmt, inside);
    const names = (aliascolnames ?? []).map(stringOf);
    return { ...inside, commons: new Map([...(inside.commons ?? []), [ctename, { columns: columns.map((column, i) => names[i] ?? column), rows }]]) };
  }, environment);
}

function valuesOf(lists: readonly Node[], environment: Environment): Rows {
  const rows = lists.map((list) => ('List' in list ? (list.List.items ?? []) : []).map((node) => environment.expression(node, environment)));
  return { columns: (rows[0] ?? []).map((_, i) => `column${i + 1}`), rows };
}

/** UNION, EXCEPT, INTERSECT */
function combined({ op, all, larg, rarg, sortClause }: SelectStmt, environment: Environment): Rows {
  if (!larg || !rarg) throw new Unknowable('this query is not worked out while the migration is read');
  const [left, right] = [environment.query(larg, environment), environment.query(rarg, environment)];
  if (op !== 'SETOP_UNION' && all) throw new Unknowable('EXCEPT ALL and INTERSECT ALL are not worked out while the migration is read');
  const there = new Set(right.rows.map((row) => JSON.stringify(row)));
  const rows = op === 'SETOP_UNION' ? [...left.rows, ...right.rows] : left.rows.filter((row) => there.has(JSON.stringify(row)) === (op === 'SETOP_INTERSECT'));
  const kept = all ? rows : unique(rows);
  const keyed = sortedBy(sortClause ?? [], kept, (row) => ({ ...environment, lookup: ([name = '']) => (left.columns.includes(name) ? (row[left.columns.indexOf(name)] ?? null) : undefined) }), left.columns.map((name) => ({ ResTarget: { val: { ColumnRef: { fields: [{ String: { sval: name } }] } } } })));
  return { columns: left.columns, rows: keyed };
}

function selected(select: SelectStmt, environment: Environment): Rows {
  const { fromClause = [], whereClause, havingClause, targetList = [], sortClause = [] } = select;
  const kept = fromRows(fromClause, environment).filter((combination) => !whereClause || booleanOf(environment.expression(whereClause, over(combination, environment))) === true);
  const units = unitsOf(select, kept, environment).filter((unit) => !havingClause || booleanOf(unit.environment.expression(havingClause, unit.environment)) === true);
  const sorted = firsts(distinctKeys(select), sortedBy(sortClause, units, (unit) => unit.environment, targetList));
  const targets = targetList.flatMap((node) => ('ResTarget' in node ? [node.ResTarget] : []));
  const rows = sorted.flatMap((unit) => rowsOf(targets, unit));
  const columns = targets.flatMap((target) => starOf(target, sorted[0]?.combination ?? new Map())?.flatMap((row) => Object.keys(row)) ?? [nameOf(target)]);
  return { columns, rows: select.distinctClause ? unique(rows) : rows };
}

/** Each row for itself, or the groups of GROUP BY; all together where there are only aggregates. */
function unitsOf({ groupClause, havingClause, targetList = [], sortClause }: SelectStmt, rows: readonly Combination[], environment: Environment): readonly Unit[] {
  if (!groupClause && !havingClause && !hasAggregate([targetList, sortClause])) return rows.map((combination) => ({ combination, environment: overWindow(combination, rows, environment) }));
  const keys = (groupClause ?? []).map((node) => keyNode(node, targetList));
  if (keys.some((key) => 'GroupingSet' in key)) throw new Unknowable('grouping sets are not worked out while the migration is read');
  const groups = keys.length > 0 ? grouped(rows, (row) => keyOf(keys, over(row, environment))) : [rows];
  return groups.map((group) => ({ combination: group[0] ?? new Map(), environment: overGroup(group, environment) }));
}

function keyOf(keys: readonly Node[], environment: Environment): string {
  return JSON.stringify(keys.map((key) => environment.expression(key, environment)));
}

function firsts(keys: readonly Node[] | undefined, units: readonly Unit[]): readonly Unit[] {
  return keys ? grouped(units, (unit) => keyOf(keys, unit.environment)).flatMap(([first]) => (first ? [first] : [])) : units;
}

function grouped<T>(items: readonly T[], keyed: (item: T) => string): readonly (readonly T[])[] {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyed(item), [...(groups.get(keyed(item)) ?? []), item]);
  return [...groups.values()];
}

function unique(rows: readonly Row[]): readonly Row[] {
  return [...new Map(rows.map((row) => [JSON.stringify(row), row])).values()];
}

function nameOf({ name, val }: ResTarget): string {
  return name ?? (val ? outputName(val) : '?column?');
}

/** `*` of all rows, `t.*` of one; undefined for what is no star. */
function starOf({ val }: ResTarget, combination: Combination): readonly SystemRow[] | undefined {
  const fields = val && 'ColumnRef' in val ? (val.ColumnRef.fields ?? []) : [];
  const last = fields.at(-1);
  if (!last || !('A_Star' in last)) return undefined;
  const row = combination.get(stringOf(fields.at(-2)) ?? '');
  return fields.length === 1 ? [...combination.values()] : row ? [row] : [];
}

/** One row, or as many as the longest set in the list gives: `SELECT unnest(array)`. */
function rowsOf(targets: readonly ResTarget[], unit: Unit): readonly Row[] {
  const sets = targets.map(({ val }) => setIn(val, unit.environment));
  if (sets.every((set) => set === undefined)) return [targets.flatMap((target) => values(target, unit))];
  const plain = targets.map((target, i) => (sets[i] ? [] : values(target, unit)));
  const count = Math.max(...sets.map((set) => set?.length ?? 0));
  return Array.from({ length: count }, (_, row) => targets.flatMap((_target, i) => (sets[i] ? [sets[i][row] ?? null] : (plain[i] ?? []))));
}

function values(target: ResTarget, { combination, environment }: Unit): Row {
  return starOf(target, combination)?.flatMap((row) => Object.values(row)) ?? [target.val ? environment.expression(target.val, environment) : null];
}
