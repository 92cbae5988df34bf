/** Closing text for what a `?` may stand inside of without being a placeholder. */
const ENCLOSURES: readonly (readonly [open: string, close: string])[] = [
  ["'", "'"],
  ['"', '"'],
  ['`', '`'],
  ['[', ']'],
  ['--', '\n'],
  ['/*', '*/'],
];

/**
 * Rewrites the `?` placeholders of an SQLite statement. A doubled quote ends one literal and begins the next, which comes to the same.
 *
 * @param replace what to write for the placeholder at this position (from 0)
 * @see https://www.sqlite.org/lang_expr.html#varparam
 */
export function replacePlaceholders(sql: string, replace: (position: number) => string): string {
  let output = '';
  let position = 0;
  for (let at = 0; at < sql.length; ) {
    const enclosure = ENCLOSURES.find(([open]) => sql.startsWith(open, at));
    const end = enclosure ? endOf(sql, at, enclosure) : at + 1;
    output += sql[at] === '?' ? replace(position++) : sql.slice(at, end);
    at = end;
  }
  return output;
}

function endOf(sql: string, at: number, [open, close]: readonly [string, string]): number {
  const found = sql.indexOf(close, at + open.length);
  return found === -1 ? sql.length : found + close.length;
}
