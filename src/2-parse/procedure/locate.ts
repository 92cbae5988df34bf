import type { BodyText } from './body-text.js';
import type { Piece } from './embedded.js';

/** Finds texts of the parser's tree in the body. The tree is read in the order of the body, so a search continues where the last one ended. */
export interface Locator {
  /** @param line where the statement begins, from 1; 0 when the tree does not say */
  find(query: string, line: number): Piece;
}

export function locatorOf(body: BodyText): Locator {
  let cursor = 0;
  return {
    find(query, line) {
      const start = body.line(line);
      const index = position(body.text, query, Math.max(start, cursor)) ?? position(body.text, query, start);
      if (index !== undefined) cursor = index + query.length;
      return { text: query, index, line: firstNonBlank(body.text, start) };
    },
  };
}

/**
 * Where a text of the tree stands. Postgres writes blanks over INTO targets and over what PERFORM leaves behind SELECT,
 * so a blank in the query fits anything.
 */
function position(text: string, query: string, from: number): number | undefined {
  const exact = text.indexOf(query, from);
  const last = text.length - query.length;
  for (let at = from; at <= (exact < 0 ? last : Math.min(exact - 1, last)); at++) if (fits(text, query, at)) return at;
  return exact < 0 ? undefined : exact;
}

function fits(text: string, query: string, at: number): boolean {
  for (let i = 0; i < query.length; i++) if (query[i] !== ' ' && query[i] !== text[at + i]) return false;
  return query.trim() !== '';
}

function firstNonBlank(text: string, from: number): number {
  let at = from;
  while (at < text.length && ' \t\n\r'.includes(text[at] as string)) at++;
  return at;
}

/** The whole line of a statement, without its indentation. */
export function lineSpan(body: BodyText, line: number): { readonly start: number; readonly end: number } {
  const start = firstNonBlank(body.text, body.line(line));
  const newline = body.text.indexOf('\n', start);
  return { start: body.offset(start), end: body.offset(newline < 0 ? body.text.trimEnd().length : newline) };
}
