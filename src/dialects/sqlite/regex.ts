import type { Operand, Render, RenderContext } from '../dialect.js';
import { embed, infix, PRECEDENCE, primary, type Sql } from '../sql.js';
import { readRegex, type Regex, type RegexItem } from './regex-items.js';
import { quoteText } from './text-operators.js';

/**
 * `slug ~ '^[a-z][a-z0-9-]{2,30}$'` by GLOB and length(): SQLite has no regular expressions, but one repeated class between single
 * characters needs none. Anything more is refused.
 */
export function regexMatch(fold: boolean, negated: boolean): Render {
  return ([value, pattern], context) => {
    if (!value || typeof pattern?.constant !== 'string') return undefined;
    const parts = readRegex(pattern.constant, fold)?.map((regex) => condition(value, regex, context));
    if (!parts || !parts.every((part) => part !== undefined)) return undefined;
    if (/\\w/u.test(pattern.constant)) context.note({ code: 'lossy-case-folding', message: '\\w stands for letters of ASCII here' });
    const whole = parts.reduce((all, part) => infix(all, 'OR', part, PRECEDENCE.or));
    return negated ? { text: `NOT ${embed(whole, PRECEDENCE.primary)}`, precedence: PRECEDENCE.not } : whole;
  };
}

/** Single characters, and at most one that repeats. */
interface Shape {
  readonly before: readonly RegexItem[];
  readonly repeated?: RegexItem;
  readonly after: readonly RegexItem[];
}

function condition(value: Operand, regex: Regex, context: RenderContext): Sql | undefined {
  const items = regex.items.flatMap((item, i) => spread(item, (i === 0 && !regex.start) || (i === regex.items.length - 1 && !regex.end)));
  const places = items.flatMap((item, i) => (item.min === 1 && item.max === 1 ? [] : [i]));
  if (places.length > 1) return undefined;
  const [place = items.length] = places;
  const shape: Shape = { before: items.slice(0, place), ...(items[place] && { repeated: items[place] }), after: items.slice(place + 1) };
  if (shape.repeated && !(regex.start && regex.end)) return undefined;
  const tests = [globTest(value.sql, shape, regex), lengthTest(value.sql, shape), classTest(value.sql, shape)].flatMap((test) => test ?? []);
  const limit = context.dialect.limits.likePatternBytes;
  if (tests.some(({ pattern }) => pattern !== undefined && pattern.length > limit)) return undefined;
  const sqls = tests.map(({ sql }) => sql);
  return sqls.length > 0 ? sqls.reduce((all, sql) => infix(all, 'AND', sql, PRECEDENCE.and)) : infix(value.sql, '=', value.sql, PRECEDENCE.equality);
}

/** At an end that is open, what may come more often need not; a few repetitions can be written out. */
function spread(item: RegexItem, open: boolean): readonly RegexItem[] {
  const once = { ...item, min: 1, max: 1 };
  if (open) return Array.from({ length: item.min }, () => once);
  return item.min === item.max && item.min <= 4 ? Array.from({ length: item.min }, () => once) : [item];
}

interface Test {
  readonly sql: Sql;
  readonly pattern?: string;
}

function globTest(value: Sql, { before, repeated, after }: Shape, { start, end }: Regex): readonly Test[] {
  const [head, tail] = [before, after].map((items) => items.map(({ glob }) => glob).join(''));
  if (!repeated && start && end && before.every(({ glob }) => glob.length === 1 && glob !== '?')) return [{ sql: infix(value, '=', quoteText(head ?? ''), PRECEDENCE.equality) }];
  const pattern = `${start ? '' : '*'}${head}${repeated ? '*' : ''}${tail}${end ? '' : '*'}`;
  return pattern.replace(/\*+/u, '*') === '*' ? [] : [{ sql: infix(value, 'GLOB', quoteText(pattern), PRECEDENCE.equality), pattern }];
}

function lengthTest(value: Sql, { before, repeated, after }: Shape): readonly Test[] {
  if (!repeated) return [];
  const [low, high] = [before.length + repeated.min + after.length, before.length + repeated.max + after.length];
  const length = primary(`length(${value.text})`);
  if (low === high) return [{ sql: infix(length, '=', primary(String(low)), PRECEDENCE.equality) }];
  if (high !== Infinity) return [{ sql: { text: `${length.text} BETWEEN ${low} AND ${high}`, precedence: PRECEDENCE.equality } }];
  return repeated.min > 0 || (before.length > 0 && after.length > 0) ? [{ sql: infix(length, '>=', primary(String(low)), PRECEDENCE.comparison) }] : [];
}

/** Nothing but the repeated class in the middle. */
function classTest(value: Sql, { before, repeated, after }: Shape): readonly Test[] {
  if (repeated?.others === undefined) return [];
  const [from, cut] = [before.length, before.length + after.length];
  const middle = cut === 0 ? value : primary(after.length === 0 ? `substr(${value.text}, ${from + 1})` : `substr(${value.text}, ${from + 1}, length(${value.text}) - ${cut})`);
  const pattern = `*${repeated.others}*`;
  return [{ sql: infix(middle, 'NOT GLOB', quoteText(pattern), PRECEDENCE.equality), pattern }];
}
