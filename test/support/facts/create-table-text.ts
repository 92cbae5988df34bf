/** A token of SQL as SQLite reads it. */
export interface Token {
  readonly kind: 'word' | 'name' | 'string' | 'number' | 'mark';
  /** Names and strings without their quotes. */
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

const QUOTES: Readonly<Record<string, string>> = { '"': '"', '`': '`', '[': ']', "'": "'" };

/** Splits SQL into tokens, comments and white space left out. */
export function tokens(sql: string): readonly Token[] {
  const found: Token[] = [];
  for (let at = 0; at < sql.length; ) {
    const token = tokenAt(sql, at);
    if (token.value !== '' || token.kind !== 'mark') found.push(token);
    at = token.end;
  }
  return found;
}

function tokenAt(sql: string, start: number): Token {
  const char = sql.charAt(start);
  const quote = QUOTES[char];
  if (quote !== undefined) return quoted(sql, start, quote);
  const skipped = /^(?:\s+|--[^\n]*|\/\*[\s\S]*?\*\/)/.exec(sql.slice(start, start + 10_000));
  if (skipped) return { kind: 'mark', value: '', start, end: start + skipped[0].length };
  const word = /^[\p{L}_][\p{L}\p{N}_$]*/u.exec(sql.slice(start, start + 300));
  if (word) return { kind: 'word', value: word[0], start, end: start + word[0].length };
  const number = /^[0-9]+(\.[0-9]+)?/.exec(sql.slice(start, start + 300));
  if (number) return { kind: 'number', value: number[0], start, end: start + number[0].length };
  return { kind: 'mark', value: char, start, end: start + 1 };
}

function quoted(sql: string, start: number, quote: string): Token {
  let value = '';
  let at = start + 1;
  for (; at < sql.length; at++) {
    if (sql.charAt(at) !== quote) value += sql.charAt(at);
    else if (quote !== ']' && sql.charAt(at + 1) === quote) value += sql.charAt(at++);
    else break;
  }
  return { kind: quote === "'" ? 'string' : 'name', value, start, end: at + 1 };
}

export interface CheckText {
  readonly name?: string;
  /** Between the parentheses. */
  readonly expr: string;
  /** Words and quoted names, the names of functions left out. */
  readonly identifiers: readonly string[];
}

/** The CHECKs of a stored CREATE TABLE, in order, and whether it says AUTOINCREMENT. */
export function readCreateTable(sql: string): { readonly checks: readonly CheckText[]; readonly autoincrement: boolean } {
  const all = tokens(sql);
  const checks: CheckText[] = [];
  let depth = 0;
  let autoincrement = false;
  for (let i = 0; i < all.length; i++) {
    const token = all[i];
    if (!token) break;
    if (token.kind === 'mark') depth += token.value === '(' ? 1 : token.value === ')' ? -1 : 0;
    if (token.kind !== 'word' || depth !== 1) continue;
    if (token.value.toUpperCase() === 'AUTOINCREMENT') autoincrement = true;
    if (token.value.toUpperCase() !== 'CHECK' || all[i + 1]?.value !== '(') continue;
    const close = closing(all, i + 1);
    const named = all[i - 2]?.kind === 'word' && all[i - 2]?.value.toUpperCase() === 'CONSTRAINT';
    const inner = all.slice(i + 2, close);
    checks.push({
      ...(named && { name: all[i - 1]?.value ?? '' }),
      expr: sql.slice(all[i + 1]?.end, all[close]?.start),
      identifiers: inner.filter(({ kind }, at) => kind === 'name' || (kind === 'word' && inner[at + 1]?.value !== '(')).map(({ value }) => value),
    });
    i = close;
  }
  return { checks, autoincrement };
}

function closing(all: readonly Token[], open: number): number {
  let depth = 0;
  for (let i = open; i < all.length; i++) {
    if (all[i]?.kind !== 'mark') continue;
    if (all[i]?.value === '(') depth++;
    if (all[i]?.value === ')' && --depth === 0) return i;
  }
  throw new Error('unbalanced parentheses in a stored CREATE TABLE');
}
