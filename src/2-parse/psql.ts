import { tokenFrom, type Token } from './lexer.js';

/** What psql makes of a file before the server sees it. */
export interface PsqlText {
  /** The text without psql's commands and the data of COPY; blanks stand for them, so offsets stay. */
  readonly text: string;
  /** In the order of the text. */
  readonly data: readonly CopyData[];
}

/** The lines between `COPY .. FROM stdin;` and `\.`. */
export interface CopyData {
  readonly start: number;
  readonly lines: readonly string[];
}

/**
 * Commands that only say how psql itself behaves. All others stay in the text and are a syntax error: `\i` and `\connect` would change
 * what is run, `\set` of a variable what the statements say.
 */
const HARMLESS = /^\\(?:(?:restrict|unrestrict|echo|qecho|warn|timing|pset|x|a|t|encoding[ \t]+['"]?utf-?8['"]?)(?:[ \t].*)?|set[ \t]+(?:ON_ERROR_STOP|ON_ERROR_ROLLBACK|VERBOSITY|QUIET|ECHO|ECHO_ERRORS)(?:[ \t].*)?)$/i;
const END_OF_DATA = /^\\\.[ \t]*$/m;

/** pg_dump writes both; other files have no line that begins with a backslash, and are not read here. */
export function readPsql(text: string): PsqlText {
  if (!/^\\/m.test(text)) return { text, data: [] };
  const data: CopyData[] = [];
  let result = text;
  let statement: Token[] = [];
  let at = 0;
  for (let token = tokenFrom(text, at); token; token = tokenFrom(text, at)) {
    at = token.end;
    if (token.kind === 'line-comment' || token.kind === 'block-comment') continue;
    const end = endOfLine(text, token.start);
    if (text[token.start] === '\\' && HARMLESS.test(text.slice(token.start, end).trimEnd())) {
      result = blanked(result, token.start, end);
      at = end;
    } else if (text[token.start] !== ';' || token.kind !== 'symbol') statement.push(token);
    else {
      const copy = readsStdin(text, statement) ? dataAfter(text, end) : undefined;
      statement = [];
      if (!copy) continue;
      data.push({ start: end + 1, lines: copy.lines });
      result = blanked(result, end + 1, copy.end);
      at = copy.end;
    }
  }
  return { text: result, data };
}

/** `COPY t (a, b) FROM stdin WITH (FORMAT csv)` */
function readsStdin(text: string, tokens: readonly Token[]): boolean {
  const words = tokens.map(({ kind, start, end }) => (kind === 'word' ? text.slice(start, end).toLowerCase() : ''));
  return words[0] === 'copy' && words.some((word, index) => word === 'from' && words[index + 1] === 'stdin');
}

function dataAfter(text: string, line: number): { readonly lines: readonly string[]; readonly end: number } | undefined {
  const rest = text.slice(line + 1);
  const close = END_OF_DATA.exec(rest);
  if (!close) return undefined;
  const lines = rest.slice(0, close.index).split('\n').slice(0, -1);
  return { lines, end: line + 1 + close.index + close[0].length };
}

function endOfLine(text: string, start: number): number {
  const end = text.indexOf('\n', start);
  return end < 0 ? text.length : end;
}

function blanked(text: string, start: number, end: number): string {
  return text.slice(0, start) + text.slice(start, end).replaceAll(/[^\n]/g, ' ') + text.slice(end);
}
