import { diagnose } from '../diagnostics/diagnose.js';
import type { Diagnostic } from '../model/diagnostic.js';
import type { Span } from '../model/span.js';
import { isBlank, tokenFrom, type Token } from './lexer.js';
import { utf16OfCharacter } from './offsets.js';
import { helpForSyntaxError } from './syntax-help.js';

/**
 * The error that Postgres reports, at the token that it names.
 * @param character number (from 0) of the character where Postgres' scanner stood
 */
export function syntaxError(file: string, text: string, message: string, character: number): Diagnostic {
  const at = utf16OfCharacter(text, character);
  const token = tokenFrom(text, at);
  const span = token ? offendingSpan(text, at, token) : endOfText(text);
  return diagnose('syntax-error', { message, file, span, help: helpForSyntaxError(text, span) });
}

/** Inside a literal (a bad escape) the position is where the token goes wrong. Something unterminated is marked on its first line. */
function offendingSpan(text: string, at: number, token: Token): Span {
  const line = text.indexOf('\n', token.start);
  return { start: token.start, end: line >= 0 && line < token.end ? Math.max(line, at + 1) : token.end };
}

/** Just behind the last thing that is written. */
function endOfText(text: string): Span {
  let end = text.length;
  while (end > 0 && isBlank(text[end - 1] as string)) end--;
  return { start: end, end };
}

/** Postgres has no text with NUL; its parser would end there in silence. */
export function withNul(file: string, at: number): Diagnostic {
  return diagnose('syntax-error', { message: 'the file contains a NUL character', file, span: { start: at, end: at + 1 }, help: 'Remove it: Postgres cannot store or read NUL in a text.' });
}

/** The WebAssembly's stack is used up: Postgres says "stack depth limit exceeded" here. */
export function tooDeep(file: string, text: string): Diagnostic {
  const first = tokenFrom(text, 0);
  return diagnose('syntax-error', { message: 'an expression is nested too deeply to be parsed', file, span: first ?? { start: 0, end: 0 }, help: 'Split it: several statements, or IN (..) and VALUES instead of long chains of OR and UNION.' });
}
