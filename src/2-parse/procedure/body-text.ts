import type { Node } from '@pgsql/types';
import type { Statement } from '../../model/statement.js';
import { tokenFrom, type Token } from '../lexer.js';

/** A body as its parser sees it, and where each of its characters is in the file. */
export interface BodyText {
  readonly text: string;
  /** UTF-16 offset in the file of a character of `text`; the offset past the last one is the end of the body. */
  offset(index: number): number;
  /** Index in `text` where a line begins; lines are counted from 1. */
  line(number: number): number;
}

/** The string after AS (or after DO). Undefined for bodies that are SQL and no string. */
export function bodyText(statement: Statement): BodyText | undefined {
  const option = optionsOf(statement.node).find((node) => 'DefElem' in node && node.DefElem.defname === 'as');
  if (!option || !('DefElem' in option)) return undefined;
  const text = firstString(option.DefElem.arg);
  if (text === undefined) return undefined;
  const token = stringToken(statement, (option.DefElem.location ?? 0) - statement.span.start);
  const offsets = token && charactersOf(statement.text, token);
  const matching = offsets?.text === text ? offsets.starts : undefined;
  const first = statement.span.start + (token?.start ?? 0);
  const starts = lineStarts(text);
  return {
    text,
    offset: (index) => (matching ? statement.span.start + (matching[Math.min(index, text.length)] ?? 0) : first),
    line: (number) => starts[Math.min(Math.max(number, 1), starts.length) - 1] ?? 0,
  };
}

function optionsOf(node: Node): readonly Node[] {
  if ('CreateFunctionStmt' in node) return node.CreateFunctionStmt.options ?? [];
  return 'DoStmt' in node ? (node.DoStmt.args ?? []) : [];
}

function firstString(node: Node | undefined): string | undefined {
  if (!node) return undefined;
  if ('String' in node) return node.String.sval ?? '';
  const items = 'List' in node ? (node.List.items ?? []) : [];
  return items.length === 1 ? firstString(items[0]) : undefined;
}

function stringToken(statement: Statement, from: number): Token | undefined {
  let token = tokenFrom(statement.text, Math.max(from, 0));
  while (token && token.kind !== 'string') token = tokenFrom(statement.text, token.end);
  return token;
}

/** The characters inside a string token, and for each the offset where it is written, one more for the end. */
function charactersOf(source: string, token: Token): { readonly text: string; readonly starts: readonly number[] } {
  const dollar = source[token.start] === '$';
  const open = dollar ? source.indexOf('$', token.start + 1) + 1 : source.indexOf("'", token.start) + 1;
  const close = dollar ? token.end - (open - token.start) : token.end - 1;
  const escapes = !dollar && source[token.start]?.toLowerCase() === 'e';
  let text = '';
  const starts: number[] = [];
  for (let at = open; at < close; ) {
    const length = dollar ? 1 : source.startsWith("''", at) || (escapes && source[at] === '\\') ? 2 : 1;
    starts.push(at);
    text += length === 2 ? unescaped(source.slice(at, at + 2)) : source[at];
    at += length;
  }
  return { text, starts: [...starts, close] };
}

/** Other escapes of E'' make the text differ from Postgres' reading, and the body is then placed as a whole. */
function unescaped(pair: string): string {
  return ({ "''": "'", "\\'": "'", '\\\\': '\\', '\\n': '\n', '\\t': '\t', '\\r': '\r' } as Readonly<Record<string, string>>)[pair] ?? pair;
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}
