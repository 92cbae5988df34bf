import type { Operand } from '../../dialects/dialect.js';
import { primary, type Sql } from '../../dialects/sql.js';
import { OWN_TABLE, type Expr } from '../../model/expression.js';
import { NEW_ROW, OLD_ROW, ROUND, UNMET_ROW } from '../../model/trigger-program.js';
import { childrenOf, isVolatile, walkExpression } from '../../model/walk.js';
import type { Printing, Scope } from './printing.js';

/** https://www.sqlite.org/json1.html#the_json_each_and_json_tree_table_valued_functions */
const EACH_COLUMNS: readonly string[] = ['key', 'value', 'type', 'atom', 'id', 'parent', 'fullkey', 'path', 'json', 'root'];

type Render = (args: readonly Operand[], p: Printing) => Sql | undefined;

/**
 * Renders over operands. Where the rendering reads json_each() or json_tree(), whose columns have ordinary names, operands that bear such a name
 * have to be qualified, so they are printed again.
 * @param aggregates the rendering is over many rows
 */
export function renderOver(exprs: readonly Expr[], p: Printing, render: Render, aggregates = false): Sql | undefined {
  const args = exprs.map((expr) => p.operand(expr));
  const sql = render(args, p);
  if (!sql) return undefined;
  const isOverRows = (): boolean => aggregates || exprs.some(isAggregated);
  if (exprs.some((expr, i) => isRepeated(expr, args[i], args, sql))) return isOverRows() ? refuseRepeated(exprs, args, sql, p) : computedOnce(exprs, args, sql, p, render);
  if (args.some((arg, i) => isAskedAgain(exprs[i] as Expr, arg, sql, p)) && !isOverRows()) return computedOnce(exprs, args, sql, p, render);
  if (!readsParts(args, sql) || p.scope?.qualify === true || p.scope?.qualify?.has('fullkey')) return sql;
  const quiet = qualified(p);
  return render(exprs.map((expr) => quiet.operand(expr)), quiet);
}

/** The rendering itself reads them, not only what stands in its operands. */
function readsParts(args: readonly Operand[], sql: Sql): boolean {
  return readings(sql.text) > args.reduce((sum, arg) => sum + readings(arg.sql.text), 0);
}

function readings(text: string): number {
  return occurrences('json_each(', text) + occurrences('json_tree(', text);
}

/** The same place, where columns that could be taken for those of json_each() are qualified. */
function qualified(p: Printing): Printing {
  const { qualify } = p.scope ?? {};
  return p.silent().within({ sources: new Map(), ...p.scope, qualify: qualify === true ? true : new Set([...(qualify ?? []), ...EACH_COLUMNS]) });
}

/**
 * The operand is a query of the row, or has one in it, and stands in the rendering more than once: it would be asked each time, and its text
 * would grow with each level. SQLite asks but once what depends on no row.
 */
function isAskedAgain(expr: Expr, { type, sql: { text, interval, seconds } }: Operand, sql: Sql, p: Printing): boolean {
  return text.includes('(SELECT ') && !interval && !seconds && occurrences(text, sql.text) > 1 && !p.render(type, undefined).inTable && readsRow(expr, p.scope);
}

function readsRow(expr: Expr, innermost: Scope | undefined): boolean {
  const visible = new Set([OWN_TABLE, NEW_ROW, OLD_ROW, ROUND, UNMET_ROW]);
  for (let scope = innermost; scope; scope = scope.parent) for (const source of scope.sources.keys()) visible.add(source);
  let reads = false;
  walkExpression(expr, (node) => { reads ||= node.kind === 'column' && visible.has(node.source); });
  return reads;
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
  return part === '' || !whole.includes(part) ? 0 : whole.split(part).length - 1;
}

/** Over the rows of the query around it: a subquery has aggregates of its own. */
function isAggregated(expr: Expr): boolean {
  return (expr.kind === 'call' && (expr.aggregate === true || expr.over !== undefined)) || childrenOf(expr).some(isAggregated);
}

/** Where the values of one expression are kept while it is computed. */
const ONCE = '__tm_once';

/**
 * `lpad((random() * 1e6)::int::text, 6, '0')` names its first argument several times: it is computed in a WITH entry, which MATERIALIZED
 * keeps from being written into its uses (https://www.sqlite.org/lang_with.html#materialization_hints). A subquery that reads nothing of the
 * row is computed once a statement, so that random values read the row's number.
 */
function computedOnce(exprs: readonly Expr[], args: readonly Operand[], sql: Sql, p: Printing, render: Render): Sql | undefined {
  const random = new Set(args.filter((arg, i) => isRepeated(exprs[i] as Expr, arg, args, sql)));
  // Two operands with one text are two random values, but one query.
  const kept: readonly Operand[] = args.filter((arg, i) => random.has(arg) || (isAskedAgain(exprs[i] as Expr, arg, sql, p) && args.findIndex((other) => other.sql.text === arg.sql.text) === i));
  const place = (arg: Operand): number => (random.has(arg) ? kept.indexOf(arg) : kept.findIndex((other) => !random.has(other) && other.sql.text === arg.sql.text));
  const inner = readsParts(args, sql) ? qualified(p) : p.silent();
  const rendered = render(args.map((arg, i) => (place(arg) === -1 ? inner.operand(exprs[i] as Expr) : { ...arg, sql: { ...primary(`${ONCE}.v${place(arg)}`), ...(arg.sql.real && { real: true }) } })), inner);
  const row = random.size > 0 ? rowOf(p) : undefined;
  return rendered && { ...outside(rendered), ...primary(`(WITH ${ONCE}(${kept.map((_, i) => `v${i}`).join(', ')}) AS MATERIALIZED (SELECT ${kept.map((arg) => arg.sql.text).join(', ')}${row === undefined ? '' : ` WHERE ${row} IS ${row}`}) SELECT ${rendered.text} FROM ${ONCE})`) };
}

/** What is known of a value beside its text names the WITH entry, which is seen inside it only. */
function outside({ interval: _interval, seconds: _seconds, parts: _parts, partsFrom: _partsFrom, untyped: _untyped, ...sql }: Sql): Sql {
  return sql;
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
