import type { Operand, Render, RenderContext } from '../dialect.js';
import { fill, infix, PRECEDENCE, primary, type Sql } from '../sql.js';
import { compareIntervals } from './interval.js';
import { asNumber } from './numbers.js';

/** `a = b` and the like, between values that Postgres compares by value and SQLite by what is stored. */
export function comparison(operator: string, precedence: number): Render {
  return ([left, right], context) => {
    if (!left || !right) return undefined;
    const intervals = left.family === 'interval' ? compareIntervals(left, right, operator, precedence, context) : undefined;
    if (intervals) return intervals;
    if ((left.family === 'array' || left.family === 'range') && ORDERINGS.includes(operator)) return compareLists(left, right, operator, precedence);
    // `t = NULL`, where t is a row.
    if ([left, right].some(({ family }) => family === 'row') && [left, right].some(({ constant }) => constant === null)) return primary('NULL');
    note(left, right, operator, context);
    const [a, b] = untyped(left, right, operator) ?? [side(left, right, context), side(right, left, context)];
    return infix(a, operator, b, precedence);
  };
}

/** The JSON text of arrays does not sort as their elements do. */
const ORDERINGS: readonly string[] = ['<', '<=', '>', '>='];

/** Arrays of text, element by element. */
function compareLists(left: Operand, right: Operand, operator: string, precedence: number): Sql | undefined {
  if (left.element !== 'text' || right.element !== 'text') return undefined;
  return infix(fill(IN_ORDER, [left.sql]), operator, fill(IN_ORDER, [right.sql]), precedence);
}

/**
 * A text that sorts as the elements do: each one behind a mark that sorts before any character, which is doubled otherwise in the elements
 * themselves; NULL sorts behind every text.
 */
const IN_ORDER = "iif({1} IS NULL, NULL, coalesce((SELECT group_concat(char(1, 1) || coalesce(replace(value, char(1), char(1, 2)), CAST(x'ff' AS TEXT)), '') FROM json_each({1})), ''))";

/** One operand, brought to the form in which equal values are equal texts or numbers. */
function side(operand: Operand, other: Operand, context: RenderContext): Sql {
  if (operand.family === 'numeric') return asNumber(operand, context.mapping);
  if (operand.family === 'date' && other.family.startsWith('timestamp')) {
    return fill(context.mapping === 'exact' ? "{1} || 'T00:00:00.000Z'" : "{1} || ' 00:00:00'", [operand.sql]);
  }
  if ((operand.family === 'jsonb' || operand.family === 'array') && operand.constant === undefined) return fill('json({1})', [operand.sql]);
  if (operand.family === 'citext' && !operand.column && !other.column) return { ...fill('{1} COLLATE NOCASE', [operand.sql]), precedence: PRECEDENCE.collate };
  return operand.sql;
}

/** `data ->> 'k' = 'active'`: what SQLite takes for a number or boolean cannot be equal to such a text. */
function untyped(left: Operand, right: Operand, operator: string): readonly [Sql, Sql] | undefined {
  if (operator !== '=' && operator !== '<>') return undefined;
  if (left.sql.untyped && isPlain(right)) return [left.sql.untyped, right.sql];
  return right.sql.untyped && isPlain(left) ? [left.sql, right.sql.untyped] : undefined;
}

function isPlain(operand: Operand): boolean {
  return typeof operand.constant === 'string' && !/^([-\d{[]|true$|false$)/u.test(operand.constant);
}

function note(left: Operand, right: Operand, operator: string, context: RenderContext): void {
  if (left.family === 'enum' && right.family === 'enum' && ['<', '<=', '>', '>='].includes(operator)) {
    context.note({ code: 'lossy-enum-order', message: 'enum values are ordered by their text here; Postgres orders them as the type lists them' });
  }
  if (left.family === 'jsonb' && right.family === 'jsonb' && ![left, right].some(isSimpleJson)) {
    context.note({ code: 'lossy-json-equality', message: 'jsonb values are compared by their text: the order of keys and the form of numbers count' });
  }
}

/** A constant with one way to write it: a word, text, `{}` or `[]`. */
function isSimpleJson(operand: Operand): boolean {
  return typeof operand.constant === 'string' && /^\s*(\{\s*\}|\[\s*\]|null|true|false|"[^"\\]*")\s*$/u.test(operand.constant);
}
