import { nameIn, textOf, tokensFrom } from './declared-value.js';

/**
 * `amount ALIAS FOR $1;`: the parser resolves such a name and leaves nothing of it in the tree, while expressions still hold it as it is written. It is
 * read from the text: `name ALIAS FOR other ;`
 *
 * @returns what each other name stands for
 */
export function aliasesIn(text: string): ReadonlyMap<string, string> {
  const aliases = new Map<string, string>();
  if (!text.toLowerCase().includes('alias')) return aliases;
  const tokens = tokensFrom(text, 0);
  const words = tokens.map((token) => textOf(token, text));
  for (const [at, token] of tokens.entries()) {
    const name = nameIn(token, text);
    const begins = words[at - 1] === ';' || words[at - 1] === 'declare';
    if (name === undefined || !begins || words[at + 1] !== 'alias' || words[at + 2] !== 'for') continue;
    const [first, end] = [tokens[at + 3], words.indexOf(';', at + 3)];
    const last = tokens[end - 1];
    // `$1` is two tokens.
    if (first && last) aliases.set(name, first === last ? (nameIn(first, text) ?? '') : text.slice(first.start, last.end));
  }
  return aliases;
}

/** Puts what an alias stands for in its place, in a fresh tree. A name with a field behind it may as well be a table of the statement, unless it is a row's. */
export function resolveAliases(tree: unknown, aliases: ReadonlyMap<string, string>): void {
  if (typeof tree !== 'object' || tree === null) return;
  if ('ColumnRef' in tree) return resolve(tree.ColumnRef as { readonly fields?: readonly Field[] }, aliases);
  for (const part of Object.values(tree)) resolveAliases(part, aliases);
}

interface Field {
  readonly String?: { sval?: string };
}

function resolve({ fields = [] }: { readonly fields?: readonly Field[] }, aliases: ReadonlyMap<string, string>): void {
  const name = fields[0]?.String;
  const meant = name?.sval === undefined ? undefined : aliases.get(name.sval);
  if (name && meant !== undefined && (fields.length === 1 || !meant.startsWith('$'))) name.sval = meant;
}
