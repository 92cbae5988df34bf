import { infix, PRECEDENCE, type Sql } from '../../sql.js';
import { quoteVisibly } from '../text-operators.js';

/** `value GLOB pattern`; undefined when the pattern is too long for the target. */
export function glob(value: Sql, pattern: string, limit: number): Sql | undefined {
  return fits(pattern, limit) ? infix(value, 'GLOB', quoteVisibly(pattern), PRECEDENCE.equality) : undefined;
}

export function notGlob(value: Sql, pattern: string, limit: number): Sql | undefined {
  return fits(pattern, limit) ? infix(value, 'NOT GLOB', quoteVisibly(pattern), PRECEDENCE.equality) : undefined;
}

export function fits(pattern: string, limit: number): boolean {
  return new TextEncoder().encode(pattern).length <= limit;
}

/** Undefined for no condition at all. */
export function conjunction(tests: readonly Sql[]): Sql | undefined {
  return tests.length === 0 ? undefined : tests.reduce((all, test) => infix(all, 'AND', test, PRECEDENCE.and));
}
