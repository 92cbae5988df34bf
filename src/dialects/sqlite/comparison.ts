import type { Operand, Render, RenderContext } from '../dialect.js';
import { isJson } from '../json-text.js';
import { fill, infix, PRECEDENCE, primary, type Sql } from '../sql.js';
import { compareIntervals } from './interval.js';
import { startOfDay } from './moments.js';
import { asNumber } from './numbers.js';
import { sortable } from './ordering.js';

/** `a = b` and the like, between values that Postgres compares by value and SQLite by what is stored. */
export function comparison(operator: string, precedence: number): Render {
  return ([left, right], context) => {
    if (!left || !right) return undefined;
    if (left.family === 'interval') return compareIntervals(left, right, operator, precedence);
    // `t = NULL`, where t is a row.
    if ([left, right].some(({ family }) => family === 'row') && [left, right].some(({ constant }) => constant === null)) return primary('NULL');
    if (ORDERINGS.includes(operator) && left.family === right.family && !isByValue(left.family)) return inOrder(left, right, operator, precedence, context);
    note(left, right, context);
    const [a, b] = untyped(left, right, operator) ?? [side(left, right, context), side(right, left, context)];
    return infix(a, operator, b, precedence);
  };
}

const ORDERINGS: readonly string[] = ['<', '<=', '>', '>='];

/** What is stored of these does not sort as Postgres sorts them. */
function isByValue(family: Operand['family']): boolean {
  return family !== 'enum' && family !== 'array' && family !== 'json' && family !== 'jsonb' && family !== 'range';
}

function inOrder(left: Operand, right: Operand, operator: string, precedence: number, context: RenderContext): Sql | undefined {
  const [a, b] = [sortable(left, context), sortable(right, context)];
  return a && b && infix(a, operator, b, precedence);
}

/** One operand, brought to the form in which equal values are equal texts or numbers. */
function side(operand: Operand, other: Operand, context: RenderContext): Sql {
  if (operand.family === 'numeric') return settled(asNumber(operand, context.mapping));
  if (operand.family === 'date' && other.family.startsWith('timestamp')) {
    return startOfDay([operand], context);
  }
  if ((operand.family === 'jsonb' || operand.family === 'array') && operand.constant === undefined) return fill('json({1})', [operand.sql]);
  if (operand.family === 'citext' && !operand.column && !other.column) return { ...fill('{1} COLLATE NOCASE', [operand.sql]), precedence: PRECEDENCE.collate };
  return operand.sql;
}

/** `0.1 + 0.2 = 0.3` holds for numerics, and not for the sum of two REALs: nine digits of what is computed are compared. */
function settled(sql: Sql): Sql {
  return sql.precedence === PRECEDENCE.sum || sql.precedence === PRECEDENCE.product ? fill('round({1}, 9)', [sql]) : sql;
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

function note(left: Operand, right: Operand, context: RenderContext): void {
  if (left.family === 'jsonb' && right.family === 'jsonb' && ![left, right].some(isSimpleJson)) {
    context.note({ code: 'lossy-json-equality', message: 'jsonb values are compared by their text: the order of keys and the form of numbers count' });
  }
}

/** A constant with one way to write it but for blanks, which json() takes out: no numbers, no escapes, and no keys that could change places. */
function isSimpleJson({ constant }: Operand): boolean {
  return typeof constant === 'string' && isJson(constant) && !constant.includes('\\') && isWrittenOneWay(JSON.parse(constant));
}

function isWrittenOneWay(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return typeof value !== 'number';
  const parts: readonly unknown[] = Object.values(value);
  return (Array.isArray(value) || parts.length <= 1) && parts.every(isWrittenOneWay);
}
