/** SQLite's keywords, lower case (https://www.sqlite.org/lang_keywords.html), and the two names that it reads as constants when no column bears them. */
const KEYWORDS: ReadonlySet<string> = new Set(
  `abort action add after all alter always analyze and as asc attach autoincrement before begin between by cascade case cast check
  collate column commit conflict constraint create cross current current_date current_time current_timestamp database default deferrable
  deferred delete desc detach distinct do drop each else end escape except exclude exclusive exists explain fail filter first following
  for foreign from full generated glob group groups having if ignore immediate in index indexed initially inner insert instead intersect
  into is isnull join key last left like limit match materialized natural no not nothing notnull null nulls of offset on or order others
  outer over partition plan pragma preceding primary query raise range recursive references regexp reindex release rename replace restrict
  returning right rollback row rows savepoint select set table temp temporary then ties to transaction trigger unbounded union unique update
  using vacuum values view virtual when where window with without true false`.split(/\s+/u),
);

/**
 * A name as SQLite and D1 read it: bare when it is a lower-case identifier and no keyword, otherwise in double quotes.
 * Names are printed only where such an object exists: D1 reads an unknown quoted name as a string.
 *
 * @example quoteIdentifier('users') // users
 * @example quoteIdentifier('createdAt') // "createdAt"
 */
export function quoteIdentifier(name: string): string {
  return /^[a-z_][a-z0-9_]*$/u.test(name) && !KEYWORDS.has(name) ? name : `"${name.replaceAll('"', '""')}"`;
}

/** A text constant in single quotes. */
export function quoteLiteral(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** The one name, unquoted, of a relation on targets without schemas: `public` is dropped, another schema becomes a prefix: `auth.users` -> `auth_users`. */
export function relationName(schema: string, name: string): string {
  return schema === 'public' ? name : `${schema}_${name}`;
}
