import type { Span } from '../model/span.js';

type Token = 'semicolon' | 'space' | 'explain' | 'create' | 'temp' | 'trigger' | 'end' | 'other';
type State = 'start' | 'normal' | 'explain' | 'create' | 'trigger' | 'semicolon' | 'end';

const KEYWORDS: Readonly<Record<string, Token>> = { explain: 'explain', create: 'create', temp: 'temp', temporary: 'temp', trigger: 'trigger', end: 'end' };

/**
 * The automaton of `sqlite3_complete()`: a semicolon ends a statement, except inside CREATE TRIGGER, where `; END;` does.
 * What a row does not list leads to `normal`, and inside a trigger back to `trigger`.
 *
 * @see https://www.sqlite.org/c3ref/complete.html
 */
const NEXT: Readonly<Record<State, Partial<Record<Token, State>>>> = {
  start: { semicolon: 'start', space: 'start', explain: 'explain', create: 'create' },
  normal: { semicolon: 'start' },
  explain: { semicolon: 'start', space: 'explain', create: 'create' },
  create: { semicolon: 'start', space: 'create', temp: 'create', trigger: 'trigger' },
  trigger: { semicolon: 'semicolon' },
  semicolon: { semicolon: 'semicolon', space: 'semicolon', end: 'end' },
  end: { semicolon: 'start', space: 'end' },
};

/**
 * The statements of SQLite text, each without blanks, comments and the semicolon around it.
 *
 * @param text SQL for SQLite, as in `003_name.sqlite.sql` or a native block
 * @returns spans in `text`
 * @example
 * splitSqlite("DELETE FROM a; SELECT ';'").length; // 2
 */
export function splitSqlite(text: string): readonly Span[] {
  const found: Span[] = [];
  let state: State = 'start';
  let start = -1;
  let last = 0;
  for (let at = 0; at < text.length; ) {
    const { token, end } = tokenAt(text, at);
    const inTrigger: boolean = state === 'trigger' || state === 'semicolon' || state === 'end';
    state = NEXT[state][token] ?? (token === 'space' ? state : inTrigger ? 'trigger' : 'normal');
    if (state === 'start' && token === 'semicolon') {
      if (start >= 0) found.push({ start, end: last });
      start = -1;
    } else if (token !== 'space') {
      if (start < 0) start = at;
      last = end;
    }
    at = end;
  }
  if (start >= 0) found.push({ start, end: last });
  return found;
}

function tokenAt(text: string, at: number): { readonly token: Token; readonly end: number } {
  const char = text[at] as string;
  if (char === ';') return { token: 'semicolon', end: at + 1 };
  if (char === '-' && text[at + 1] === '-') return { token: 'space', end: endOf(text, '\n', at) };
  if (char === '/' && text[at + 1] === '*') return { token: 'space', end: endOf(text, '*/', at + 2) };
  if (char === "'" || char === '"' || char === '`') return { token: 'other', end: endOf(text, char, at + 1) };
  if (char === '[') return { token: 'other', end: endOf(text, ']', at) };
  if (char.trim() === '') return { token: 'space', end: at + 1 };
  let end = at + 1;
  if (isWord(char)) while (end < text.length && isWord(text[end] as string)) end++;
  return { token: KEYWORDS[text.slice(at, end).toLowerCase()] ?? 'other', end };
}

/** Behind the next occurrence of `mark`; a doubled quote begins another literal at once, which comes to the same. */
function endOf(text: string, mark: string, from: number): number {
  const found = text.indexOf(mark, from);
  return found < 0 ? text.length : found + mark.length;
}

function isWord(char: string): boolean {
  return /[\w$]/.test(char) || char > '\u007f';
}
