import { diagnose } from '../diagnostics/diagnose.js';
import { Refusal } from '../diagnostics/refusal.js';

type Kind = 'space' | 'text' | 'quoted' | 'word' | 'other';

interface Token {
  readonly kind: Kind;
  readonly text: string;
}

/** Space and comments; strings; quoted names; words and numbers; any other character. Every character falls into one of them. */
const TOKEN = /(?<space>(?:\s|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$))+)|(?<text>'(?:[^']|'')*')|(?<quoted>"(?:[^"]|"")*"|`(?:[^`]|``)*`)|(?<word>[xX]'[0-9a-fA-F]*'|[\p{L}_\p{N}$]+)|(?<other>[\s\S])/gu;

/** Splitters count these words, and see them only between spaces. */
const COUNTED = new Set(['BEGIN', 'CASE', 'END']);

/** What ends a line although it stands inside a string. */
const BREAKS = [
  { character: '\n', mark: String.raw`\n`, code: 10 },
  { character: '\r', mark: String.raw`\r`, code: 13 },
];

/** What a splitter would act on although it stands inside a string. */
const TRANSACTION = /(?<=BEGIN)(?= TRANSACTION)/;

/**
 * One statement of SQLite's SQL on one physical line, with the same meaning: comments go, white space shrinks, and a line break inside a string
 * becomes `replace('..\n..', '\n', char(10))`, as SQLite's own dumps write it. D1's tools split files in different ways; a statement a line survives all of them.
 *
 * @param sql one complete statement, without the closing semicolon
 * @returns the line, without semicolon and line break
 * @throws Refusal `line-break-in-default`, `line-break-in-name`: the two places where SQLite takes no expression
 * @example singleLine("SELECT 'a\nb' -- two lines") // "SELECT (replace('a\\nb', '\\n', char(10)))"
 */
export function singleLine(sql: string): string {
  const tokens = [...sql.matchAll(TOKEN)].map(tokenOf);
  const words = tokens.filter(({ kind }) => kind !== 'space').slice(0, 5).map(({ text }) => text.toUpperCase());
  const addsColumn = words[0] === 'ALTER' && words[3] === 'ADD';
  const line = tokens.map((token) => printed(token, addsColumn)).join('');
  return line.replace(/\0+/g, ' ').trim();
}

function tokenOf({ groups, 0: text }: RegExpExecArray): Token {
  const kind = Object.entries(groups ?? {}).find(([, value]) => value !== undefined)?.[0];
  return { kind: (kind ?? 'other') as Kind, text };
}

/** NUL stands for "a space here": it cannot occur in SQL, so that neighbours can be merged without touching strings. */
function printed({ kind, text }: Token, addsColumn: boolean): string {
  switch (kind) {
    case 'space':
      return '\0';
    case 'text':
      return stringOf(text, addsColumn);
    case 'quoted':
      if (/[\r\n]/.test(text)) throw new Refusal(diagnose('line-break-in-name', { message: `the name ${JSON.stringify(text)} holds a line break` }));
      return text;
    case 'word':
      return COUNTED.has(text.toUpperCase()) ? `\0${text.toUpperCase()}\0` : text;
    case 'other':
      return text;
  }
}

function stringOf(literal: string, addsColumn: boolean): string {
  const breaks = BREAKS.filter(({ character }) => literal.includes(character)).map((each) => ({ ...each, mark: markFor(each.mark, literal) }));
  if (addsColumn && breaks.length > 0) throw new Refusal(diagnose('line-break-in-default', { message: `the default ${JSON.stringify(literal)} of an added column holds a line break` }));
  const marked = breaks.reduce((text, { character, mark }) => text.replaceAll(character, mark), literal);
  const halves = marked.split(TRANSACTION);
  if (breaks.length === 0 && halves.length === 1) return literal;
  return `(${breaks.reduce((text, { mark, code }) => `replace(${text}, '${mark}', char(${code}))`, halves.join("' || '"))})`;
}

/** One that the string does not hold; no end of it is its beginning, so that it is found only where it was put. */
function markFor(mark: string, literal: string): string {
  let free = mark;
  for (let n = 1; literal.includes(free); n++) free = `${mark}${n}`;
  return free;
}
