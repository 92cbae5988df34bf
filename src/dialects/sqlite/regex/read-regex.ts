import { ANY, complement, foldCases, intersection, single, type CharSet } from './char-set.js';
import { withoutGroups } from './groups.js';
import { EDGES, hasEdge, splitAtWords } from './neighbours.js';
import { readBracket, readEscape } from './read-set.js';
import type { Regex, RegexReader } from './regex-tree.js';

/** A pattern stands in the body of a trigger that is printed again with each change of its table: like a template it is read once. */
const PATTERNS = new Map<string, Regex | undefined>();

/** The same without its groups: whether a text matches does not hang on them. */
export function readRegex(text: string, fold: boolean): Regex | undefined {
  const key = `${Number(fold)}${text}`;
  if (!PATTERNS.has(key)) {
    const regex = readWithGroups(text, fold);
    PATTERNS.set(key, regex && withoutGroups(regex));
  }
  return PATTERNS.get(key);
}

/**
 * Reads an advanced regular expression: characters, classes, groups, alternatives, repetitions, anchors, word boundaries, look-ahead;
 * undefined for back references, look-behind and the rest (https://www.postgresql.org/docs/18/functions-matching.html#POSIX-SYNTAX-DETAILS).
 */
export function readWithGroups(text: string, fold: boolean): Regex | undefined {
  if (text.startsWith('***')) return undefined;
  const options = /^\(\?([a-z]+)\)/u.exec(text);
  if (options && /[^cis]/u.test(options[1] ?? '')) return undefined;
  const last = [...(options?.[1] ?? '')].findLast((option) => option !== 's');
  const reader: RegexReader = { text, fold: last === undefined ? fold : last === 'i', at: options?.[0].length ?? 0, groups: 0 };
  const found = readChoice(reader);
  if (!found || reader.at < text.length) return undefined;
  return hasEdge(found) ? splitAtWords(found) : found;
}

/** It may have a repetition that takes as little as it can (`.*?`): whether a text matches is the same, where it does is not. */
export function isLazy(pattern: string): boolean {
  return /[*+?}]\?/u.test(pattern);
}

function readChoice(reader: RegexReader): Regex | undefined {
  const options: Regex[] = [];
  do {
    if (options.length > 0) reader.at++;
    const option = readSequence(reader);
    if (!option) return undefined;
    options.push(option);
  } while (reader.text[reader.at] === '|');
  return options.length === 1 ? options[0] : { kind: 'choice', options };
}

function readSequence(reader: RegexReader): Regex | undefined {
  const parts: Regex[] = [];
  while (reader.at < reader.text.length && !'|)'.includes(reader.text[reader.at] ?? '')) {
    const part = readPiece(reader);
    if (!part) return undefined;
    parts.push(part);
  }
  return parts.length === 1 ? parts[0] : { kind: 'sequence', parts };
}

function readPiece(reader: RegexReader): Regex | undefined {
  const part = readAtom(reader);
  const match = /^(?:([*+?])|\{(\d+)(,(\d*))?\})(\??)/u.exec(reader.text.slice(reader.at));
  if (!part || !match) return part;
  if (['start', 'end', 'edge', 'ahead'].includes(withoutGroups(part).kind)) return undefined;
  reader.at += match[0].length;
  if (/^(?:[*+?]|\{\d)/u.test(reader.text.slice(reader.at))) return undefined;
  const [, sign, low, comma, high, least] = match;
  const taste = least === '?' ? 'least' : 'most';
  if (sign !== undefined) return { kind: 'repeat', part, min: sign === '+' ? 1 : 0, max: sign === '?' ? 1 : Infinity, taste };
  const min = Number(low);
  if (comma === undefined) return { kind: 'repeat', part, min, max: min };
  return { kind: 'repeat', part, min, max: high === '' ? Infinity : Number(high), taste };
}

function readAtom(reader: RegexReader): Regex | undefined {
  const c = String.fromCodePoint(reader.text.codePointAt(reader.at) ?? 0);
  reader.at += c.length;
  switch (c) {
    case '^':
      return { kind: 'start' };
    case '$':
      return { kind: 'end' };
    case '.':
      return { kind: 'set', set: ANY };
    case '(':
      return readGroup(reader);
    case '[':
      if (/^\[:[<>]:\]\]/u.test(reader.text.slice(reader.at))) return readBracketedEdge(reader);
      return asSet(readBracket(reader));
    case '\\':
      return readEscaped(reader);
    case '*':
    case '+':
    case '?':
    case ')':
      return undefined;
    case '{':
      return /\d/u.test(reader.text[reader.at] ?? '') ? undefined : character(c, reader);
    default:
      return character(c, reader);
  }
}

/** `(..)`, `(?:..)`, `(?=..)`, `(?!..)`; the first `(` is read already. */
function readGroup(reader: RegexReader): Regex | undefined {
  const mark = /^\?(?:[:=!]|<[=!])/u.exec(reader.text.slice(reader.at))?.[0] ?? '';
  if (mark.startsWith('?<') || (mark === '' && reader.text[reader.at] === '?')) return undefined;
  reader.at += mark.length;
  const number = mark === '' ? ++reader.groups : 0;
  const inner = readChoice(reader);
  if (!inner || reader.text[reader.at] !== ')') return undefined;
  reader.at++;
  return mark === '?=' || mark === '?!' ? { kind: 'ahead', part: inner, negated: mark === '?!' } : number > 0 ? { kind: 'group', part: inner, number } : inner;
}

function readEscaped(reader: RegexReader): Regex | undefined {
  const c = reader.text[reader.at];
  if (c === 'A' || c === 'Z') {
    reader.at++;
    return { kind: c === 'A' ? 'start' : 'end' };
  }
  if (c !== undefined && Object.hasOwn(EDGES, c)) {
    reader.at++;
    return edge(c);
  }
  const written = readEscape(reader);
  const set = written && intersection(written, ANY);
  return asSet(set && reader.fold ? bothCases(set) : set);
}

/** `[[:<:]]` and `[[:>:]]`; the first `[` is read already. */
function readBracketedEdge(reader: RegexReader): Regex {
  const c = reader.text[reader.at + 2] === '<' ? 'm' : 'M';
  reader.at += 6;
  return edge(c);
}

function edge(name: string): Regex {
  return { kind: 'edge', between: EDGES[name] ?? 0 };
}

function character(c: string, { fold }: RegexReader): Regex | undefined {
  return asSet(fold ? bothCases(single(c)) : single(c));
}

/** Letters of a set that lacks some (`\W`) are those of the set that it is the complement of. */
function bothCases(set: CharSet): CharSet | undefined {
  const others = complement(set);
  if (others.length > 0 && others.every(([, high]) => high <= 127) && set.at(-1)?.[1] !== undefined && (set.at(-1)?.[1] ?? 0) > 127) {
    const folded = foldCases(others);
    return folded && complement(folded);
  }
  return foldCases(set);
}

function asSet(set: CharSet | undefined): Regex | undefined {
  return set && set.length > 0 ? { kind: 'set', set } : undefined;
}
