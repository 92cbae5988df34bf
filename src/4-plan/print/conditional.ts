import { fill, primary, type Sql } from '../../dialects/sql.js';
import { variadic } from '../../dialects/sqlite/variadic.js';
import type { Conditional, Expr } from '../../model/expression.js';
import type { Family } from '../../dialects/dialect.js';
import { labelAt } from '../../dialects/sqlite/ordering.js';
import { comparable, orderable } from './comparable.js';
import type { Printing } from './printing.js';
import { refuseRepeated } from './render-over.js';
import { typeName } from './type.js';

/** COALESCE, NULLIF, and GREATEST and LEAST, which skip NULLs in Postgres while SQLite's max() and min() return them. */
export function printConditional(expr: Conditional, p: Printing): Sql {
  const [first] = expr.args;
  if (expr.args.length === 1 && first) return p.stored(first);
  switch (expr.op) {
    case 'coalesce': {
      // What has no value here, such as a setting of the session, is passed over.
      const values = expr.args.map((arg) => p.stored(arg)).filter(({ text }) => text !== 'NULL');
      return values.length > 1 ? primary(variadic('coalesce', values.map(({ text }) => text), p.dialect.limits)) : (values[0] ?? primary('NULL'));
    }
    case 'nullif': {
      const values = expr.args.map((arg) => comparable(arg, p));
      if (p.family(expr.type) === 'interval' && first) return fill('iif({1} = {2}, NULL, {3})', [...values, p.print(first)]);
      if (values[0]?.text === 'NULL') return values[0];
      return { ...primary(`nullif(${values.map(({ text }) => text).join(', ')})`), ...(values[0]?.real && { real: true }) };
    }
    case 'greatest':
    case 'least':
      return extreme(expr, p);
  }
}

/** Each argument stands in for the others when they are NULL: `max(coalesce(a, b), coalesce(b, a))`; a constant needs no stand-in and is one for all. */
function extreme({ op, args, type, at }: Conditional, p: Printing): Sql {
  const name = op === 'greatest' ? 'max' : 'min';
  const { labels } = p.operand(args[0] as Expr);
  if (p.family(type) === 'interval') return extremeByLength(op, args, p);
  if (!labels && isOrderedByForm(p.family(type))) {
    p.report({ code: 'unsupported-expression', message: `${op.toUpperCase()} of values of the type ${typeName(type, p.catalog)} has no rendering on ${p.dialect.name}`, help: 'Write it as CASE with what can be compared of them.', ...(at !== undefined && { at }) });
    return primary('NULL');
  }
  const printed = args.map((arg) => ({ sql: orderable(arg, p), constant: arg.kind === 'literal' && arg.value !== null }));
  const anchor = printed.find(({ constant }) => constant)?.sql.text;
  const values = printed.map(({ sql, constant }, i) => {
    if (constant) return sql.text;
    const others = anchor === undefined ? printed.filter((_, j) => j !== i).map((other) => other.sql.text) : [anchor];
    return variadic('coalesce', [sql.text, ...others], p.dialect.limits);
  });
  const sql: Sql = { ...primary(variadic(name, values, p.dialect.limits)), ...(printed.some((part) => part.sql.real) && { real: true }) };
  refuseRepeated(args, printed, sql, p);
  return labels ? (labelAt(sql, labels) ?? sql) : sql;
}

/** Intervals are compared by their length; of those that are equally long the first one is taken. */
function extremeByLength(op: Conditional['op'], args: readonly Expr[], p: Printing): Sql {
  const rows = args.map((arg, i) => `(${p.stored(arg).text}, ${comparable(arg, p).text}, ${i})`);
  const sql = primary(`(WITH each(_value, _length, _place) AS (VALUES ${rows.join(', ')}) SELECT _value FROM each WHERE _length IS NOT NULL ORDER BY _length${op === 'greatest' ? ' DESC' : ''}, _place LIMIT 1)`);
  refuseRepeated(args, args.map((arg) => ({ sql: p.stored(arg) })), sql, p);
  return sql;
}

/** What stands for such a value where it is ordered is not the value itself. */
function isOrderedByForm(family: Family): boolean {
  return family === 'array' || family === 'json' || family === 'jsonb' || family === 'range';
}
