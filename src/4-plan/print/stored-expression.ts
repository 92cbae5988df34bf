import type { Expr } from '../../model/expression.js';
import { checkExpressionLimits } from '../limits.js';
import type { PrintContext } from './context.js';
import { printExpression } from './expression.js';

/** Where SQLite keeps an expression with its table; each place forbids subqueries (https://www.sqlite.org/lang_createtable.html). */
export type StoredPlace = 'DEFAULT' | 'generated column' | 'index' | 'index predicate';

/** An expression that is stored with a table. What SQLite does not compute at its place is refused: a subquery, the current time, a random value. */
export function printStored(expr: Expr, place: StoredPlace, context: PrintContext): string {
  const text = printExpression(expr, place.startsWith('index') ? unread(inTable(context)) : inTable(context));
  checkExpressionLimits(expr, context);
  const problem = storedProblem(text);
  const at = expr.at === undefined ? {} : { at: expr.at };
  if (problem === 'subquery') {
    context.report({ code: 'unsupported-expression', message: `this ${place} needs a subquery on ${context.dialect.name}, which cannot stand there`, ...at, help: HELP[place] });
  } else if (problem === 'moment' && place !== 'DEFAULT') {
    context.report({ code: 'unsupported-expression', message: `this ${place} depends on the moment at which it is computed, which ${context.dialect.name} does not allow there`, ...at, help: HELP[place] });
  }
  return text;
}

/** Nobody reads the values of an index, and two are equal where they would be with blanks. */
function unread(context: PrintContext): PrintContext {
  return { ...context, report: (note) => { if (note.code !== 'json-part-text') context.report(note); } };
}

/** The many small expressions of a table share one context. */
const IN_TABLE = new WeakMap<PrintContext, PrintContext>();

/** The same, for what SQLite keeps with a table. */
export function inTable(context: PrintContext): PrintContext {
  let kept = IN_TABLE.get(context);
  if (!kept) IN_TABLE.set(context, (kept = { ...context, inTable: true }));
  return kept;
}

/** Why SQLite cannot keep a printed expression with its table. */
export function storedProblem(text: string): 'subquery' | 'moment' | undefined {
  const bare = withoutStrings(text);
  if (/\bSELECT\b/u.test(bare)) return 'subquery';
  return isCurrentTime(text) || /\brandom(blob)?\(/u.test(bare) ? 'moment' : undefined;
}

const NATIVE = 'or give this target a form of its own: /* transmigrate sqlite,d1: .. */';

const HELP: Readonly<Record<StoredPlace, string>> = {
  DEFAULT: `Write the value as a constant or with simpler functions, ${NATIVE}`,
  'generated column': `Use simpler functions, or an ordinary column that a trigger fills, ${NATIVE}`,
  index: `Store the value in a column and index that, ${NATIVE}`,
  'index predicate': `Store the condition in a boolean column and use that, ${NATIVE}`,
};

/** The printed text without its string constants and quoted names, whose words mean nothing. */
function withoutStrings(text: string): string {
  return text.replaceAll(/'(?:[^']|'')*'|"(?:[^"]|"")*"/gu, "''");
}

/** SQLite's date functions over the current time; a column's text 'now' is none. */
function isCurrentTime(text: string): boolean {
  return /\b(?:date|time|datetime|julianday|unixepoch)\('(?:now|subsec)'|\bstrftime\('[^']*', 'now'|\bunixepoch\(\)/u.test(text);
}
