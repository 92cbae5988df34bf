import { TEXT } from '../../model/base-types.js';
import type { DataType } from '../../model/data-type.js';
import type { Call, Expr } from '../../model/expression.js';
import type { FunctionSource, Query } from '../../model/query.js';
import { mapExpression, walkExpression } from '../../model/walk.js';
import { constantOf } from './literal.js';

/** Above this the subquery is shorter. */
const MOST = 64;

/**
 * `(SELECT string_agg(f, '') FROM generate_series(1, 8))` and `array_to_string(ARRAY(SELECT f FROM generate_series(1, 8)), '')` as f eight times
 * side by side, the way in which functions make random texts: a default takes no subquery, and a subquery is worked out once for all rows.
 */
export function unrolled(expr: Expr): Expr {
  return mapExpression(expr, (node) => unrolledNode(node) ?? node);
}

function unrolledNode(node: Expr): Expr | undefined {
  if (node.kind === 'call' && node.name === 'array_to_string' && node.args.length === 2) {
    const [array, separator] = node.args;
    return array?.kind === 'subquery' && array.form === 'array' && separator ? repeated(array.query, array.query.body.kind === 'select' ? array.query.body.targets[0]?.expr : undefined, separator) : undefined;
  }
  if (node.kind !== 'subquery' || node.form !== 'scalar' || node.query.body.kind !== 'select') return undefined;
  const { query } = node;
  let whole: boolean | undefined;
  // `'key_' || string_agg(..)`: what stands around an aggregate stays around it.
  const value = mapExpression(node.query.body.targets[0]?.expr ?? node, (part) => {
    if (part.kind !== 'call' || !part.aggregate) return part;
    const texts = aggregated(part, query);
    whole = texts !== undefined && whole !== false;
    return texts ?? part;
  });
  return whole ? value : undefined;
}

function aggregated(aggregate: Call, query: Query): Expr | undefined {
  if (aggregate.name !== 'string_agg' || aggregate.distinct || aggregate.filter || aggregate.over) return undefined;
  const [value, separator] = aggregate.args;
  const [key, ...keys] = aggregate.orderBy ?? [];
  const series = seriesOf(query)?.source;
  const natural = keys.length === 0 && (!key || (!key.descending && key.expr.kind === 'column' && key.expr.source === series));
  return separator && natural ? repeated(query, value, separator) : undefined;
}

/** The only FROM item, where the query has nothing else to it. */
function seriesOf({ body, with: commons, orderBy, offset }: Query): FunctionSource | undefined {
  if (body.kind !== 'select' || body.where || body.having || body.groupBy.length > 0 || body.distinct !== false || body.targets.length !== 1 || commons.length > 0 || orderBy.length > 0 || offset) return undefined;
  const [item, ...others] = body.from;
  return item?.kind === 'function' && others.length === 0 && !item.ordinality && item.call.kind === 'call' && item.call.name === 'generate_series' && item.call.args.length === 2 ? item : undefined;
}

function repeated(query: Query, value: Expr | undefined, separator: Expr): Expr | undefined {
  const series = seriesOf(query);
  const bounds = series?.call.kind === 'call' ? series.call.args.map((arg) => Number(constantOf(arg) ?? undefined)) : [];
  const [first = Number.NaN, last = Number.NaN] = bounds;
  const between = constantOf(separator);
  // What may be NULL would be left out of the text.
  if (!series || !value || typeof between !== 'string' || !Number.isInteger(first) || !Number.isInteger(last) || last < first || last - first >= MOST || !isText(value.type) || !isNeverNull(value, series.source)) return undefined;
  const parts = Array.from({ length: last - first + 1 }, (_, i) =>
    mapExpression(value, (part) => (part.kind === 'column' && part.source === series.source ? { kind: 'literal', type: part.type, value: String(first + i) } : part)),
  );
  return joined(between === '' ? parts : parts.flatMap((part, i) => (i === 0 ? [part] : [separator, part])));
}

function isText(type: DataType): boolean {
  return type.kind === 'base' && (type.name === 'text' || type.name === 'varchar');
}

/** `(a || b) || (c || d)`: targets count how deep an expression is. */
function joined(parts: readonly Expr[]): Expr {
  const [only] = parts;
  if (only && parts.length === 1) return only;
  const middle = Math.ceil(parts.length / 2);
  return { kind: 'operator', name: '||', type: TEXT, left: joined(parts.slice(0, middle)), right: joined(parts.slice(middle)) };
}

/** Functions that give NULL for a NULL argument only. */
const STRICT: ReadonlySet<string> = new Set([
  'abs', 'btrim', 'ceil', 'ceiling', 'char_length', 'chr', 'encode', 'floor', 'gen_random_bytes', 'gen_random_uuid', 'left', 'length', 'lower', 'lpad', 'ltrim', 'md5', 'mod', 'random', 'repeat',
  'replace', 'right', 'round', 'rpad', 'rtrim', 'substr', 'substring', 'to_hex', 'trunc', 'upper',
]);
const OPERATORS: ReadonlySet<string> = new Set(['+', '-', '*', '%', '/', '||']);

function isNeverNull(expr: Expr, counter: number): boolean {
  switch (expr.kind) {
    case 'literal':
      return expr.value !== null;
    case 'column':
      return expr.source === counter;
    case 'cast':
      return isNeverNull(expr.operand, counter);
    case 'operator':
      return OPERATORS.has(expr.name) && (!expr.left || isNeverNull(expr.left, counter)) && isNeverNull(expr.right, counter);
    case 'call':
      return expr.function === undefined && STRICT.has(expr.name) && expr.args.every((arg) => isNeverNull(arg, counter));
    default:
      return false;
  }
}

/** A random value in a subquery that reads nothing of the row: SQLite works it out once, Postgres calls the function for each row. */
export function isRandomOnce(expr: Expr): boolean {
  let found = false;
  walkExpression(expr, (node) => {
    if (node.kind !== 'subquery') return;
    walkExpression(node, (inner) => void (found ||= inner.kind === 'call' && inner.volatile === true));
  });
  return found;
}
