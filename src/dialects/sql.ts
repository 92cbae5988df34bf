/**
 * How strongly SQLite's operators bind, weakest first (https://www.sqlite.org/lang_expr.html, "Operators, and Parse-Affecting Attributes").
 * It differs from Postgres: there `->` and `||` share one level below `+`, here they bind more strongly than `*`.
 */
export const PRECEDENCE = {
  or: 1,
  and: 2,
  not: 3,
  equality: 4,
  comparison: 5,
  bits: 6,
  sum: 7,
  product: 8,
  concat: 9,
  collate: 10,
  unary: 11,
  primary: 12,
} as const;

/** A piece of SQL, with what its outermost operator is, so that whoever embeds it knows whether it needs parentheses. */
export interface Sql {
  readonly text: string;
  readonly precedence: number;
  /** A numeric that is a REAL although the mapping stores numerics as text: the result of arithmetic. */
  readonly real?: boolean;
  /** A decimal result before it was rounded to the digits that it has: what more arithmetic goes on with. */
  readonly unrounded?: Sql;
  /** The same value as SQLite types it (`x ->> 'k'` gives a number for a JSON number): enough where only equality with plain text matters. */
  readonly untyped?: Sql;
  /** An interval that is so many of one unit. */
  readonly interval?: { readonly amount: Sql; readonly unit: 'months' | 'days' | 'seconds' };
  /** An interval of what Postgres keeps of one. */
  readonly parts?: { readonly months: Sql; readonly days: Sql; readonly seconds: Sql };
  /** The parts, as a query of one row with `_months`, `_days` and `_seconds`: where it is long. */
  readonly partsFrom?: Sql;
  /** An interval's length in seconds. */
  readonly seconds?: Sql;
}

export function primary(text: string): Sql {
  return { text, precedence: PRECEDENCE.primary };
}

/** The text, in parentheses when it binds less strongly than `minimum`. */
export function embed(sql: Sql, minimum: number): string {
  return sql.precedence < minimum ? `(${sql.text})` : sql.text;
}

/** `left op right`, left-associative. */
export function infix(left: Sql, operator: string, right: Sql, precedence: number): Sql {
  return { text: `${embed(left, precedence)} ${operator} ${embed(right, precedence + 1)}`, precedence };
}

/** A template taken apart: between its texts stand arguments. */
interface Template {
  /** One more than there are marks. */
  readonly texts: readonly string[];
  readonly marks: readonly Mark[];
  readonly precedence: number;
}

interface Mark {
  /** From 0; -1 for all of them. */
  readonly argument: number;
  /** It stands between parentheses or commas, and is printed bare. */
  readonly alone: boolean;
}

/** Templates are rows of the dialects' tables: each is taken apart once. */
const TEMPLATES = new Map<string, Template>();

/**
 * Fills a template: `{1}` is the first argument, `{*}` all of them with commas. An argument that stands alone between parentheses
 * or commas is printed bare, one beside an operator in parentheses unless it is a name, a constant or a call.
 */
export function fill(template: string, args: readonly Sql[]): Sql {
  let parts = TEMPLATES.get(template);
  if (!parts) TEMPLATES.set(template, (parts = takeApart(template)));
  let text = parts.texts[0] as string;
  for (let i = 0; i < parts.marks.length; i++) text += filled(parts.marks[i] as Mark, args, template) + (parts.texts[i + 1] as string);
  return { text, precedence: parts.precedence };
}

function filled({ argument, alone }: Mark, args: readonly Sql[], template: string): string {
  if (argument < 0) return args.map((arg) => arg.text).join(', ');
  const arg = args[argument];
  if (!arg) throw new Error(`template ${template} has no argument {${argument + 1}}`);
  return alone ? arg.text : embed(arg, PRECEDENCE.primary);
}

function takeApart(template: string): Template {
  const texts: string[] = [];
  const marks: Mark[] = [];
  let from = 0;
  for (const { 0: mark, 1: argument, index } of template.matchAll(/\{(\d+|\*)\}/gu)) {
    const alone = '(,'.includes(lastOf(template.slice(0, index))) && '),'.includes(firstOf(template.slice(index + mark.length)));
    texts.push(template.slice(from, index));
    marks.push({ argument: argument === '*' ? -1 : Number(argument) - 1, alone });
    from = index + mark.length;
  }
  return { texts: [...texts, template.slice(from)], marks, precedence: isCall(template) ? PRECEDENCE.primary : 0 };
}

function lastOf(text: string): string {
  return text.trimEnd().at(-1) ?? '(';
}

function firstOf(text: string): string {
  return text.trimStart().at(0) ?? ')';
}

/** True when the first parenthesis closes at the very end: `f(..)`, `(..)`, or when there is none at all and the template is one word. */
function isCall(template: string): boolean {
  if (/^[\w'{}.]+$/u.test(template)) return true;
  if (!/^\w*\(/u.test(template)) return false;
  let depth = 0;
  let quoted = false;
  for (let i = 0; i < template.length; i++) {
    const c = template[i];
    if (c === "'") quoted = !quoted;
    if (quoted) continue;
    if (c === '(') depth++;
    if (c === ')' && --depth === 0) return i === template.length - 1;
  }
  return false;
}
