import { peek, readNumber, readString, readWord, skipBlanks, take, takeWord, type Reader } from './jsonpath-token.js';

/** A step of an SQL/JSON path, as far as SQLite can follow it. */
export type PathStep =
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'members' }
  | { readonly kind: 'index'; readonly places: readonly (readonly [from: PathPlace, to: PathPlace])[] }
  | { readonly kind: 'all' }
  | { readonly kind: 'size' | 'type' }
  | { readonly kind: 'filter'; readonly condition: PathCondition };

/** `2`, or `last - 1`. */
export interface PathPlace {
  readonly last: boolean;
  readonly offset: number;
}

export type PathCondition =
  | { readonly kind: 'and' | 'or'; readonly args: readonly PathCondition[] }
  | { readonly kind: 'not' | 'unknown'; readonly condition: PathCondition }
  | { readonly kind: 'exists'; readonly steps: readonly PathStep[] }
  | { readonly kind: 'regex'; readonly steps: readonly PathStep[]; readonly pattern: string; readonly fold: boolean }
  | { readonly kind: 'starts'; readonly steps: readonly PathStep[]; readonly prefix: string | PathVariable }
  | { readonly kind: 'compare'; readonly steps: readonly PathStep[]; readonly operator: Comparison; readonly value: PathValue };

interface PathVariable {
  readonly variable: string;
}

/** What an item is compared with. */
export type PathValue = string | number | boolean | null | PathVariable;

export function isVariable(value: PathValue): value is PathVariable {
  return typeof value === 'object' && value !== null;
}

const COMPARISONS = ['==', '!=', '<>', '<=', '>=', '<', '>'] as const;
export type Comparison = (typeof COMPARISONS)[number];

/** `1 < @` is `@ > 1`. */
const TURNED: Partial<Readonly<Record<Comparison, Comparison>>> = { '<': '>', '>': '<', '<=': '>=', '>=': '<=' };

/**
 * Reads `$.a."b c"[*] ? (@.type == "x" && @.n > 1)`: keys, elements and filters in lax mode, whose comparisons have a constant or a variable at one side.
 * Undefined for what is beyond that.
 * @see https://www.postgresql.org/docs/18/functions-json.html#FUNCTIONS-SQLJSON-PATH
 */
export function readJsonPath(text: string): readonly PathStep[] | undefined {
  const reader = readerOf(text);
  if (!take(reader, '$')) return undefined;
  const steps = readSteps(reader);
  return steps && reader.at === reader.text.length ? steps : undefined;
}

/** Reads a path that is a condition over the document: `$.n > 1 && exists($.a)`. */
export function readJsonPredicate(text: string): PathCondition | undefined {
  const reader = readerOf(text);
  const condition = readEither(reader, '$');
  skipBlanks(reader);
  return condition && reader.at === reader.text.length ? condition : undefined;
}

function readerOf(text: string): Reader {
  return { text: text.trim().replace(/^lax\s+/u, ''), at: 0 };
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
    if (take(reader, '*')) return peek(reader, '*') ? undefined : { kind: 'members' };
    const key = readString(reader) ?? readWord(reader);
    if (key === undefined) return undefined;
    if (!take(reader, '(')) return { kind: 'key', key };
    return take(reader, ')') && (key === 'size' || key === 'type') ? { kind: key } : undefined;
  }
  if (take(reader, '[')) {
    const step = take(reader, '*') ? { kind: 'all' as const } : readPlaces(reader);
    return take(reader, ']') ? step : undefined;
  }
  if (!take(reader, '?')) return 'none';
  const condition = take(reader, '(') ? readEither(reader, '@') : undefined;
  return condition && take(reader, ')') ? { kind: 'filter', condition } : undefined;
}

/** `0, 2 to last` */
function readPlaces(reader: Reader): PathStep | undefined {
  const places: (readonly [PathPlace, PathPlace])[] = [];
  do {
    const from = readPlace(reader);
    const to = from && takeWord(reader, 'to') ? readPlace(reader) : from;
    if (!from || !to) return undefined;
    places.push([from, to]);
  } while (take(reader, ','));
  const ascending = places.every(([from, to], i) => !from.last && !to.last && from.offset <= to.offset && from.offset > (places[i - 1]?.[1].offset ?? -1));
  return places.length === 1 || ascending ? { kind: 'index', places } : undefined;
}

function readPlace(reader: Reader): PathPlace | undefined {
  const last = takeWord(reader, 'last');
  if (last && !peek(reader, '-') && !peek(reader, '+')) return { last, offset: 0 };
  const sign = last ? (take(reader, '-') ? -1 : take(reader, '+') ? 1 : 0) : 1;
  const number = readNumber(reader);
  return number !== undefined && Number.isInteger(number) && number >= 0 ? { last, offset: sign * number } : undefined;
}

/** @param root what paths in it begin with */
function readEither(reader: Reader, root: '$' | '@'): PathCondition | undefined {
  return readList(reader, 'or', '||', () => readList(reader, 'and', '&&', () => readCondition(reader, root)));
}

function readList(reader: Reader, kind: 'and' | 'or', sign: string, read: () => PathCondition | undefined): PathCondition | undefined {
  const args: PathCondition[] = [];
  do {
    const part = read();
    if (!part) return undefined;
    args.push(part);
  } while (take(reader, sign));
  return args.length === 1 ? args[0] : { kind, args };
}

function readCondition(reader: Reader, root: '$' | '@'): PathCondition | undefined {
  if (!peek(reader, '!=') && take(reader, '!')) {
    const condition = peek(reader, '(') || peek(reader, 'exists') ? readCondition(reader, root) : undefined;
    return condition && { kind: 'not', condition };
  }
  if (take(reader, '(')) {
    const inner = readEither(reader, root);
    if (!inner || !take(reader, ')')) return undefined;
    return takeWord(reader, 'is') ? (takeWord(reader, 'unknown') ? { kind: 'unknown', condition: inner } : undefined) : inner;
  }
  if (takeWord(reader, 'exists')) {
    const steps = take(reader, '(') && take(reader, root) ? readSteps(reader) : undefined;
    return steps && take(reader, ')') ? { kind: 'exists', steps } : undefined;
  }
  if (!peek(reader, root)) return readTurned(reader, root);
  take(reader, root);
  // A variable begins as the document does.
  const steps = readSteps(reader);
  if (!steps) return undefined;
  if (takeWord(reader, 'starts')) {
    const prefix = takeWord(reader, 'with') ? readConstant(reader) : undefined;
    return typeof prefix === 'string' || (prefix !== undefined && isVariable(prefix)) ? { kind: 'starts', steps, prefix } : undefined;
  }
  if (takeWord(reader, 'like_regex')) return readRegex(reader, steps);
  const operator = COMPARISONS.find((sign) => take(reader, sign));
  const value = operator && readConstant(reader);
  return operator && value !== undefined ? { kind: 'compare', steps, operator, value } : undefined;
}

/** `like_regex "^a" flag "i"` */
function readRegex(reader: Reader, steps: readonly PathStep[]): PathCondition | undefined {
  const pattern = readString(reader);
  const flags = takeWord(reader, 'flag') ? readString(reader) : '';
  return pattern !== undefined && (flags === '' || flags === 'i') ? { kind: 'regex', steps, pattern, fold: flags === 'i' } : undefined;
}

/** `1 < @.n` */
function readTurned(reader: Reader, root: '$' | '@'): PathCondition | undefined {
  const value = readConstant(reader);
  const operator = value === undefined ? undefined : COMPARISONS.find((sign) => take(reader, sign));
  const steps = operator && take(reader, root) ? readSteps(reader) : undefined;
  return value !== undefined && operator && steps ? { kind: 'compare', steps, operator: TURNED[operator] ?? operator, value } : undefined;
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
