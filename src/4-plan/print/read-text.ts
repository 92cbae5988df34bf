import type { Call, Expr, Operator } from '../../model/expression.js';
import { constantOf } from './literal.js';
import type { Printing } from './printing.js';
import { withWholeTexts } from './whole-text.js';

const COMPARISONS: ReadonlySet<string> = new Set(['=', '<>', '<', '<=', '>', '>=', 'is distinct from', 'is not distinct from']);
const LIKES: ReadonlySet<string> = new Set(['~~', '!~~', '~~*', '!~~*']);
const REGEXES: ReadonlySet<string> = new Set(['~', '!~', '~*', '!~*']);
/** A text there is a key, not something to read. */
const BY_KEY: ReadonlySet<string> = new Set(['->', '->>', '#>', '#>>', '?', '-']);

/** The operands as the operator has to read them: texts of documents whole, unless the result is the same either way. */
export function readOperands({ name, left, right }: Omit<Operator, 'kind'>, p: Printing): readonly Expr[] {
  if (BY_KEY.has(name)) return left ? [left, right] : [right];
  if (!left) return [withWholeTexts(right, p)];
  if (LIKES.has(name) || REGEXES.has(name)) {
    const pattern = constantOf(right);
    const either = typeof pattern === 'string' && (LIKES.has(name) ? isBlind(pattern) : isBlindRegex(pattern));
    return [either ? asTaken(left) : withWholeTexts(left, p), withWholeTexts(right, p)];
  }
  if (!COMPARISONS.has(name)) return [withWholeTexts(left, p), withWholeTexts(right, p)];
  return [readBeside(left, [right], p), readBeside(right, [left], p)];
}

/** What is compared with others. */
export function readBeside(expr: Expr, others: readonly Expr[], p: Printing): Expr {
  return others.every((other) => isNoDocument(other, p) || (isPart(expr) && isPart(other))) ? asTaken(expr) : withWholeTexts(expr, p);
}

/** Functions that read nothing of a text's inside. */
const COUNTING: ReadonlySet<string> = new Set(['count', 'json_part_text', 'json_taken_text', 'json_extract_path_text', 'jsonb_extract_path_text']);

/** The arguments of a function of Postgres. */
export function readArguments({ name, args }: Call, p: Printing): readonly Expr[] {
  return COUNTING.has(name) ? args : args.map((arg) => withWholeTexts(arg, p));
}

/** Its text is never that of an object or an array: a document is another one, and sorts on the same side of it, however it is written. */
function isNoDocument(expr: Expr, p: Printing): boolean {
  const constant = constantOf(expr);
  if (constant !== undefined) return constant === null || !/^[[{]/u.test(constant);
  const family = p.family(expr.type);
  if (family !== 'text') return family !== 'citext';
  return expr.kind === 'cast' && !['json', 'jsonb', 'array', 'other', 'row'].includes(p.family(expr.operand.type)) && isNoDocument(expr.operand, p);
}

/** LIKE patterns that match a document with blanks where they match one without. */
function isBlind(pattern: string): boolean {
  return !/^[%_[{]/u.test(pattern) || !/[_\s:,[\]{}\\]/u.test(pattern);
}

/** Regular expressions whose match begins with what is no bracket. */
function isBlindRegex(pattern: string): boolean {
  return /^\^(?:\w|\\[dw]|\[[\w-]+\])(?![*?{])[^|]*$/u.test(pattern);
}

const LETTERS: ReadonlySet<string> = new Set(['lower', 'upper', 'btrim', 'ltrim', 'rtrim']);

/** `lower(data ->> 'mail') = 'a@b.c'`: the part is left as SQLite takes it out, also below functions that make no document of another text. */
function asTaken(expr: Expr): Expr {
  return expr.kind === 'call' && LETTERS.has(expr.name) && expr.args.length === 1 ? withTakenArguments(expr, asTaken) : expr;
}

/** `split_part(data ->> 'range', '-', 1)::int`: no part of a document is a number, a date or the like. */
export function asConverted(expr: Expr): Expr {
  return expr.kind === 'call' ? withTakenArguments(expr, asConverted) : expr;
}

function withTakenArguments(expr: Call, inner: (expr: Expr) => Expr): Call {
  if (expr.function !== undefined || expr.aggregate || expr.over) return expr;
  return { ...expr, args: expr.args.map((arg) => (isPart(arg) || arg.kind === 'call' || arg.kind === 'column' ? { kind: 'call', name: 'json_taken_text', args: [inner(arg)], type: arg.type } : arg)) };
}

/** A text that is taken out of jsonb, as another one may be. */
function isPart(expr: Expr): boolean {
  return expr.kind === 'operator' && (expr.name === '->>' || expr.name === '#>>');
}
