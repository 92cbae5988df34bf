/** A step of an SQL/JSON path, as far as SQLite can follow it. */
export type PathStep =
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'index'; readonly index: number }
  | { readonly kind: 'all' }
  | { readonly kind: 'filter'; readonly condition: PathCondition };

export type PathCondition =
  | { readonly kind: 'and' | 'or'; readonly args: readonly PathCondition[] }
  | { readonly kind: 'exists'; readonly steps: readonly PathStep[] }
  | { readonly kind: 'compare'; readonly steps: readonly PathStep[]; readonly operator: Comparison; readonly value: PathValue };

/** What an item is compared with. */
export type PathValue = string | number | boolean | null | { readonly variable: string };

export function isVariable(value: PathValue): value is { readonly variable: string } {
  return typeof value === 'object' && value !== null;
}

const COMPARISONS = ['==', '!=', '<>', '<=', '>=', '<', '>'] as const;
export type Comparison = (typeof COMPARISONS)[number];

/** What is still to be read. */
interface Reader {
  readonly text: string;
  at: number;
}

/**
 * Reads `$.a."b c"[*] ? (@.type == "x" && @.n > 1)`: keys, elements and filters in lax mode, whose comparisons have a constant or a variable at the right.
 * Undefined for what is beyond that.
 * @see https://www.postgresql.org/docs/18/functions-json.html#FUNCTIONS-SQLJSON-PATH
 */
export function readJsonPath(text: string): readonly PathStep[] | undefined {
  const reader: Reader = { text: text.trim().replace(/^lax\s+/u, ''), at: 0 };
  if (!take(reader, '$')) return undefined;
  const steps = readSteps(reader);
  return steps && reader.at === reader.text.length ? steps : undefined;
}

function readSteps(reader: Reader): readonly PathStep[] | undefined {
  const steps: PathStep[] = [];
  for (;;) {
    const start = reader.at;
    const step = readStep(reader);
    if (step === 'none') {
      reader.at = start;
      return steps;
    }
    if (!step) return undefined;
    steps.push(step);
  }
}

function readStep(reader: Reader): PathStep | 'none' | undefined {
  if (take(reader, '.')) {
    const key = readString(reader) ?? readWord(reader);
    return key === undefined || peek(reader, '(') ? undefined : { kind: 'key', key };
  }
  if (take(reader, '[')) {
    const index = take(reader, '*') ? undefined : readNumber(reader);
    if (!take(reader, ']') || (index !== undefined && !(Number.isInteger(index) && index >= 0))) return undefined;
    return index === undefined ? { kind: 'all' } : { kind: 'index', index };
  }
  if (!take(reader, '?')) return 'none';
  const condition = take(reader, '(') ? readEither(reader) : undefined;
  return condition && take(reader, ')') ? { kind: 'filter', condition } : undefined;
}

function readEither(reader: Reader): PathCondition | undefined {
  return readList(reader, 'or', '||', (inner) => readList(inner, 'and', '&&', readCondition));
}

function readList(reader: Reader, kind: 'and' | 'or', sign: string, read: (reader: Reader) => PathCondition | undefined): PathCondition | undefined {
  const args: PathCondition[] = [];
  do {
    const part = read(reader);
    if (!part) return undefined;
    args.push(part);
  } while (take(reader, sign));
  return args.length === 1 ? args[0] : { kind, args };
}

function readCondition(reader: Reader): PathCondition | undefined {
  if (take(reader, '(')) {
    const inner = readEither(reader);
    return take(reader, ')') ? inner : undefined;
  }
  const exists = take(reader, 'exists');
  if (exists && !take(reader, '(')) return undefined;
  const steps = take(reader, '@') ? readSteps(reader) : undefined;
  if (!steps) return undefined;
  if (exists) return take(reader, ')') ? { kind: 'exists', steps } : undefined;
  const operator = COMPARISONS.find((sign) => take(reader, sign));
  const value = operator && readConstant(reader);
  return operator && value !== undefined ? { kind: 'compare', steps, operator, value } : undefined;
}

const WORDS: ReadonlyMap<string, boolean | null> = new Map([['true', true], ['false', false], ['null', null]]);

function readConstant(reader: Reader): PathValue | undefined {
  if (take(reader, '$')) {
    const variable = readString(reader) ?? readWord(reader);
    return variable === undefined ? undefined : { variable };
  }
  const text = readString(reader) ?? readNumber(reader);
  return text ?? WORDS.get(readWord(reader) ?? '');
}

/** A double-quoted text; its escapes are those of JSON. */
function readString(reader: Reader): string | undefined {
  const found = match(reader, /"(?:[^"\\]|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4})*"/uy);
  return found === undefined ? undefined : (JSON.parse(found) as string);
}

function readNumber(reader: Reader): number | undefined {
  const found = match(reader, /-?\d+(?:\.\d+)?/uy);
  return found === undefined ? undefined : Number(found);
}

function readWord(reader: Reader): string | undefined {
  return match(reader, /[\p{L}_][\p{L}\p{N}_]*/uy);
}

function take(reader: Reader, sign: string): boolean {
  if (!peek(reader, sign)) return false;
  reader.at += sign.length;
  return true;
}

function peek(reader: Reader, sign: string): boolean {
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

function skipBlanks(reader: Reader): void {
  while (/\s/u.test(reader.text[reader.at] ?? '')) reader.at++;
}
