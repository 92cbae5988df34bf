import type { Token } from '../lexer.js';
import { tokenFrom } from '../lexer.js';

/** `target := value` cut at its operator. Offsets are in the text. */
export function splitAssignment(text: string): { readonly target: string; readonly valueAt: number } | undefined {
  let depth = 0;
  let previous: Token | undefined;
  for (let token = tokenFrom(text, 0); token; previous = token, token = tokenFrom(text, token.end)) {
    const sign = token.kind === 'symbol' ? text[token.start] : '';
    if (sign === '[' || sign === '(') depth++;
    if (sign === ']' || sign === ')') depth--;
    if (sign !== '=' || depth > 0) continue;
    const colon = previous !== undefined && text[previous.start] === ':' && previous.end === token.start;
    return { target: text.slice(0, colon ? previous?.start : token.start), valueAt: token.end };
  }
  return undefined;
}
