import type { Render } from '../dialect.js';
import { fill } from '../sql.js';
import { PATTERNS, type Form, type Pattern } from './to-char-patterns.js';

/** A piece of SQL, or what strftime() may gather into one call. */
type Piece = { readonly sql: string } | { readonly format: string };

/** What a format consists of: patterns, each with its prefix and suffix, and what stands for itself. */
export type Token = { readonly literal: string } | { readonly pattern: Pattern; readonly form: Omit<Form, 'zoned'>; readonly suffix: string };

/** The format as Postgres takes it apart: prefix, pattern, suffix; what is no pattern stands for itself. Undefined when it has a brace, which templates cannot hold. */
export function tokensOf(format: string): readonly Token[] | undefined {
  const tokens: Token[] = [];
  for (let rest = format; rest !== ''; ) {
    const prefix = /^(?:FM|TM|fm|tm)/u.exec(rest)?.[0] ?? '';
    rest = rest.slice(prefix.length);
    const found = longest(rest);
    if (found) {
      const [name, pattern] = found;
      const suffix = /^(?:TH|th|SP)/u.exec(rest.slice(name.length))?.[0] ?? '';
      rest = rest.slice(name.length + suffix.length);
      tokens.push({ pattern, form: { name, filled: prefix === '', shortened: prefix.toUpperCase() === 'FM' }, suffix });
    } else if (rest !== '') {
      const [taken = '', quoted, escaped] = /^"((?:[^"\\]|\\[^])*)\\?"?|^\\(")|^[^]/u.exec(rest) ?? [];
      const literal = quoted?.replaceAll(/\\([^])/gu, '$1') ?? escaped ?? taken;
      if (/[{}]/u.test(literal)) return undefined;
      tokens.push({ literal });
      rest = rest.slice(taken.length);
    }
  }
  return tokens;
}

function readFormat(format: string, zoned: boolean): readonly Piece[] | undefined {
  return tokensOf(format)?.map((token) => ('literal' in token ? { format: token.literal.replaceAll('%', '%%').replaceAll("'", "''") } : pieceOf(token.pattern, { ...token.form, zoned }, token.suffix)));
}

/** Postgres' own table has the longer names first; they are compared with their case. */
function longest(rest: string): readonly [string, Pattern] | undefined {
  for (let length = 5; length > 0; length -= 1) {
    const name = rest.slice(0, length);
    const pattern = name.length === length ? PATTERNS.get(name) : undefined;
    if (pattern) return [name, pattern];
  }
  return undefined;
}

function pieceOf(pattern: Pattern, form: Form, suffix: string): Piece {
  if (pattern.kind === 'text') return pattern.piece(form);
  const plain = form.shortened && !pattern.fixed;
  const ordinal = suffix === 'TH' || suffix === 'th';
  if (pattern.strftime !== undefined && !plain && !ordinal) return { format: pattern.strftime };
  const digits = pattern.strftime === undefined ? pattern.digits : `strftime('${pattern.strftime}', {1})`;
  const text = plain ? `CAST(${digits} + 0 AS TEXT)` : digits;
  return { sql: ordinal ? `${text} || ${ordinalOf(text, suffix)}` : text };
}

/** 1st, 2nd, 3rd, 4th, but 11th, 12th, 13th */
function ordinalOf(text: string, suffix: string): string {
  const endings = 'thstndrdthththththth';
  const [teen, all] = suffix === 'TH' ? ['TH', endings.toUpperCase()] : ['th', endings];
  return `iif(substr('0' || ${text}, -2, 1) = '1', '${teen}', substr('${all}', 2 * substr(${text}, -1) + 1, 2))`;
}

function gathered(pieces: readonly Piece[]): readonly string[] {
  const parts: string[] = [];
  let format = '';
  const flush = (): void => {
    // Texts too are asked of strftime(): it has nothing for NULL and infinity, as to_char() has.
    if (format !== '') parts.push(`strftime('${format}', {1})`);
    format = '';
  };
  for (const piece of pieces) {
    if ('format' in piece) format += piece.format;
    else {
      flush();
      parts.push(piece.sql);
    }
  }
  flush();
  return parts;
}

/** to_char(timestamp, 'DD Mon YYYY') */
export const momentToChar: Render = ([value, format]) => {
  const pieces = typeof format?.constant === 'string' ? readFormat(format.constant, value?.family !== 'timestamp') : undefined;
  const parts = pieces && gathered(pieces);
  if (!value || !parts || format?.constant === '') return undefined;
  const [only = "substr(strftime('-', {1}), 2)", ...more] = parts;
  return fill(more.length === 0 ? only : `(${parts.join(' || ')})`, [value.sql]);
};
