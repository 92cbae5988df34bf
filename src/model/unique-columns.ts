import type { OutputColumn } from './query.js';

/**
 * The columns of a subquery under names that tell them apart: `SELECT 1, 2` has two of the name "?column?", which Postgres counts, while SQLite takes
 * the first of them for both.
 */
export function withUniqueNames<T extends Pick<OutputColumn, 'name'>>(columns: readonly T[]): readonly T[] {
  const names = new Set(columns.map(({ name }) => name));
  if (names.size === columns.length) return columns;
  const seen = new Set<string>();
  return columns.map((column, i) => {
    let { name } = column;
    if (seen.has(name)) {
      name = `${name}_${i + 1}`;
      while (names.has(name)) name += '_';
      names.add(name);
    }
    seen.add(name);
    return name === column.name ? column : { ...column, name };
  });
}
