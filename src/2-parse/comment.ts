import type { Span } from '../model/span.js';
import type { Statement } from '../model/statement.js';
import { tokenFrom } from './lexer.js';

/** A comment, and the statement that it belongs to. */
export interface Comment {
  readonly span: Span;
  /** The statement around it, or the next one unless a semicolon stands between. */
  readonly owner: Statement | undefined;
  /** It ends the line on which the statement before it ended. */
  readonly trails: boolean;
}

/** All comments of a text outside of literals and bodies, in order. */
export function commentsOf(text: string, statements: readonly Statement[]): readonly Comment[] {
  const comments: Comment[] = [];
  let waiting: Span[] = [];
  let index = 0;
  let closed = -1;
  const release = (owner: Statement | undefined): void => {
    comments.push(...waiting.map((span) => ({ span, owner, trails: endsLineOf(text, closed, span) })));
    waiting = [];
  };
  for (let token = tokenFrom(text, 0); token; token = tokenFrom(text, token.end)) {
    if (token.kind === 'line-comment' || token.kind === 'block-comment') waiting.push(token);
    if (!isSemicolon(text, token) || inside(statements[index], token)) continue;
    const statement = statements[index];
    const ended = statement !== undefined && token.start >= statement.span.end;
    release(ended ? statement : undefined);
    if (!ended) continue;
    index++;
    closed = token.end;
  }
  release(statements[index]);
  return comments;
}

function isSemicolon(text: string, { start, end }: Span): boolean {
  return end === start + 1 && text[start] === ';';
}

/** Bodies of functions and rules have semicolons of their own. */
function inside(statement: Statement | undefined, { start }: Span): boolean {
  return statement !== undefined && start >= statement.span.start && start < statement.span.end;
}

function endsLineOf(text: string, closed: number, { start, end }: Span): boolean {
  if (closed < 0 || text.slice(closed, start).trim() !== '') return false;
  const newline = text.indexOf('\n', end);
  return !text.slice(closed, start).includes('\n') && text.slice(end, newline < 0 ? text.length : newline).trim() === '';
}
