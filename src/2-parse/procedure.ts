import { diagnose } from '../diagnostics/diagnose.js';
import type { ProcedureReading, StatementsReading } from '../model/parser.js';
import type { Variable, VariableType } from '../model/procedure.js';
import type { Statement } from '../model/statement.js';
import { parsePlPgSql } from './parse-plpgsql.js';
import { aliasesIn, resolveAliases } from './procedure/aliases.js';
import { bodyText, type BodyText } from './procedure/body-text.js';
import { withoutCopiedTypes } from './procedure/copied-types.js';
import { isCursorParameter } from './procedure/cursor-query.js';
import { declaredValue } from './procedure/declared-value.js';
import { EmbeddedSyntaxError, parseExpression, parseStatements, parseTypeName } from './procedure/embedded.js';
import { listOf, numberOf, tagged, textOf, type Json } from './procedure/json.js';
import { expressionOf, readingOf, spanOf, type Reading } from './procedure/read-body.js';
import { readBlock } from './procedure/read-statement.js';
import { parseWithRows } from './procedure/row-variables.js';
import { variableConflict } from './procedure/variable-conflict.js';

/**
 * Reads the PL/pgSQL body of a CREATE FUNCTION, CREATE PROCEDURE or DO statement into a tree whose expressions and statements are
 * parsed by the same grammar as the file, with offsets in the file.
 *
 * @returns the body, or the syntax error that Postgres would report when the function is created
 * @see https://www.postgresql.org/docs/18/plpgsql-structure.html
 */
export function parseProcedure(statement: Statement): ProcedureReading {
  const body = bodyText(statement);
  const { read, rowTypes } = parseWithRows(withoutCopiedTypes(statement), parsePlPgSql);
  const failed = (message: string, span = statement.span): ProcedureReading => ({ diagnostics: [diagnose('syntax-error', { message, file: statement.file, span })] });
  if ('error' in read) return failed(read.error);
  const [fields] = read.functions;
  if (!fields || !body) return failed('the statement has no body in PL/pgSQL');
  const reading = readingOf(statement.file, body, listOf(fields['datums']));
  try {
    reading.waiting.push(...declarations(reading, rowTypes, countersIn(fields['action'])));
    const aliases = aliasesIn(body.text);
    const outer = readBlock(tagged(fields['action'])[1], reading);
    if (aliases.size > 0) resolveAliases(outer, aliases);
    // Postgres wraps a body whose block has a label or handlers into one more block.
    const [only] = outer.statements;
    const wrapped = outer.variables.length === 0 && outer.statements.length === 1 && only?.kind === 'block' && outer.handlers.length === 0;
    return { procedure: { file: statement.file, body: { ...(wrapped ? only : outer), ...variableConflict(body) } } };
  } catch (error) {
    if (error instanceof EmbeddedSyntaxError) return failed(error.message, errorSpan(error, body));
    throw error;
  }
}

/** The statements of a LANGUAGE sql function whose body is a string. */
export function parseSqlBody(statement: Statement): StatementsReading {
  const body = bodyText(statement);
  if (!body) return { statements: [], diagnostics: [] };
  try {
    return { statements: parseStatements(body, statement.file), diagnostics: [] };
  } catch (error) {
    if (!(error instanceof EmbeddedSyntaxError)) throw error;
    return { statements: [], diagnostics: [diagnose('syntax-error', { message: error.message, file: statement.file, span: errorSpan(error, body) })] };
  }
}

function errorSpan({ piece }: EmbeddedSyntaxError, body: BodyText) {
  return { start: body.offset(piece.index ?? piece.line), end: body.offset((piece.index ?? piece.line) + Math.max(piece.text.length, 1)) };
}

/** Variables of DECLARE have a line; parameters, NEW, OLD and FOUND have none, and those that statements make are used by these alone, as FOR's counters are. */
function declarations(reading: Reading, rowTypes: ReadonlyMap<string, string>, counters: readonly string[]): readonly { readonly line: number; readonly variable: Variable }[] {
  const left = [...counters];
  // What is declared comes before the counter that has its name and its line.
  return reading.datums.toReversed().flatMap((datum) => {
    const [kind, fields] = tagged(datum);
    const counter = left.indexOf(counterOf(fields));
    if (counter >= 0 && fields['default_val'] === undefined) {
      left.splice(counter, 1);
      return [];
    }
    const line = numberOf(fields['lineno']);
    const declared = (kind === 'PLpgSQL_var' || kind === 'PLpgSQL_rec') && line > 0 && fields['datatype'] !== undefined && !isMade(textOf(fields['refname']) ?? '') && !isCursorParameter(textOf(fields['refname']) ?? '', line, reading);
    return declared ? [{ line, variable: variableOf(kind, fields, rowTypes, line, reading) }] : [];
  }).toReversed();
}

/** The counters of `FOR i IN 1..n`: each is a variable of its loop alone. */
function countersIn(tree: unknown): readonly string[] {
  if (Array.isArray(tree)) return tree.flatMap(countersIn);
  if (typeof tree !== 'object' || tree === null) return [];
  return Object.entries(tree).flatMap(([key, part]) => [...(key === 'PLpgSQL_stmt_fori' ? [counterOf(tagged((part as Json)['var'])[1])] : []), ...countersIn(part)]);
}

function counterOf(variable: Json): string {
  return `${numberOf(variable['lineno'])} ${textOf(variable['refname']) ?? ''} ${textOf(tagged(variable['datatype'])[1]['typname']) ?? ''}`;
}

/** CASE keeps its operand in a variable, exception blocks have two. */
function isMade(name: string): boolean {
  return name.startsWith('__Case__Variable_') || name === 'sqlstate' || name === 'sqlerrm';
}

function variableOf(kind: string, fields: Json, rowTypes: ReadonlyMap<string, string>, line: number, reading: Reading): Variable {
  const name = textOf(fields['refname']) ?? '';
  const left = kind === 'PLpgSQL_rec' ? declaredValue(name, line, reading.body) : undefined;
  const value = left ? parseExpression(left, reading.body) : expressionOf(fields['default_val'], line, reading);
  return {
    name,
    span: spanOf(fields, reading),
    type: typeOf(rowTypes.get(name) ?? textOf(tagged(fields['datatype'])[1]['typname']) ?? 'record', line, reading),
    constant: fields['isconst'] === true,
    notNull: fields['notnull'] === true,
    ...(value && { value }),
  };
}

function typeOf(name: string, line: number, reading: Reading): VariableType {
  if (name.toLowerCase() === 'record') return { kind: 'record' };
  if (name.toLowerCase() === 'refcursor') return { kind: 'cursor' };
  const at = name.lastIndexOf('%');
  const piece = { text: at < 0 ? name : name.slice(0, at).trim(), index: undefined, line: reading.body.line(line) };
  const type = parseTypeName(piece, reading.body);
  if (at < 0) return { kind: 'type', type };
  const names = (type.names ?? []).flatMap((node) => ('String' in node ? [node.String.sval ?? ''] : []));
  return { kind: 'like', names, row: name.slice(at + 1).trim().toLowerCase() === 'rowtype' };
}
