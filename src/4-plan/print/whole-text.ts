import { JSONB } from '../../model/base-types.js';
import type { Call, Expr, Operator } from '../../model/expression.js';
import { findSource } from './column.js';
import { isVolatile } from '../../model/walk.js';
import type { Printing } from './printing.js';

/** The name under which the JSON is asked for of which a column of a function in FROM is the text. */
export const jsonOf = (name: string): string => `json of ${name}`;

/** The operator that gives the same part as JSON. */
const AS_JSON: Readonly<Record<string, string>> = { '->>': '->', '#>>': '#>' };

/**
 * `title = data ->> 'title'`: the text of an object or an array has the blanks and the order of keys that `::text` gives it. That takes a query, so it is
 * asked for only where the text is kept or read: what is converted, or compared with what is no document, is none itself.
 */
export function withWholeTexts(expr: Expr, p: Printing): Expr {
  if (!readsPart(expr)) return expr;
  const written = whole(expr, p);
  if (written === expr || !p.render(expr.type, undefined).inTable) return written;
  notePart(expr, 'jsonb', p);
  return expr;
}

/** The same, where a query would be too much: it is said that such a text has no blanks. */
export function notingPartTexts(expr: Expr, p: Printing): Expr {
  if (readsPart(expr) && whole(expr, p) !== expr) notePart(expr, 'jsonb', p);
  return expr;
}

function notePart({ at }: Expr, type: 'json' | 'jsonb', p: Printing): void {
  const blanks = type === 'json' ? 'does not have the blanks that it came with' : 'has no blanks after colons and commas';
  p.report({ code: 'json-part-text', message: `where what is taken out of ${type} is an object or an array, its text ${blanks}`, ...(at !== undefined && { at }) });
}

/** Whether it is a text that may be taken out of JSON: most are not, and are left alone. */
function readsPart({ kind, type }: Expr): boolean {
  return kind !== 'literal' && type.kind === 'base' && (type.name === 'text' || type.name === 'varchar' || type.name === 'bpchar');
}

/** What is handed on is the part's text, whole where it is a document; the same expression where nothing is. */
function whole(expr: Expr, p: Printing): Expr {
  switch (expr.kind) {
    case 'column': {
      const part: Expr = { kind: 'column', source: expr.source, name: jsonOf(expr.name), type: JSONB };
      return findSource(expr.source, p.scope)?.source.expressionOf?.(part.name) === undefined ? expr : partText(part, expr);
    }
    case 'operator':
      return wholePart(expr, p);
    case 'call':
      return wholeCall(expr);
    case 'cast': {
      const operand = p.family(expr.operand.type) === 'text' && p.family(expr.type) === 'text' ? whole(expr.operand, p) : expr.operand;
      return operand === expr.operand ? expr : { ...expr, operand };
    }
    case 'conditional': {
      const args = expr.args.map((arg) => whole(arg, p));
      return args.every((arg, i) => arg === expr.args[i]) ? expr : { ...expr, args };
    }
    case 'case': {
      // oxlint-disable-next-line unicorn/no-thenable -- a branch is no promise
      const branches = expr.branches.map(({ when, then }) => ({ when, then: whole(then, p) }));
      const otherwise = expr.otherwise && whole(expr.otherwise, p);
      const same = otherwise === expr.otherwise && branches.every(({ then }, i) => then === expr.branches[i]?.then);
      return same ? expr : { ...expr, branches, ...(otherwise && { otherwise }) };
    }
    default:
      return expr;
  }
}

function wholePart(expr: Operator, p: Printing): Expr {
  const name = AS_JSON[expr.name];
  if (name === undefined || !expr.left) return expr;
  if (p.family(expr.left.type) === 'json') notePart(expr, 'json', p);
  if (p.family(expr.left.type) !== 'jsonb' || !isRepeatable(expr.left) || !isRepeatable(expr.right)) return expr;
  return partText({ ...expr, name, type: expr.left.type }, expr);
}

function wholeCall(expr: Call): Expr {
  if (expr.name !== 'jsonb_extract_path_text' || expr.function !== undefined || !expr.args[0] || !expr.args.every(isRepeatable)) return expr;
  return partText({ ...expr, name: 'jsonb_extract_path', type: expr.args[0].type }, expr);
}

function partText(part: Expr, text: Expr): Expr {
  return { kind: 'call', name: 'json_part_text', args: [part, text], type: text.type };
}

/** What may be written several times. */
function isRepeatable(expr: Expr): boolean {
  return expr.kind === 'column' || expr.kind === 'literal' || !isVolatile(expr);
}
