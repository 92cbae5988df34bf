/** A place as editors show it: both from 1. Columns count code points, as the message of Postgres and most editors do: an emoji is one. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/**
 * Line and column of a UTF-16 offset.
 *
 * @param text LF-normalised
 * @param offset UTF-16 code units; beyond the end it means the end
 */
export function positionOf(text: string, offset: number): Position {
  const until = Math.min(offset, text.length);
  let line = 1;
  let start = 0;
  for (let newline = text.indexOf('\n'); newline >= 0 && newline < until; newline = text.indexOf('\n', newline + 1)) {
    line++;
    start = newline + 1;
  }
  let column = 1;
  for (let unit = start; unit < until; column++) unit += (text.codePointAt(unit) ?? 0) < 0x1_0000 ? 1 : 2;
  return { line, column };
}
