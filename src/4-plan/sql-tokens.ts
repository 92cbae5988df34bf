/** The next piece of SQLite's SQL, as its tokenizer cuts it; `kind` is `end` behind the last one. */
export interface Token {
  readonly kind: 'word' | 'quoted' | 'value' | 'sign' | 'end';
  /** Words in capitals. Values have none: nothing depends on them. */
  readonly text: string;
  readonly end: number;
}

/** The longer ones first, where one begins another (https://www.sqlite.org/lang_expr.html), by what they begin with. */
const SIGNS: Readonly<Record<string, readonly string[]>> = { '-': ['->>', '->'], '|': ['||'], '<': ['<<', '<=', '<>'], '>': ['>>', '>='], '!': ['!='], '=': ['=='] };

/** What our own printer writes has no comments. */
export function tokenAt(sql: string, from: number): Token {
  let start = from;
  while (start < sql.length && sql.charCodeAt(start) <= 32) start++;
  if (start >= sql.length) return { kind: 'end', text: '', end: start };
  const c = sql.charAt(start);
  if (c === "'") return { kind: 'value', text: '', end: behindQuote(sql, start, c) };
  if (c === '"' || c === '`') return { kind: 'quoted', text: '', end: behindQuote(sql, start, c) };
  const code = sql.charCodeAt(start);
  if (isDigit(code)) return { kind: 'value', text: '', end: behind(sql, start, isNumeral) };
  if (isLetter(code)) {
    const end = behind(sql, start, isLetter);
    // x'..'
    return end === start + 1 && sql.charAt(end) === "'" ? { kind: 'value', text: '', end: behindQuote(sql, end, "'") } : { kind: 'word', text: sql.slice(start, end).toUpperCase(), end };
  }
  const sign = SIGNS[c]?.find((candidate) => sql.startsWith(candidate, start)) ?? c;
  return { kind: 'sign', text: sign, end: start + sign.length };
}

function behind(sql: string, start: number, belongs: (code: number) => boolean): number {
  let end = start + 1;
  while (end < sql.length && belongs(sql.charCodeAt(end))) end++;
  return end;
}

/** A quote in it is written twice. */
function behindQuote(sql: string, start: number, quote: string): number {
  let end = sql.indexOf(quote, start + 1);
  while (end !== -1 && sql.charAt(end + 1) === quote) end = sql.indexOf(quote, end + 2);
  return end === -1 ? sql.length : end + 1;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** Of names: a to z, A to Z, `_`, `$`, digits, and all that is not ASCII. */
function isLetter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || isDigit(code) || code > 127 || code === 36;
}

/** `1.5e3`; the sign of an exponent makes one level more than there is. */
function isNumeral(code: number): boolean {
  return isLetter(code) || code === 46;
}
