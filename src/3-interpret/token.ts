import type { Span } from '../model/span.js';
import type { Statement } from '../model/statement.js';

interface Token {
  readonly start: number;
  readonly end: number;
  /** The name it stands for: folded, or without its quotes. Absent for anything that is no identifier. */
  readonly name?: string;
}

const WORD_START = /[\p{L}_\u0080-\uffff]/u;
const WORD_PART = /[\p{L}\p{N}_$\u0080-\uffff]/u;

function endOfQuoted(text: string, start: number, quote: string): number {
  let at = start + 1;
  while (at < text.length) {
    if (text[at] === quote) {
      if (text[at + 1] !== quote) return at + 1;
      at += 1;
    }
    at += 1;
  }
  return at;
}

function endOfBlockComment(text: string, start: number): number {
  let depth = 0;
  let at = start;
  while (at < text.length) {
    if (text.startsWith('/*', at)) {
      depth += 1;
      at += 2;
    } else if (text.startsWith('*/', at)) {
      depth -= 1;
      at += 2;
      if (depth === 0) return at;
    } else at += 1;
  }
  return at;
}

function endOfLine(text: string, start: number): number {
  const end = text.indexOf('\n', start);
  return end === -1 ? text.length : end;
}

function tokenAt(text: string, start: number): Token {
  const first = text.charAt(start);
  if (first === '"') {
    const end = endOfQuoted(text, start, '"');
    return { start, end, name: text.slice(start + 1, end - 1).replaceAll('""', '"') };
  }
  if (WORD_START.test(first)) {
    let end = start + 1;
    while (end < text.length && WORD_PART.test(text.charAt(end))) end += 1;
    return { start, end, name: text.slice(start, end).toLowerCase() };
  }
  if (first === "'") return { start, end: endOfQuoted(text, start, "'") };
  let end = start + 1;
  if (/[0-9]/.test(first)) while (end < text.length && /[0-9a-zA-Z_.]/.test(text.charAt(end))) end += 1;
  return { start, end };
}

function* tokens(text: string, from: number): Generator<Token> {
  let at = from;
  while (at < text.length) {
    if (text.startsWith('--', at)) at = endOfLine(text, at);
    else if (text.startsWith('/*', at)) at = endOfBlockComment(text, at);
    else if (/\s/.test(text.charAt(at))) at += 1;
    else {
      const token = tokenAt(text, at);
      yield token;
      at = token.end;
    }
  }
}

/**
 * Where a diagnostic about `name` should point: the identifier with that name at or after `from` (an offset in the file), because
 * Postgres' tree gives no place for most names; else the token at `from`; else the whole statement.
 */
export function spanOfName(statement: Statement, name: string | undefined, from?: number): Span {
  const { span, text } = statement;
  const offset = from === undefined ? 0 : from - span.start;
  if (offset < 0 || offset >= text.length) return span;
  let first: Token | undefined;
  for (const token of tokens(text, offset)) {
    first ??= token;
    if (name !== undefined && token.name === name) return { start: span.start + token.start, end: span.start + token.end };
    if (name === undefined) break;
  }
  if (from === undefined || first === undefined) return span;
  return { start: span.start + first.start, end: span.start + first.end };
}
