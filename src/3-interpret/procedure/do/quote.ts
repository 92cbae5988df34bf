import type { Catalog } from '../../../model/catalog.js';
import { KEYWORDS } from '../../../model/keywords.js';
import { textOfValue, type Value } from './value.js';

/** quote_ident() */
export function quoteIdent(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) && !KEYWORDS.has(name) ? name : `"${name.replaceAll('"', '""')}"`;
}

/** A relation as regclass writes it: with its schema where the name alone would not be found. */
export function relationText({ schema, name }: { readonly schema: string; readonly name: string }, { searchPath }: Pick<Catalog, 'searchPath'>): string {
  return searchPath.includes(schema) ? quoteIdent(name) : `${quoteIdent(schema)}.${quoteIdent(name)}`;
}

/** quote_literal() */
export function quoteLiteral(value: Value): string | null {
  const text = textOfValue(value);
  return text === null ? null : `${text.includes('\\') ? 'E' : ''}'${text.replaceAll(/['\\]/gu, '$&$&')}'`;
}
