import { isAscii } from './text-operators.js';

/** One character of a regular expression, as GLOB writes it, and how often it may come. */
export interface RegexItem {
  /** `a`, `?`, `[a-z0-9]`: matches exactly one character. */
  readonly glob: string;
  /** What matches every other character; absent for `.`, which matches all. */
  readonly others?: string;
  readonly min: number;
  readonly max: number;
}

export interface Regex {
  readonly start: boolean;
  readonly end: boolean;
  readonly items: readonly RegexItem[];
}

interface Reader {
  readonly text: string;
  readonly fold: boolean;
  at: number;
}

/**
 * The alternatives of a regular expression that is a sequence of characters, classes and their repetitions, with `^`, `$` and one level of
 * alternatives around; undefined for any other (https://www.postgresql.org/docs/18/functions-matching.html#FUNCTIONS-POSIX-REGEXP).
 */
export function readRegex(text: string, fold: boolean): readonly Regex[] | undefined {
  const group = /^\^\((?:\?:)?([^()]*)\)\$$/su.exec(text);
  const parts = group ? (group[1] ?? '').split('|').map((part) => `^${part}$`) : text.split('|');
  if (text.includes('|') && (/[[\\]/u.test(text) || (!group && /[()]/u.test(text)))) return undefined;
  const found = parts.map((part) => readSequence({ text: part, fold, at: 0 }));
  return found.every((regex) => regex !== undefined) ? found : undefined;
}

function readSequence(reader: Reader): Regex | undefined {
  const { text } = reader;
  const start = text.startsWith('^');
  if (start) reader.at = 1;
  const items: RegexItem[] = [];
  while (reader.at < text.length) {
    if (text[reader.at] === '$' && reader.at === text.length - 1) return { start, end: true, items };
    const one = readOne(reader);
    const times = one && readTimes(reader);
    if (!one || !times) return undefined;
    items.push({ ...one, ...times });
  }
  return { start, end: false, items };
}

type One = Pick<RegexItem, 'glob' | 'others'>;

function readOne(reader: Reader): One | undefined {
  const c = reader.text[reader.at++] ?? '';
  if (c === '.') return { glob: '?' };
  if (c === '[') return readClass(reader);
  if (c === '\\') return readEscape(reader);
  return '^$*+?{}()|'.includes(c) || !isAscii(c) ? undefined : literal(c, reader);
}

function literal(c: string, { fold }: Reader): One {
  const cases = fold && /[a-z]/iu.test(c) ? c.toLowerCase() + c.toUpperCase() : c;
  const inner = glob(cases);
  return { glob: cases.length > 1 || '*?['.includes(c) ? `[${inner}]` : c, others: `[^${inner}]` };
}

const SHORTHANDS: Readonly<Record<string, string>> = { d: '0-9', w: 'A-Za-z0-9_', s: ' \t\n\r\v\f' };

function readEscape(reader: Reader): One | undefined {
  const c = reader.text[reader.at++] ?? '';
  const shorthand = SHORTHANDS[c];
  if (shorthand !== undefined) return { glob: `[${shorthand}]`, others: `[^${shorthand}]` };
  return /[A-Za-z0-9]/u.test(c) || c === '' ? undefined : literal(c, reader);
}

const NAMED: Readonly<Record<string, string>> = { alpha: 'A-Za-z', digit: '0-9', alnum: 'A-Za-z0-9', lower: 'a-z', upper: 'A-Z', xdigit: '0-9A-Fa-f', space: ' \t\n\r\v\f' };

/** `[a-z0-9_-]`, `[^@]`, `[[:alpha:]]`; the first `[` is read already. */
function readClass(reader: Reader): One | undefined {
  const { text, fold } = reader;
  const negated = text[reader.at] === '^';
  if (negated) reader.at++;
  let ranges = '';
  let singles = '';
  for (let first = true; text[reader.at] !== ']' || first; first = false) {
    const named = /^\[:(\w+):\]/u.exec(text.slice(reader.at));
    const shorthand = /^\\([dws])/u.exec(text.slice(reader.at));
    const range = /^[ -Z^-~]-[ -Z^-~]/u.exec(text.slice(reader.at));
    const known = named ? NAMED[named[1] ?? ''] : shorthand ? SHORTHANDS[shorthand[1] ?? ''] : range?.[0];
    if (fold && range && !/^(?:[a-z]-[a-z]|\d-\d)$/iu.test(range[0])) return undefined;
    if (known !== undefined) {
      ranges += known + (fold && range && /^[a-z]-[a-z]$/iu.test(known) ? known.toLowerCase() + known.toUpperCase() : '');
      reader.at += (named ?? shorthand ?? range)?.[0].length ?? 0;
      continue;
    }
    if (text[reader.at] === '\\') reader.at++;
    const c = text[reader.at++];
    if (c === undefined || named || !isAscii(c) || (c === '[' && /[.=:]/u.test(text[reader.at] ?? ''))) return undefined;
    singles += fold && /[a-z]/iu.test(c) ? c.toLowerCase() + c.toUpperCase() : c;
  }
  reader.at++;
  const inner = glob(singles, ranges);
  return negated ? { glob: `[^${inner}]`, others: `[${inner}]` } : { glob: `[${inner}]`, others: `[^${inner}]` };
}

/** The inside of a GLOB class: it has no escape, so `]` stands first, `^` not first, and `-` last. */
function glob(singles: string, ranges = ''): string {
  const plain = [...new Set(singles)].filter((c) => !']-^'.includes(c)).join('');
  return `${singles.includes(']') ? ']' : ''}${ranges}${plain}${singles.includes('^') ? '^' : ''}${singles.includes('-') ? '-' : ''}`;
}

/** `*`, `+`, `?`, `{3}`, `{1,20}` or nothing. */
function readTimes(reader: Reader): Pick<RegexItem, 'min' | 'max'> | undefined {
  const match = /^(?:([*+?])|\{(\d+)(,(\d*))?\})/u.exec(reader.text.slice(reader.at));
  if (!match) return { min: 1, max: 1 };
  reader.at += match[0].length;
  if (/[*+?]/u.test(reader.text[reader.at] ?? '')) return undefined;
  const [, sign, low, comma, high] = match;
  if (sign !== undefined) return { min: sign === '+' ? 1 : 0, max: sign === '?' ? 1 : Infinity };
  const min = Number(low);
  return { min, max: comma === undefined ? min : high === '' ? Infinity : Number(high) };
}
