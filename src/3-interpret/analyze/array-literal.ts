/** The elements of a one-dimensional array literal, or why Postgres cannot read it. */
export type ArrayInput = { readonly elements: readonly (string | null)[] } | { readonly nested: true } | { readonly error: string };

const ESCAPED = /\\([\s\S])/g;

/** One element: quoted with backslash escapes, or bare up to a comma or brace. */
const ELEMENT = /\s*(?:"((?:[^"\\]|\\[\s\S])*)"|((?:[^"{},\\]|\\[\s\S])+))\s*(,|\})/y;

/**
 * Reads `{1,2}`, `{"a b",NULL}` (array_in). Arrays of arrays and explicit bounds are recognised but not taken apart.
 */
export function readArray(text: string): ArrayInput {
  const trimmed = text.trim();
  const error = { error: `malformed array literal: "${text}"` };
  if (/^\[[^\]]*\](?:\[[^\]]*\])*\s*=\s*\{/.test(trimmed)) return { nested: true };
  if (!trimmed.startsWith('{') || !trimmed.endsWith('}')) return error;
  if (/^\{\s*\}$/.test(trimmed)) return { elements: [] };
  if (/^\{\s*\{/.test(trimmed)) return { nested: true };
  const elements: (string | null)[] = [];
  ELEMENT.lastIndex = 1;
  for (;;) {
    const match = ELEMENT.exec(trimmed);
    if (!match) return error;
    const [, quoted, bare, end] = match;
    if (quoted !== undefined) elements.push(quoted.replace(ESCAPED, '$1'));
    else if (bare !== undefined) elements.push(bareElement(bare));
    if (elements.at(-1) === '' && quoted === undefined) return error;
    if (end === '}') return ELEMENT.lastIndex === trimmed.length ? { elements } : error;
  }
}

function bareElement(text: string): string | null {
  const word = text.trim();
  return word.toLowerCase() === 'null' ? null : word.replace(ESCAPED, '$1');
}

/** The text of an array (array_out), with every element in quotes. */
export function arrayLiteral(elements: readonly (string | null)[]): string {
  return `{${elements.map((element) => (element === null ? 'NULL' : `"${element.replaceAll(/["\\]/g, '\\$&')}"`)).join(',')}}`;
}
