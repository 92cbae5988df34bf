/** What is still to be read. */
export interface Reader {
  readonly text: string;
  at: number;
}

/** A double-quoted text; its escapes are those of JSON. */
export function readString(reader: Reader): string | undefined {
  const found = match(reader, /"(?:[^"\\]|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4})*"/uy);
  return found === undefined ? undefined : (JSON.parse(found) as string);
}

/** A number without an exponent. */
export function readNumber(reader: Reader): number | undefined {
  const found = match(reader, /-?\d+(?:\.\d+)?/uy);
  return found === undefined ? undefined : Number(found);
}

const WORD = /[\p{L}_][\p{L}\p{N}_]*/uy;

/** A key, or a word of the language. */
export function readWord(reader: Reader): string | undefined {
  return match(reader, WORD);
}

export function takeWord(reader: Reader, word: string): boolean {
  const start = reader.at;
  if (readWord(reader) === word) return true;
  reader.at = start;
  return false;
}

export function take(reader: Reader, sign: string): boolean {
  if (!peek(reader, sign)) return false;
  reader.at += sign.length;
  return true;
}

export function peek(reader: Reader, sign: string): boolean {
  skipBlanks(reader);
  return reader.text.startsWith(sign, reader.at);
}

function match(reader: Reader, pattern: RegExp): string | undefined {
  skipBlanks(reader);
  pattern.lastIndex = reader.at;
  const found = pattern.exec(reader.text)?.[0];
  if (found !== undefined) reader.at += found.length;
  return found;
}

export function skipBlanks(reader: Reader): void {
  while (/\s/u.test(reader.text[reader.at] ?? '')) reader.at++;
}
