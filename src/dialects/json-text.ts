/** Whether Postgres' json type accepts the text (RFC 8259). */
export function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/**
 * A jsonb constant without blanks, with keys ordered by length and bytes and the last of duplicate keys kept, as Postgres stores it
 * (https://www.postgresql.org/docs/18/datatype-json.html). Numbers keep their digits, so nothing goes through a double. Undefined when it is no JSON.
 */
export function canonicalJson(text: string): string | undefined {
  return isJson(text) ? write(new Reader(text), '') : undefined;
}

/** The same as `::text` gives it, with a blank after each colon and comma. */
export function jsonbText(text: string): string | undefined {
  return isJson(text) ? write(new Reader(text), ' ') : undefined;
}

/** Walks JSON text that is known to be valid. */
class Reader {
  private at = 0;
  constructor(private readonly text: string) {}

  /** The next token: a brace, bracket, comma, colon, string or word. */
  next(): string {
    const match = /[\s]*("(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+)/uy;
    match.lastIndex = this.at;
    const token = match.exec(this.text);
    this.at = match.lastIndex;
    return token?.[1] ?? '';
  }

  peek(): string {
    const start = this.at;
    const token = this.next();
    this.at = start;
    return token;
  }
}

function write(reader: Reader, blank: string): string {
  const token = reader.next();
  if (token === '{') return writeObject(reader, blank);
  if (token === '[') return writeArray(reader, blank);
  return token.startsWith('"') ? JSON.stringify(JSON.parse(token)) : writeNumber(token);
}

function writeObject(reader: Reader, blank: string): string {
  const entries = new Map<string, string>();
  while (reader.peek() !== '}') {
    if (reader.peek() === ',') reader.next();
    const key = JSON.parse(reader.next()) as string;
    reader.next();
    entries.set(key, write(reader, blank));
  }
  reader.next();
  const keys = [...entries.keys()].toSorted(compareKeys);
  return `{${keys.map((key) => `${JSON.stringify(key)}:${blank}${entries.get(key)}`).join(`,${blank}`)}}`;
}

function writeArray(reader: Reader, blank: string): string {
  const elements: string[] = [];
  while (reader.peek() !== ']') {
    if (reader.peek() === ',') reader.next();
    elements.push(write(reader, blank));
  }
  reader.next();
  return `[${elements.join(`,${blank}`)}]`;
}

/** Numbers of more digits than this stay as they are written. */
const MOST_DIGITS = 400;

/** jsonb has no exponents: `1e2` is 100 and `15E-3` is 0.015; `1.50` stays as it is, and zero has no sign. */
function writeNumber(token: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/iu.exec(token) ?? [];
  const shift = Number(exponent);
  if (whole === '' || Math.abs(shift) > MOST_DIGITS) return token;
  const digits = whole + fraction;
  const point = whole.length + shift;
  const padded = '0'.repeat(Math.max(0, 1 - point)) + digits + '0'.repeat(Math.max(0, point - digits.length));
  const before = padded.slice(0, Math.max(1, point)).replace(/^0+(?=\d)/u, '');
  const after = padded.slice(Math.max(1, point));
  return `${/[1-9]/u.test(padded) ? sign : ''}${before}${after === '' ? '' : `.${after}`}`;
}

/** The order in which jsonb keeps the keys of an object. */
export function compareKeys(a: string, b: string): number {
  return bytes(a).length - bytes(b).length || (a < b ? -1 : 1);
}

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
