import type { Node, RawStmt } from '@pgsql/types';
import type { Diagnostic } from '../model/diagnostic.js';
import type { Statement, StatementTag } from '../model/statement.js';
import { withCopiedRows } from './copy.js';
import { attachDirectives } from './directive.js';
import { endOfLastToken, isBlank } from './lexer.js';
import { convertOffsets, isAscii, utf16ByByte } from './offsets.js';
import { loadedParser } from './parser.js';
import { readPsql } from './psql.js';
import { syntaxError, tooDeep, withNul } from './syntax-error.js';

export { loadParser } from './parser.js';

export interface ParsedScript {
  /** In the order of the text; none when the text has a syntax error. */
  readonly statements: readonly Statement[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads a script with Postgres' own grammar. Spans, and all `location` fields in the nodes, are UTF-16 offsets in `text`;
 * a field that the parser leaves out is 0, as everywhere in its trees.
 *
 * @param script `text` with LF line ends and without a byte order mark, as `readMigrations` returns it
 * @returns the statements, or the syntax error that Postgres would report; an empty text has no statements
 * @throws only when `loadParser` was not awaited
 *
 * @example
 * await loadParser();
 * parse({ file: '001_users.sql', text: 'CREATE TABLE users (id int);' }).statements[0].tag; // 'CreateStmt'
 */
export function parse(script: { readonly file: string; readonly text: string }): ParsedScript {
  const { file } = script;
  const { text, data } = readPsql(script.text);
  const parser = loadedParser();
  const nul = text.indexOf('\0');
  if (nul >= 0) return { statements: [], diagnostics: [withNul(file, nul)] };
  if (text === '') return { statements: [], diagnostics: [] };
  try {
    const tree = parser.parseSync(text);
    const table = isAscii(text) ? undefined : utf16ByByte(text);
    if (table) convertOffsets(tree, table);
    const sql = { file, text };
    const { statements, diagnostics } = attachDirectives(sql, (tree.stmts ?? []).map((raw) => statementOf(sql, raw, table)));
    return { statements: withCopiedRows(statements, data), diagnostics };
  } catch (error) {
    if (error instanceof parser.SqlError) return { statements: [], diagnostics: [syntaxError(file, text, error.message, error.sqlDetails?.cursorPosition ?? 0)] };
    if (error instanceof RangeError) return { statements: [], diagnostics: [tooDeep(file, text)] };
    throw error;
  }
}

/** The parser counts in bytes, without leading comments, but up to the semicolon. */
function statementOf({ file, text }: { readonly file: string; readonly text: string }, raw: RawStmt, table: Uint32Array | undefined): Statement {
  const { stmt, stmt_location: first = 0, stmt_len: length } = raw;
  const last = length === undefined ? undefined : first + length;
  const start = table?.[first] ?? first;
  const end = trimmedEnd(text, start, last === undefined ? text.length : (table?.[last] ?? last));
  return { file, span: { start, end }, text: text.slice(start, end), tag: tagOf(stmt), node: stmt as Node };
}

/** Without trailing blanks and comments. Reading the statement from its start is only needed when its last line may hold a comment. */
function trimmedEnd(text: string, start: number, until: number): number {
  let end = until;
  while (isBlank(text[end - 1] as string)) end--;
  const line = Math.max(text.lastIndexOf('\n', end - 1) + 1, start);
  const comment = text.indexOf('--', line);
  const mayEndInComment = text.startsWith('*/', end - 2) || (comment >= 0 && comment < end);
  return mayEndInComment ? endOfLastToken(text, start, end) : end;
}

function tagOf(node: Node | undefined): StatementTag {
  for (const tag in node) return tag as StatementTag;
  throw new Error('the parser returned a statement without a node');
}
