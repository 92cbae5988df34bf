/** One field of a row, before its column's type reads it. */
export type CopyField = string | null;

export interface CopyFormat {
  readonly csv: boolean;
  readonly header: boolean;
  readonly delimiter: string;
  /** What stands for NULL. */
  readonly none: string;
  readonly quote: string;
  readonly escape: string;
}

const ESCAPES: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

/** @see https://www.postgresql.org/docs/18/sql-copy.html "Text Format" */
export function fieldsOfText(line: string, { delimiter, none }: CopyFormat): readonly CopyField[] {
  const fields: CopyField[] = [];
  let start = 0;
  for (let at = 0; at <= line.length; at++) {
    if (line[at] === '\\' && at + 1 < line.length) at++;
    else if (at === line.length || line[at] === delimiter) {
      const raw = line.slice(start, at);
      fields.push(raw === none ? null : unescaped(raw));
      start = at + 1;
    }
  }
  return fields;
}

/** Bytes in octal or hexadecimal are read together: a character may have several. */
function unescaped(raw: string): string {
  return raw.replaceAll(/(?:\\(?:[0-7]{1,3}|x[0-9A-Fa-f]{1,2}))+|\\([\s\S])/g, (whole, one: string | undefined) => {
    if (one !== undefined) return ESCAPES[one] ?? one;
    const bytes = [...whole.matchAll(/\\(?:x([0-9A-Fa-f]{1,2})|([0-7]{1,3}))/g)].map(([, hex, octal]) => (hex === undefined ? parseInt(octal ?? '', 8) & 0xff : parseInt(hex, 16)));
    return new TextDecoder().decode(Uint8Array.from(bytes));
  });
}

/** A quoted field is never NULL, and may hold line ends. */
export function fieldsOfCsv(text: string, format: CopyFormat): readonly (readonly CopyField[])[] {
  const rows: CopyField[][] = [];
  let row: CopyField[] = [];
  let at = 0;
  while (at < text.length) {
    const field = csvField(text, at, format);
    row.push(field.value);
    at = field.end + 1;
    if (text[field.end] === format.delimiter && at < text.length) continue;
    if (text[field.end] === format.delimiter) row.push(format.none === '' ? null : '');
    rows.push(row);
    row = [];
  }
  return rows;
}

function csvField(text: string, start: number, { delimiter, quote, escape, none }: CopyFormat): { readonly value: CopyField; readonly end: number } {
  let value = '';
  let quoted = false;
  let inside = false;
  let at = start;
  for (; at < text.length; at++) {
    const character = text[at] as string;
    if (inside && character === escape && (text[at + 1] === quote || text[at + 1] === escape)) value += text[++at];
    else if (character === quote) {
      inside = !inside;
      quoted = true;
    } else if (!inside && (character === delimiter || character === '\n')) break;
    else value += character;
  }
  return { value: !quoted && value === none ? null : value, end: at };
}
