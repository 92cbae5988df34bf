import type { Diagnostic } from './diagnostic.js';
import type { Procedure } from './procedure.js';
import type { Statement } from './statement.js';

/** A body that was read, or why Postgres would not take it. */
export type ProcedureReading = { readonly procedure: Procedure } | { readonly diagnostics: readonly Diagnostic[] };
export type StatementsReading = { readonly statements: readonly Statement[]; readonly diagnostics: readonly Diagnostic[] };

/**
 * What interpretation needs of the parser while it runs: bodies are texts inside a statement, and EXECUTE makes statements out of texts.
 * The compiler hands it down, because phases do not import each other.
 */
export interface Parser {
  /** The statements in a text that a body has put together. Offsets are in that text. */
  parse(script: { readonly file: string; readonly text: string }): StatementsReading;
  /** The PL/pgSQL body of a CREATE FUNCTION, CREATE PROCEDURE or DO statement. */
  parseProcedure(statement: Statement): ProcedureReading;
  /** The statements of a LANGUAGE sql body that is written as a string. Offsets are in the file. */
  parseSqlBody(statement: Statement): StatementsReading;
}
