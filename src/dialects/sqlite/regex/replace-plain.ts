import type { Operand } from '../../dialect.js';
import { fill, type Sql } from '../../sql.js';
import { failure } from '../moments.js';

/** The first place of a text that comes with the row and stands for itself, or every place of it. A backslash means more in what replaces it. */
export function replacePlain(value: Operand, pattern: Operand, by: Operand, all: boolean): Sql | undefined {
  if (value.family === 'citext' || pattern.family === 'citext' || by.constant === null || by.constant?.includes('\\')) return undefined;
  const first = 'iif(instr({1}, {2}) = 0, {1}, substr({1}, 1, instr({1}, {2}) - 1) || {3} || substr({1}, instr({1}, {2}) + length({2})))';
  const replaced = all ? 'replace({1}, {2}, {3})' : first;
  const known = by.constant !== undefined || by.plain === true;
  const checked = known ? replaced : `iif({3} IS NULL, NULL, iif(instr({3}, '\\') > 0, ${failure('a backslash in what replaces a match', 3)}, ${replaced}))`;
  return fill(checked, [value.sql, pattern.sql, by.sql]);
}
