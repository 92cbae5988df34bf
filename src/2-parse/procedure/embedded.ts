import type { Node, RawStmt } from '@pgsql/types';
import type { ProcedureExpression } from '../../model/procedure.js';
import type { Statement, StatementTag } from '../../model/statement.js';
import { convertOffsets, utf16ByByte } from '../offsets.js';
import { loadedParser } from '../parser.js';
import type { BodyText } from './body-text.js';

/** A text inside a body: what the grammar is to read, and from which index of the body it comes. */
export interface Piece {
  readonly text: string;
  /** Undefined when the text was not found as it is: everything in it is then placed at `line`. */
  readonly index: number | undefined;
  /** Index where its line begins. */
  readonly line: number;
}

/** Raised for a text that is no SQL; the message is Postgres'. */
export class EmbeddedSyntaxError extends Error {
  override readonly name = 'EmbeddedSyntaxError';
  constructor(
    message: string,
    readonly piece: Piece,
  ) {
    super(message);
  }
}

/** Reads `prefix + text`, with all offsets turned into those of the file. */
function parsePiece(prefix: string, piece: Piece, body: BodyText): readonly RawStmt[] {
  const parser = loadedParser();
  const source = prefix + piece.text;
  try {
    const tree = parser.parseSync(source);
    const units = utf16ByByte(source);
    convertOffsets(tree, units.map((unit) => offsetIn(piece, unit - prefix.length, body)));
    return tree.stmts ?? [];
  } catch (error) {
    if (error instanceof parser.SqlError) throw new EmbeddedSyntaxError(error.message, piece);
    throw error;
  }
}

function offsetIn(piece: Piece, unit: number, body: BodyText): number {
  return body.offset(piece.index === undefined ? piece.line : piece.index + Math.max(unit, 0));
}

/** `SELECT text`: the expressions in a comma-separated list. */
export function parseExpressions(piece: Piece, body: BodyText): readonly ProcedureExpression[] {
  const [raw] = parsePiece('SELECT ', piece, body);
  const select = raw?.stmt && 'SelectStmt' in raw.stmt ? raw.stmt.SelectStmt : undefined;
  const span = { start: offsetIn(piece, 0, body), end: offsetIn(piece, piece.text.length, body) };
  const nodes = select && isPlain(select) ? (select.targetList ?? []).flatMap((target) => ('ResTarget' in target && target.ResTarget.val ? [target.ResTarget.val] : [])) : [];
  // `x := a FROM t WHERE ..` is legal in PL/pgSQL: the expression is whatever can follow SELECT.
  if (nodes.length === 0 && raw?.stmt) return [{ node: { SubLink: { subLinkType: 'EXPR_SUBLINK', subselect: raw.stmt, location: span.start } }, span }];
  return nodes.map((node) => ({ node, span }));
}

function isPlain(select: object): boolean {
  const clauses = ['fromClause', 'whereClause', 'groupClause', 'havingClause', 'sortClause', 'limitCount', 'limitOffset', 'withClause', 'larg', 'distinctClause'];
  return clauses.every((clause) => !(clause in select));
}

export function parseExpression(piece: Piece, body: BodyText): ProcedureExpression {
  const [first] = parseExpressions(piece, body);
  if (!first) throw new EmbeddedSyntaxError('syntax error at end of input', piece);
  return first;
}

/** One statement of SQL. A blank in front keeps its first offset apart from the 0 that means "unknown". */
export function parseStatement(piece: Piece, body: BodyText, file: string): Statement {
  const [raw] = parsePiece(' ', piece, body);
  if (!raw?.stmt) throw new EmbeddedSyntaxError('syntax error at end of input', piece);
  return statementOf(raw.stmt, piece, body, file);
}

function statementOf(node: Node, piece: Piece, body: BodyText, file: string): Statement {
  const [tag] = Object.keys(node);
  const blanks = piece.text.length - piece.text.trimStart().length;
  const span = { start: offsetIn(piece, blanks, body), end: offsetIn(piece, piece.text.trimEnd().length, body) };
  return { file, span, text: piece.text.trim(), tag: tag as StatementTag, node };
}

/** The statements of a LANGUAGE sql body, which may have none; the parser takes no empty text. */
export function parseStatements(body: BodyText, file: string): readonly Statement[] {
  if (body.text === '') return [];
  const whole: Piece = { text: body.text, index: 0, line: 0 };
  const parser = loadedParser();
  const ranges = rawRanges(whole, () => parser.parseSync(body.text).stmts ?? []);
  return ranges.map((range) => parseStatement({ text: body.text.slice(range.start, range.end), index: range.start, line: range.start }, body, file));
}

function rawRanges(piece: Piece, read: () => readonly RawStmt[]): readonly { readonly start: number; readonly end: number }[] {
  const units = utf16ByByte(piece.text);
  const parser = loadedParser();
  try {
    return read().map(({ stmt_location: first = 0, stmt_len: length }) => ({
      start: units[first] ?? first,
      end: length === undefined ? piece.text.length : (units[first + length] ?? first + length),
    }));
  } catch (error) {
    if (error instanceof parser.SqlError) throw new EmbeddedSyntaxError(error.message, piece);
    throw error;
  }
}

/** `SELECT NULL::text`: a type's name. */
export function parseTypeName(piece: Piece, body: BodyText) {
  const { node } = parseExpression({ ...piece, text: `NULL::${piece.text}`, index: undefined }, body);
  if (!('TypeCast' in node) || !node.TypeCast.typeName) throw new EmbeddedSyntaxError(`invalid type name "${piece.text}"`, piece);
  return node.TypeCast.typeName;
}
