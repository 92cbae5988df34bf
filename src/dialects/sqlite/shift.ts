import type { Operand, Render, RenderContext } from '../dialect.js';
import { fill, infix, PRECEDENCE, type Sql } from '../sql.js';

const WIDTHS: Readonly<Record<string, number>> = { int2: 16, int4: 32, int8: 64 };

/**
 * `a << n` and `a >> n`: Postgres counts by the last bits of `n`, where SQLite shifts by a negative number to the other side, and keeps as many
 * bits as the type has (https://www.postgresql.org/docs/18/functions-math.html).
 */
export function shiftBits(operator: '<<' | '>>'): Render {
  return ([value, count], context) => {
    if (!value || !count) return undefined;
    const width = widthOf(context);
    const shifted = infix(value.sql, operator, isWithin(count, width) ? count.sql : fill(`({1} & ${Math.max(width, 32) - 1})`, [count.sql]), PRECEDENCE.bits);
    return operator === '>>' || width === 64 || fits(value, count, width) ? shifted : wrapped(shifted, width);
  };
}

function widthOf({ result: { type } }: RenderContext): number {
  return (type.kind === 'base' ? WIDTHS[type.name] : undefined) ?? 64;
}

function isWithin({ constant }: Operand, width: number): boolean {
  return typeof constant === 'string' && Number(constant) >= 0 && Number(constant) < width;
}

function fits(value: Operand, count: Operand, width: number): boolean {
  return typeof value.constant === 'string' && isWithin(count, width) && Math.abs(Number(value.constant)) * 2 ** Number(count.constant) < 2 ** (width - 1);
}

/** The last bits of a number as two's complement of so many. */
function wrapped(sql: Sql, width: number): Sql {
  const [all, sign] = [2 ** width - 1, 2 ** (width - 1)];
  return { ...fill(`(({1} & ${all}) + ${sign} & ${all}) - ${sign}`, [sql]), precedence: PRECEDENCE.sum };
}
