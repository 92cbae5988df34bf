/** How many conditions stand side by side: SQLite reads `a OR b OR c` as `(a OR b) OR c`, one level for each, and D1 takes 100 levels. */
const LONGEST = 32;

/** `a OR b OR c`; of many, `(a OR b) OR (c OR d)`. */
export function chain(operator: 'AND' | 'OR', operands: readonly string[]): string {
  if (operands.length <= LONGEST) return operands.join(` ${operator} `);
  const middle = halfOf(operands.length);
  return [operands.slice(0, middle), operands.slice(middle)].map((half) => `(${chain(operator, half)})`).join(` ${operator} `);
}

/** How many levels lie between a chain of `count` operands and the one at `index`. */
export function levelsAbove(index: number, count: number): number {
  if (count <= LONGEST) return count > 1 ? count - Math.max(index, 1) : 1;
  const middle = halfOf(count);
  return 1 + (index < middle ? levelsAbove(index, middle) : levelsAbove(index - middle, count - middle));
}

function halfOf(count: number): number {
  return Math.ceil(count / 2);
}
