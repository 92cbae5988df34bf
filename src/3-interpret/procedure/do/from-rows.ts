import type { JoinExpr, Node, RangeSubselect, RangeVar } from '@pgsql/types';
import { functionsOf } from '../../analyze/functions-in-step.js';
import { stringOf } from '../../catalog/resolve.js';
import { isServerSchema } from '../../session-function.js';
import type { Environment, Rows } from './environment.js';
import { setOf } from './set-functions.js';
import { SYSTEM_RELATIONS, type SystemRow } from './system-rows.js';
import { booleanOf, Unknowable } from './value.js';

/** One combination of rows, by the names of the FROM items. */
export type Combination = ReadonlyMap<string, SystemRow>;

/** The environment with the columns of one combination of rows in sight. */
export function over(combination: Combination, environment: Environment): Environment {
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

/** What stands in FROM: each item sees those before it. */
export function fromRows(nodes: readonly Node[], environment: Environment): readonly Combination[] {
  return nodes.reduce<readonly Combination[]>((left, node) => left.flatMap((row) => item(node, over(row, environment)).map((other) => new Map([...row, ...other]))), [new Map()]);
}

function item(node: Node, environment: Environment): readonly Combination[] {
  if ('RangeVar' in node) return relation(node.RangeVar, environment);
  if ('JoinExpr' in node) return join(node.JoinExpr, environment);
  if ('RangeSubselect' in node) return subselect(node.RangeSubselect, environment);
  if ('RangeFunction' in node) return listed(node, environment);
  throw new Unknowable('this FROM item is not worked out while the migration is read');
}

function subselect({ subquery, alias }: RangeSubselect, environment: Environment): readonly Combination[] {
  if (!subquery || !('SelectStmt' in subquery)) throw new Unknowable('this FROM item is not worked out while the migration is read');
  return namedRows(environment.query(subquery.SelectStmt, environment), alias?.aliasname ?? '', (alias?.colnames ?? []).map(stringOf));
}

/** `(SELECT ..) AS name (a, b)`: columns that are not named anew keep their names. */
function namedRows({ columns, rows }: Rows, name: string, names: readonly (string | undefined)[]): readonly Combination[] {
  return rows.map((row) => new Map([[name, Object.fromEntries(columns.map((column, i) => [names[i] ?? column, row[i] ?? null]))]]));
}

function relation({ schemaname, relname = '', alias, location }: RangeVar, environment: Environment): readonly Combination[] {
  const name = alias?.aliasname ?? relname;
  const common = schemaname === undefined ? environment.commons?.get(relname) : undefined;
  if (common) return namedRows(common, name, (alias?.colnames ?? []).map(stringOf));
  const elsewhere = schemaname !== undefined && (schemaname === 'information_schema' || isServerSchema(schemaname, environment.catalog));
  const rows = SYSTEM_RELATIONS[elsewhere ? `${schemaname}.${relname}` : relname];
  const own = schemaname === undefined || schemaname === 'pg_catalog' || elsewhere;
  const found = rows && own ? rows(environment.catalog) : environment.written?.(schemaname, relname);
  if (!found) throw new Unknowable(`the rows of "${relname}" are known only to the database`, location);
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
  const lateral = 'RangeFunction' in rarg || ('RangeSubselect' in rarg && rarg.RangeSubselect.lateral === true);
  const once = lateral ? [] : item(rarg, environment);
  return item(larg, environment).flatMap((left) => {
    const rights = lateral ? item(rarg, over(left, environment)) : once;
    const fitting = rights.filter((right) => {
      const both = over(new Map([...left, ...right]), environment);
      const same = using.every((name) => over(left, environment).lookup([name]) === over(right, environment).lookup([name]));
      return same && (!quals || booleanOf(environment.expression(quals, both)) === true);
    });
    const outer = fitting.length === 0 && jointype === 'JOIN_LEFT' ? [emptied(rights[0])] : fitting;
    return outer.map((right) => new Map([...left, ...right]));
  });
}

/** What a LEFT JOIN gives where nothing fits. */
function emptied(combination: Combination = new Map()): Combination {
  return new Map([...combination].map(([name, row]) => [name, Object.fromEntries(Object.keys(row).map((column) => [column, null]))]));
}
