import { tokenFrom, type Token } from '../lexer.js';
import type { BodyText } from './body-text.js';
import type { Piece } from './embedded.js';

/**
 * `kind mood := 'ok';`: the parser knows no types of the user's, takes such a variable for a record, and leaves its value out of the tree. It is read from
 * the text of the declaration: `name [CONSTANT] type [NOT NULL] { DEFAULT | := | = } expression ;`
 *
 * @param line where the declaration's name stands, from 1
 */
export function declaredValue(name: string, line: number, body: BodyText): Piece | undefined {
  const start = body.line(line);
  const declaration = declarationOf(name, tokensFrom(body.text, start), body.text);
  if (!declaration) return undefined;
  const sign = declaration.findIndex((token, i) => isSign(token, declaration[i + 1], body.text));
  const [first, last] = [declaration[sign + (textOf(declaration[sign], body.text) === ':' ? 2 : 1)], declaration.at(-1)];
  if (sign < 0 || !first || !last) return undefined;
  return { text: body.text.slice(first.start, last.end), index: first.start, line: start };
}

/** The tokens between the name and the semicolon. */
function declarationOf(name: string, tokens: readonly Token[], text: string): readonly Token[] | undefined {
  const at = tokens.findIndex((token, i) => nameIn(token, text) === name && (i === 0 || [';', 'declare'].includes(textOf(tokens[i - 1], text))));
  const end = tokens.findIndex((token, i) => i > at && textOf(token, text) === ';');
  return at < 0 || end < 0 ? undefined : tokens.slice(at + 1, end);
}

export function tokensFrom(text: string, start: number): readonly Token[] {
  const found: Token[] = [];
  for (let token = tokenFrom(text, start); token; token = tokenFrom(text, token.end)) if (token.kind !== 'line-comment' && token.kind !== 'block-comment') found.push(token);
  return found;
}

export function textOf(token: Token | undefined, text: string): string {
  return token ? text.slice(token.start, token.end).toLowerCase() : '';
}

export function nameIn(token: Token, text: string): string | undefined {
  if (token.kind === 'quoted') return text.slice(token.start + 1, token.end - 1).replaceAll('""', '"');
  return token.kind === 'word' ? textOf(token, text) : undefined;
}

function isSign(token: Token, next: Token | undefined, text: string): boolean {
  const sign = textOf(token, text);
  return sign === '=' || sign === 'default' || (sign === ':' && textOf(next, text) === '=');
}
