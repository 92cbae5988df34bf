/**
 * SQLite's unique indexes never compare NULLs. For NULLS NOT DISTINCT a second one, over the rows with a NULL, compares each key as the pair of
 * whether it is null, and its value or a constant.
 */
export function nullKeys(keys: readonly string[]): { readonly list: string; readonly anyNull: string } {
  const list = keys.flatMap((key) => [`(${key}) IS NULL`, `ifnull(${key}, 0)`]).join(', ');
  return { list, anyNull: keys.map((key) => `(${key}) IS NULL`).join(' OR ') };
}
