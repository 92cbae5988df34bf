import type { DataType } from '../../model/data-type.js';
import type { Expr, Operator } from '../../model/expression.js';
import { findSource } from './column.js';
import type { Printing } from './printing.js';

/** The name under which the JSON is asked for of which a column is the text. */
export const jsonOf = (name: string): string => `json of ${name}`;

const JSONB: DataType = { kind: 'base', name: 'jsonb', modifiers: [] };

/** The operator that gives the same part as JSON. */
const AS_JSON: Readonly<Record<string, string>> = { '->>': '->', '#>>': '#>' };

/**
 * `title = data ->> 'title'`: the text of an object or an array has the blanks and the order of keys that `::text` gives it. That takes a query, so it is
 * asked for only where a statement keeps the text: what is compared or converted is no object.
 */
export function withWholeTexts(expr: Expr, p: Printing): Expr {
  return p.triggerTable || p.render(expr.type, undefined).inTable ? expr : whole(expr, p);
}

/** `data ->> 'options' = '{"depth": null}'`, IN and LIKE: what is compared with the text of an object or an array may be one. */
export function withComparedTexts(operands: readonly Expr[], p: Printing): readonly Expr[] {
  if (!operands.some(isDocumentText)) return operands;
  const texts = operands.map((expr) => withWholeTexts(expr, p));
  const left = operands.find((expr, i) => isPartOfJson(expr, p) || (texts[i] === expr && whole(expr, p) !== expr));
  if (left) p.report({ code: 'lossy-json-text', message: 'an object or an array that this compares has no blanks after colons and commas here', ...('at' in left && left.at !== undefined && { at: left.at }) });
  return texts;
}

/** Of json, whose text has the blanks that it was written with. */
function isPartOfJson(expr: Expr, p: Printing): boolean {
  return expr.kind === 'operator' && AS_JSON[expr.name] !== undefined && expr.left !== undefined && p.family(expr.left.type) === 'json';
}

/** One without a colon and a comma is written without blanks anyway. */
function isDocumentText(expr: Expr): boolean {
  return expr.kind === 'literal' && typeof expr.value === 'string' && /^%?\s*[{[].*[,:]|": /su.test(expr.value);
}

function whole(expr: Expr, p: Printing): Expr {
  switch (expr.kind) {
    case 'column': {
      const part: Expr = { kind: 'column', source: expr.source, name: jsonOf(expr.name), type: JSONB };
      return findSource(expr.source, p.scope)?.source.expressionOf?.(part.name) === undefined ? expr : partText(part, expr);
    }
    case 'operator':
      return wholePart(expr, p);
    case 'call':
      return expr.name === 'jsonb_extract_path_text' && expr.function === undefined && expr.args[0] && isPartOfColumn(expr.args[0]) ? partText({ ...expr, name: 'jsonb_extract_path', type: expr.args[0].type }, expr) : expr;
    case 'cast':
      return p.family(expr.operand.type) === 'text' && p.family(expr.type) === 'text' ? { ...expr, operand: whole(expr.operand, p) } : expr;
    case 'conditional':
      return expr.op === 'coalesce' ? { ...expr, args: expr.args.map((arg) => whole(arg, p)) } : expr;
    case 'case':
      // oxlint-disable-next-line unicorn/no-thenable -- a branch is no promise
      return { ...expr, branches: expr.branches.map(({ when, then }) => ({ when, then: whole(then, p) })), ...(expr.otherwise && { otherwise: whole(expr.otherwise, p) }) };
    default:
      return expr;
  }
}

function wholePart(expr: Operator, p: Printing): Expr {
  const name = AS_JSON[expr.name];
  if (name === undefined || !expr.left || p.family(expr.left.type) !== 'jsonb' || !isPartOfColumn(expr.left)) return expr;
  return partText({ ...expr, name, type: expr.left.type }, expr);
}

function partText(part: Expr, text: Expr): Expr {
  return { kind: 'call', name: 'json_part_text', args: [part, text], type: text.type };
}

/** What may be written several times. */
function isPartOfColumn(expr: Expr): boolean {
  if (expr.kind === 'column' || expr.kind === 'literal') return true;
  return expr.kind === 'operator' && expr.left !== undefined && Object.values(AS_JSON).includes(expr.name) && isPartOfColumn(expr.left) && expr.right.kind === 'literal';
}
