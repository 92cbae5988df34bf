import type { ProcedureExpression, ProcedureTarget, Variable } from '../../model/procedure.js';
import type { Statement } from '../../model/statement.js';
import type { BodyText } from './body-text.js';
import { parseExpression, parseExpressions, parseStatement, type Piece } from './embedded.js';
import { listOf, numberOf, tagged, textOf, type Json } from './json.js';
import { lineSpan, locatorOf, type Locator } from './locate.js';

/** What reading one body needs. */
export interface Reading {
  readonly file: string;
  readonly body: BodyText;
  readonly locator: Locator;
  /** The parser's variables, by number. */
  readonly datums: readonly unknown[];
  /** Declared variables that no block has claimed yet, with the line of their declaration. */
  readonly waiting: { readonly line: number; readonly variable: Variable }[];
}

export function readingOf(file: string, body: BodyText, datums: readonly unknown[]): Reading {
  return { file, body, locator: locatorOf(body), datums, waiting: [] };
}

export function spanOf(fields: Json, reading: Reading) {
  return lineSpan(reading.body, numberOf(fields['lineno']));
}

function pieceOf(value: unknown, line: number, reading: Reading): Piece | undefined {
  const query = textOf(tagged(value)[1]['query']);
  return query === undefined ? undefined : reading.locator.find(query, line);
}

/** `PLpgSQL_expr` as an expression; undefined when the statement has none. */
export function expressionOf(value: unknown, line: number, reading: Reading): ProcedureExpression | undefined {
  const piece = pieceOf(value, line, reading);
  return piece && parseExpression(piece, reading.body);
}

export function requiredExpression(value: unknown, line: number, reading: Reading): ProcedureExpression {
  return parseExpression(requiredPiece(value, line, reading), reading.body);
}

export function expressionsOf(values: unknown, line: number, reading: Reading): readonly ProcedureExpression[] {
  return listOf(values).map((value) => requiredExpression(value, line, reading));
}

export function requiredPiece(value: unknown, line: number, reading: Reading): Piece {
  return pieceOf(value, line, reading) ?? { text: '', index: undefined, line: reading.body.line(line) };
}

export function statementIn(value: unknown, line: number, reading: Reading): Statement {
  return parseStatement(requiredPiece(value, line, reading), reading.body, reading.file);
}

/** PERFORM comes as `SELECT ..`: what follows the word stands in the body as it is. */
export function performedQuery(value: unknown, line: number, reading: Reading): Statement {
  const query = textOf(tagged(value)[1]['query']) ?? '';
  const rest = query.slice(query.toUpperCase().indexOf('SELECT') + 'SELECT'.length);
  const found = reading.locator.find(rest, line);
  const word = 'SELECT'.length;
  const index = found.index === undefined || found.index < word ? undefined : found.index - word;
  return parseStatement({ text: `SELECT${rest}`, index, line: found.line }, reading.body, reading.file);
}

/** CASE x WHEN 1, 2 comes as `"__Case__Variable_n__" IN (1, 2)`; without an operand as the condition itself. */
export function whenOf(value: unknown, line: number, reading: Reading, operand: boolean): readonly ProcedureExpression[] {
  if (!operand) return [requiredExpression(value, line, reading)];
  const query = textOf(tagged(value)[1]['query']) ?? '';
  const list = query.slice(query.indexOf('(') + 1, query.lastIndexOf(')'));
  return parseExpressions(reading.locator.find(list, line), reading.body);
}

/** The name of a variable, `NEW.column` in two parts. */
export function nameOf(datum: unknown, reading: Reading): readonly string[] {
  const [kind, fields] = tagged(datum);
  if (kind !== 'PLpgSQL_recfield') return [textOf(fields['refname']) ?? ''];
  return [...nameOf(reading.datums[numberOf(fields['recparentno'])], reading), textOf(fields['fieldname']) ?? ''];
}

/** INTO targets: one record or variable, or a row of several. */
export function targetOf(value: unknown, reading: Reading): ProcedureTarget {
  const [kind, fields] = tagged(value);
  if (kind !== 'PLpgSQL_row') return [nameOf(value, reading)];
  return listOf(fields['fields']).map((field) => {
    const varno = typeof field === 'object' && field !== null && 'varno' in field ? numberOf(field.varno) : 0;
    return nameOf(reading.datums[varno], reading);
  });
}
