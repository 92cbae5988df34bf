import type { JoinExpr, Node, RangeVar, ResTarget, SelectStmt } from '@pgsql/types';
import { functionsOf } from '../../analyze/functions-in-step.js';
import { outputName } from '../../analyze/output-name.js';
import { stringOf } from '../../catalog/resolve.js';
import type { Environment, Rows } from './environment.js';
import { setIn, setOf } from './set-functions.js';
import { isServerSchema } from '../../session-function.js';
import { SYSTEM_RELATIONS, type SystemRow } from './system-rows.js';
import { booleanOf, compareValues, textOfValue, Unknowable, type Value } from './value.js';

/** One combination of rows, by the names of the FROM items. */
type Combination = ReadonlyMap<string, SystemRow>;

const CLAUSES = ['groupClause', 'havingClause', 'windowClause', 'withClause', 'larg', 'valuesLists', 'limitOffset'] as const;

/** The rows of a query over the system views. @throws Unknowable when it reads the user's rows, or has clauses that guards do not need */
export function evaluateQuery(select: SelectStmt, environment: Environment): Rows {
  if (select.op && select.op !== 'SETOP_NONE') throw new Unknowable('this query is not worked out while the migration is read');
  for (const clause of CLAUSES) if (select[clause] !== undefined) throw new Unknowable('this query is not worked out while the migration is read');
  const kept = from(select.fromClause ?? [], environment).filter((combination) => !select.whereClause || booleanOf(environment.expression(select.whereClause, over(combination, environment))) === true);
  const targets = (select.targetList ?? []).flatMap((node) => ('ResTarget' in node ? [node.ResTarget] : []));
  const aggregates = targets.map((target) => aggregate(target, kept, environment));
  if (aggregates.length > 0 && aggregates.every((value) => value !== undefined)) return { columns: targets.map(nameOf), rows: [aggregates.map((value) => value ?? null)] };
  const sorted = sortedRows(select, kept, environment);
  const rows = sorted.flatMap((combination) => rowsOf(targets, combination, environment));
  const first = sorted[0] ?? new Map();
  const columns = targets.flatMap((target) => (isStar(target) ? starNames(first) : [nameOf(target)]));
  const distinct = select.distinctClause ? [...new Map(rows.map((row) => [JSON.stringify(row), row])).values()] : rows;
  const limit = select.limitCount ? Number(environment.expression(select.limitCount, environment)) : distinct.length;
  return { columns, rows: distinct.slice(0, limit) };
}

function nameOf({ name, val }: ResTarget): string {
  return name ?? (val ? outputName(val) : '?column?');
}

function isStar({ val }: ResTarget): boolean {
  const last = val && 'ColumnRef' in val ? val.ColumnRef.fields?.at(-1) : undefined;
  return last !== undefined && 'A_Star' in last;
}

function starNames(combination: Combination): readonly string[] {
  return [...combination.values()].flatMap((row) => Object.keys(row));
}

/** One row, or as many as the longest set in the list gives: `SELECT unnest(array)`. */
function rowsOf(targets: readonly ResTarget[], combination: Combination, environment: Environment): readonly (readonly Value[])[] {
  const sets = targets.map(({ val }) => setIn(val, over(combination, environment)));
  if (sets.every((set) => set === undefined)) return [targets.flatMap((target) => values(target, combination, environment))];
  const plain = targets.map((target, i) => (sets[i] ? [] : values(target, combination, environment)));
  const count = Math.max(...sets.map((set) => set?.length ?? 0));
  return Array.from({ length: count }, (_, row) => targets.flatMap((_target, i) => (sets[i] ? [sets[i][row] ?? null] : (plain[i] ?? []))));
}

function values(target: ResTarget, combination: Combination, environment: Environment): readonly Value[] {
  if (isStar(target)) return [...combination.values()].flatMap((row) => Object.values(row));
  return [target.val ? environment.expression(target.val, over(combination, environment)) : null];
}

/** The environment with the columns of one combination of rows in sight. */
function over(combination: Combination, environment: Environment): Environment {
  return {
    ...environment,
    lookup: (parts) => {
      const [first = '', second] = parts;
      if (second === undefined) {
        for (const row of combination.values()) if (Object.hasOwn(row, first)) return row[first];
        return environment.lookup(parts);
      }
      const row = combination.get(parts.at(-2) ?? '');
      const name = parts.at(-1) ?? '';
      return row && Object.hasOwn(row, name) ? row[name] : environment.lookup(parts);
    },
  };
}

function from(nodes: readonly Node[], environment: Environment): readonly Combination[] {
  return nodes.reduce<readonly Combination[]>((left, node) => left.flatMap((row) => item(node, over(row, environment)).map((other) => new Map([...row, ...other]))), [new Map()]);
}

function item(node: Node, environment: Environment): readonly Combination[] {
  if ('RangeVar' in node) return relation(node.RangeVar, environment);
  if ('JoinExpr' in node) return join(node.JoinExpr, environment);
  if ('RangeSubselect' in node && node.RangeSubselect.subquery && 'SelectStmt' in node.RangeSubselect.subquery) {
    const { columns, rows } = environment.query(node.RangeSubselect.subquery.SelectStmt, environment);
    const name = node.RangeSubselect.alias?.aliasname ?? '';
    return rows.map((row) => new Map([[name, Object.fromEntries(columns.map((column, i) => [column, row[i] ?? null]))]]));
  }
  if ('RangeFunction' in node) return listed(node, environment);
  throw new Unknowable('this FROM item is not worked out while the migration is read');
}

function relation({ schemaname, relname = '', alias, location }: RangeVar, environment: Environment): readonly Combination[] {
  const elsewhere = schemaname !== undefined && (schemaname === 'information_schema' || isServerSchema(schemaname, environment.catalog));
  const rows = SYSTEM_RELATIONS[elsewhere ? `${schemaname}.${relname}` : relname];
  const own = schemaname === undefined || schemaname === 'pg_catalog' || elsewhere;
  const found = rows && own ? rows(environment.catalog) : environment.written?.(schemaname, relname);
  if (!found) throw new Unknowable(`the rows of "${relname}" are known only to the database`, location);
  const name = alias?.aliasname ?? relname;
  return found.map((row) => new Map([[name, row]]));
}

/** `FROM unnest(array) AS name`, `FROM generate_series(1, 3) WITH ORDINALITY AS n`; several stand side by side until the longest ends. */
function listed({ RangeFunction: node }: Extract<Node, { RangeFunction: unknown }>, environment: Environment): readonly Combination[] {
  const calls = functionsOf(node).map(({ items = [] }) => (items[0] && 'FuncCall' in items[0] ? items[0].FuncCall : {}));
  const sets = calls.map((call) => setOf(call, environment));
  const [first = {}] = calls;
  const name = node.alias?.aliasname ?? stringOf(first.funcname?.at(-1));
  const own = calls.map(({ funcname }) => (calls.length === 1 ? name : stringOf(funcname?.at(-1))));
  // Two columns of one name stay two; by that name neither is found.
  const columns = [...own, 'ordinality'].map((column, i) => stringOf(node.alias?.colnames?.[i]) || (own.indexOf(column) === own.lastIndexOf(column) ? column : `${column}\0${i}`));
  const longest = Math.max(...sets.map((set) => (set ?? unknownSet()).length));
  return Array.from({ length: longest }, (_, place) => {
    const values = [...sets.map((set) => set?.[place] ?? null), ...(node.ordinality ? [place + 1] : [])];
    return new Map([[name, Object.fromEntries(values.map((value, i) => [columns[i] ?? '', value]))]]);
  });
}

function unknownSet(): never {
  throw new Unknowable('this function in FROM is not worked out while the migration is read');
}

function join({ jointype, larg, rarg, quals, usingClause, isNatural }: JoinExpr, environment: Environment): readonly Combination[] {
  if (!larg || !rarg || isNatural || !['JOIN_INNER', 'JOIN_LEFT'].includes(jointype ?? '')) throw new Unknowable('this join is not worked out while the migration is read');
  const using = (usingClause ?? []).map(stringOf);
  const rights = item(rarg, environment);
  const empty: Combination = new Map([...(rights[0] ?? [])].map(([name, row]) => [name, Object.fromEntries(Object.keys(row).map((column) => [column, null]))]));
  return item(larg, environment).flatMap((left) => {
    const fitting = rights.filter((right) => {
      const both = over(new Map([...left, ...right]), environment);
      const same = using.every((name) => over(left, environment).lookup([name]) === over(right, environment).lookup([name]));
      return same && (!quals || booleanOf(environment.expression(quals, both)) === true);
    });
    const outer = fitting.length === 0 && jointype === 'JOIN_LEFT' ? [empty] : fitting;
    return outer.map((right) => new Map([...left, ...right]));
  });
}

/** count(*), string_agg(x, ', '), array_agg(x), max, min, bool_or; undefined for what is no aggregate. */
function aggregate({ val }: ResTarget, rows: readonly Combination[], environment: Environment): Value | undefined {
  if (!val) return undefined;
  if ('TypeCast' in val && val.TypeCast.arg) return aggregate({ val: val.TypeCast.arg }, rows, environment);
  if ('A_Expr' in val && val.A_Expr.kind === 'AEXPR_OP' && val.A_Expr.lexpr) {
    const left = aggregate({ val: val.A_Expr.lexpr }, rows, environment);
    return left === undefined ? undefined : environment.expression({ A_Expr: { ...val.A_Expr, lexpr: literal(left) } }, environment);
  }
  if (!('FuncCall' in val)) return undefined;
  const { funcname, args = [], agg_star: star, agg_order: order } = val.FuncCall;
  const name = stringOf(funcname?.at(-1));
  if (!['count', 'string_agg', 'array_agg', 'max', 'min', 'bool_or'].includes(name)) return undefined;
  const ordered = order ? sortedRows({ sortClause: order }, rows, environment) : rows;
  const [first] = args;
  const given = first ? ordered.map((row) => environment.expression(first, over(row, environment))) : [];
  const present = given.filter((value) => value !== null);
  if (name === 'count') return star ? rows.length : present.length;
  if (name === 'array_agg') return given.length > 0 ? given : null;
  if (present.length === 0) return null;
  if (name === 'string_agg') return present.map(textOfValue).join(String(args[1] ? environment.expression(args[1], environment) : ''));
  if (name === 'bool_or') return present.includes(true);
  const sign = name === 'max' ? 1 : -1;
  return present.reduce((best, value) => ((compareValues(value, best) ?? 0) * sign > 0 ? value : best));
}

function literal(value: Value): Node {
  if (typeof value === 'number') return { A_Const: { ival: { ival: value } } };
  if (typeof value === 'boolean') return { A_Const: { boolval: { boolval: value } } };
  return { A_Const: value === null ? { isnull: true } : { sval: { sval: String(textOfValue(value)) } } };
}

function sortedRows({ sortClause, targetList }: Pick<SelectStmt, 'sortClause' | 'targetList'>, rows: readonly Combination[], environment: Environment): readonly Combination[] {
  const keys = (sortClause ?? []).flatMap((node) => ('SortBy' in node && node.SortBy.node ? [{ node: keyNode(node.SortBy.node, targetList ?? []), sign: node.SortBy.sortby_dir === 'SORTBY_DESC' ? -1 : 1 }] : []));
  if (keys.length === 0) return rows;
  const keyed = rows.map((row) => ({ row, values: keys.map(({ node }) => environment.expression(node, over(row, environment))) }));
  return keyed.toSorted((a, b) => keys.reduce((order, { sign }, i) => order || sign * (compareValues(a.values[i] ?? null, b.values[i] ?? null) ?? 0), 0)).map(({ row }) => row);
}

/** ORDER BY 1, and ORDER BY the name of an output. */
function keyNode(node: Node, targets: readonly Node[]): Node {
  const results = targets.flatMap((target) => ('ResTarget' in target ? [target.ResTarget] : []));
  if ('A_Const' in node && node.A_Const.ival) return results[(node.A_Const.ival.ival ?? 1) - 1]?.val ?? node;
  const name = 'ColumnRef' in node && node.ColumnRef.fields?.length === 1 ? stringOf(node.ColumnRef.fields[0]) : undefined;
  return results.find((target) => name !== undefined && target.name === name)?.val ?? node;
}
