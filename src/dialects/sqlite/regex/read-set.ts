import { ANY, complement, foldCases, intersection, setOf, single, union, type CharSet } from './char-set.js';
import { WORD } from './neighbours.js';
import type { RegexReader } from './regex-tree.js';

const SPACE = setOf(' \t\n\r\v\f');

const SHORTHANDS: Readonly<Record<string, CharSet>> = {
  d: setOf('0-9'),
  w: WORD,
  s: SPACE,
  D: complement(setOf('0-9')),
  W: complement(WORD),
  S: complement(SPACE),
};

const CONTROLS: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r', f: '\f', v: '\v', a: '\u0007', e: '\u001b', b: '\b' };

/** `\d`, `\.`, `\t`, `\u00e9`, `\x1f`; the backslash is read already. The character 0 is only where a range may begin. */
export function readEscape(reader: RegexReader): CharSet | undefined {
  const c = reader.text[reader.at] ?? '';
  const code = /^(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|x([0-9a-fA-F]+))/u.exec(reader.text.slice(reader.at));
  if (code) {
    reader.at += code[0].length;
    const point = Number.parseInt(code.slice(1).join(''), 16);
    return point <= 0x10ffff ? [[point, point]] : undefined;
  }
  reader.at++;
  if (Object.hasOwn(SHORTHANDS, c)) return SHORTHANDS[c];
  if (Object.hasOwn(CONTROLS, c)) return single(CONTROLS[c] ?? '');
  return c === '' || /[\p{L}\p{N}]/u.test(c) ? undefined : single(c);
}

const NAMED: Readonly<Record<string, CharSet>> = {
  alpha: setOf('A-Za-z'),
  digit: setOf('0-9'),
  alnum: setOf('A-Za-z0-9'),
  lower: setOf('a-z'),
  upper: setOf('A-Z'),
  xdigit: setOf('0-9A-Fa-f'),
  space: SPACE,
  blank: setOf(' \t'),
  word: WORD,
  punct: setOf('!-/:-@[-`{-~'),
};

/** `[a-z0-9_-]`, `[^@]`, `[[:alpha:]]`, `[\w.]`; the first `[` is read already. */
export function readBracket(reader: RegexReader): CharSet | undefined {
  const { text, fold } = reader;
  const negated = text[reader.at] === '^';
  if (negated) reader.at++;
  let set: CharSet = [];
  for (let first = true; text[reader.at] !== ']' || first; first = false) {
    const member = readMember(reader);
    if (!member) return undefined;
    set = union(set, member);
  }
  reader.at++;
  const written = intersection(set, ANY);
  const cases = fold ? foldCases(written) : written;
  return cases && (negated ? complement(cases) : cases);
}

/** One member of a class: a named class, a shorthand, a range or a character. */
function readMember(reader: RegexReader): CharSet | undefined {
  const { text } = reader;
  const named = /^\[:(\w+):\]/u.exec(text.slice(reader.at));
  if (named) {
    reader.at += named[0].length;
    return Object.hasOwn(NAMED, named[1] ?? '') ? NAMED[named[1] ?? ''] : undefined;
  }
  const low = readEnd(reader);
  if (!low || text[reader.at] !== '-' || text[reader.at + 1] === ']' || text[reader.at + 1] === undefined) return low;
  reader.at++;
  const high = readEnd(reader);
  const [from, to] = [pointOf(low), high && pointOf(high)];
  return from !== undefined && to !== undefined && from <= to ? [[from, to]] : undefined;
}

function readEnd(reader: RegexReader): CharSet | undefined {
  const { text } = reader;
  const c = String.fromCodePoint(text.codePointAt(reader.at) ?? 0);
  if (c === '\0' || (c === '[' && '.=:'.includes(text[reader.at + 1] ?? ' '))) return undefined;
  reader.at += c.length;
  return c === '\\' ? readEscape(reader) : single(c);
}

function pointOf(set: CharSet): number | undefined {
  const [range, ...others] = set;
  return range && others.length === 0 && range[0] === range[1] ? range[0] : undefined;
}
