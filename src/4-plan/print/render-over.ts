import type { Operand } from '../../dialects/dialect.js';
import { primary, type Sql } from '../../dialects/sql.js';
import type { Expr } from '../../model/expression.js';
import { childrenOf, isVolatile } from '../../model/walk.js';
import type { Printing } from './printing.js';

/** https://www.sqlite.org/json1.html#the_json_each_and_json_tree_table_valued_functions */
const EACH_COLUMNS: readonly string[] = ['key', 'value', 'type', 'atom', 'id', 'parent', 'fullkey', 'path', 'json', 'root'];

type Render = (args: readonly Operand[], p: Printing) => Sql | undefined;

/**
 * Renders over operands. Where the rendering reads json_each(), whose columns have ordinary names, operands that bear such a name
 * have to be qualified, so they are printed again.
 * @param aggregates the rendering is over many rows
 */
export function renderOver(exprs: readonly Expr[], p: Printing, render: Render, aggregates = false): Sql | undefined {
  const args = exprs.map((expr) => p.operand(expr));
  const sql = render(args, p);
  if (sql && exprs.some((expr, i) => isRepeated(expr, args[i], args, sql))) return aggregates || exprs.some(isAggregated) ? refuseRepeated(exprs, args, sql, p) : computedOnce(exprs, args, sql, p, render);
  if (!sql?.text.includes('json_each(') || p.scope?.qualify === true || p.scope?.qualify?.has('fullkey')) return sql;
  const names = new Set([...(p.scope?.qualify ?? []), ...EACH_COLUMNS]);
  const quiet = p.silent().within({ sources: new Map(), ...p.scope, qualify: names });
  return render(exprs.map((expr) => quiet.operand(expr)), quiet);
}

/** The operand stands in the rendering more than once, and would be another value each time. */
function isRepeated(expr: Expr, arg: Pick<Operand, 'sql'> | undefined, args: readonly Pick<Operand, 'sql'>[], sql: Sql): boolean {
  if (!isVolatile(expr)) return false;
  const text = arg?.sql.text ?? '';
  // Two operands may have one text, as in f() || f().
  const own = args.reduce((sum, other) => sum + occurrences(text, other.sql.text), 0);
  return text.includes('(') && occurrences(text, sql.text) > own;
}

function occurrences(part: string, whole: string): number {
  return part === '' ? 0 : whole.split(part).length - 1;
}

/** Over the rows of the query around it: a subquery has aggregates of its own. */
function isAggregated(expr: Expr): boolean {
  return (expr.kind === 'call' && (expr.aggregate === true || expr.over !== undefined)) || childrenOf(expr).some(isAggregated);
}

/** Where the random values of one expression are kept while it is computed. */
const ONCE = '__tm_once';

/**
 * `lpad((random() * 1e6)::int::text, 6, '0')` names its first argument several times: it is computed in a WITH entry, which MATERIALIZED
 * keeps from being written into its uses (https://www.sqlite.org/lang_with.html#materialization_hints). A subquery that reads nothing of the
 * row is computed once a statement, so it reads the row's number.
 */
function computedOnce(exprs: readonly Expr[], args: readonly Operand[], sql: Sql, p: Printing, render: Render): Sql | undefined {
  const repeated = args.flatMap((arg, i) => (isRepeated(exprs[i] as Expr, arg, args, sql) ? [{ arg, name: `v${i}` }] : []));
  const names = new Map(repeated.map(({ arg, name }) => [arg, name]));
  const rendered = render(args.map((arg) => (names.has(arg) ? { ...arg, sql: primary(`${ONCE}.${names.get(arg)}`) } : arg)), p.silent());
  const row = rowOf(p);
  const columns = repeated.map(({ name }) => name).join(', ');
  const values = repeated.map(({ arg }) => arg.sql.text).join(', ');
  return rendered && primary(`(WITH ${ONCE}(${columns}) AS MATERIALIZED (SELECT ${values}${row === undefined ? '' : ` WHERE ${row} IS ${row}`}) SELECT ${rendered.text} FROM ${ONCE})`);
}

/** Something of the row that is being read or written; undefined where there is none, as in VALUES, or just one, as in a trigger. */
function rowOf(p: Printing): string | undefined {
  for (const { qualifier, rowNumber, someColumn } of p.scope?.sources.values() ?? []) {
    if (rowNumber !== undefined) return `${qualifier}.${rowNumber}`;
    if (someColumn !== undefined) return someColumn;
  }
  return p.scope === undefined && p.ownTable && !p.triggerTable ? 'rowid' : undefined;
}

/** A rendering that repeats an operand would compute random() twice. */
export function refuseRepeated(exprs: readonly Expr[], args: readonly Pick<Operand, 'sql'>[], sql: Sql, p: Printing): Sql {
  exprs.forEach((expr, i) => {
    if (!isRepeated(expr, args[i], args, sql)) return;
    p.report({
      code: 'unsupported-expression',
      message: 'the rendering of this expression would compute a volatile function more than once',
      ...(expr.at !== undefined && { at: expr.at }),
      help: 'Store the value in a column first.',
    });
  });
  return sql;
}
