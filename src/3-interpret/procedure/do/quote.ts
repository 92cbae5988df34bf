import { textOfValue, type Value } from './value.js';

const RESERVED: ReadonlySet<string> = new Set('all analyse analyze and any array as asc both case cast check collate column constraint create default desc distinct do else end except false fetch for foreign from grant group having in initially intersect into lateral leading limit not null offset on only or order placing primary references returning select some symmetric table then to trailing true union unique user using variadic when where window with'.split(' '));

/** quote_ident() */
export function quoteIdent(name: string): string {
  return /^[a-z_][a-z0-9_$]*$/.test(name) && !RESERVED.has(name) ? name : `"${name.replaceAll('"', '""')}"`;
}

/** quote_literal() */
export function quoteLiteral(value: Value): string | null {
  const text = textOfValue(value);
  return text === null ? null : `'${text.replaceAll("'", "''")}'`;
}
