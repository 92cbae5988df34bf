import type { Span } from '../model/span.js';

/**
 * What stands between two tokens of Postgres' scanner is not in its tree: comments, and where one ends. This reads the text in
 * its lexical structure only (SQL Syntax, 4.1): words, quoted things, comments, and single characters for the rest.
 */
export interface Token extends Span {
  readonly kind: 'word' | 'quoted' | 'string' | 'number' | 'line-comment' | 'block-comment' | 'symbol';
}

const BLANKS = ' \t\n\r\f\v';
const DIGIT = /[0-9]/;
const WORD_START = /[A-Za-z_\u0080-\uffff]/;
const WORD = /[A-Za-z0-9_$\u0080-\uffff]*/y;
const NUMBER = /(?:0[xXoObB])?[0-9A-Za-z_]*(?:\.[0-9_]*)?(?:[eE][+-]?[0-9]+)?/y;
const DOLLAR_TAG = /\$(?:[A-Za-z_\u0080-\uffff][A-Za-z0-9_\u0080-\uffff]*)?\$/y;

export function isBlank(character: string): boolean {
  return BLANKS.includes(character);
}

/** The token at or after `from`, comments included; undefined at the end of the text. Unterminated ones reach to the end. */
export function tokenFrom(text: string, from: number): Token | undefined {
  let start = from;
  while (start < text.length && isBlank(text[start] as string)) start++;
  if (start >= text.length) return undefined;
  const first = text[start] as string;
  const pair = text.slice(start, start + 2);
  if (pair === '--') return { kind: 'line-comment', start, end: endOfLine(text, start) };
  if (pair === '/*') return { kind: 'block-comment', start, end: endOfBlock(text, start) };
  if (first === "'") return { kind: 'string', start, end: endOfQuoted(text, start, "'", false) };
  if (first === '"') return { kind: 'quoted', start, end: endOfQuoted(text, start, '"', false) };
  if (first === '$') return dollar(text, start);
  if (DIGIT.test(first) || (first === '.' && DIGIT.test(pair[1] ?? ''))) return { kind: 'number', start, end: matchEnd(NUMBER, text, start, start + 1) };
  if (WORD_START.test(first)) return word(text, start);
  return { kind: 'symbol', start, end: start + 1 };
}

/** A word, or what a prefix makes of the quote behind it: E'..', B'..', X'..', N'..', U&'..', U&"..". */
function word(text: string, start: number): Token {
  const end = matchEnd(WORD, text, start, start + 1);
  const prefix = text.slice(start, end).toLowerCase();
  const quote = prefix === 'u' && text[end] === '&' ? end + 1 : end;
  if (text[quote] === "'" && ['e', 'b', 'x', 'n', 'u'].includes(prefix) && (prefix !== 'u' || quote > end)) {
    return { kind: 'string', start, end: endOfQuoted(text, quote, "'", prefix === 'e') };
  }
  if (text[quote] === '"' && prefix === 'u' && quote > end) return { kind: 'quoted', start, end: endOfQuoted(text, quote, '"', false) };
  return { kind: 'word', start, end };
}

/** `$tag$ .. $tag$`, or `$1`. */
function dollar(text: string, start: number): Token {
  const open = matchEnd(DOLLAR_TAG, text, start, start);
  if (open === start) return { kind: 'symbol', start, end: start + 1 };
  const tag = text.slice(start, open);
  const close = text.indexOf(tag, open);
  return { kind: 'string', start, end: close < 0 ? text.length : close + tag.length };
}

function matchEnd(pattern: RegExp, text: string, start: number, otherwise: number): number {
  pattern.lastIndex = start;
  return Math.max(pattern.test(text) ? pattern.lastIndex : otherwise, otherwise);
}

function endOfLine(text: string, start: number): number {
  const end = text.indexOf('\n', start);
  return end < 0 ? text.length : end;
}

/** Block comments nest in Postgres. */
function endOfBlock(text: string, start: number): number {
  let depth = 1;
  let at = start + 2;
  while (depth > 0) {
    const close = text.indexOf('*/', at);
    if (close < 0) return text.length;
    const open = text.indexOf('/*', at);
    const opens = open >= 0 && open < close;
    depth += opens ? 1 : -1;
    at = (opens ? open : close) + 2;
  }
  return at;
}

function endOfQuoted(text: string, quoteAt: number, quote: string, backslashes: boolean): number {
  for (let at = quoteAt + 1; at < text.length; at++) {
    if (backslashes && text[at] === '\\') at++;
    else if (text[at] === quote && text[at + 1] === quote) at++;
    else if (text[at] === quote) return at + 1;
  }
  return text.length;
}

/** Where the last token before `end` ends, comments not counted. `start` must be the start of a token. */
export function endOfLastToken(text: string, start: number, end: number): number {
  let last = start;
  for (let token = tokenFrom(text, start); token && token.start < end; token = tokenFrom(text, token.end)) {
    if (token.kind !== 'line-comment' && token.kind !== 'block-comment') last = token.end;
  }
  return last;
}
