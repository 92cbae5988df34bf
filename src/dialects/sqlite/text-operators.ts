import type { Operand, Render, RenderContext } from '../dialect.js';
import { infix, PRECEDENCE, primary, type Sql } from '../sql.js';
import { mergedHstore } from './hstore.js';
import { isAddress, withMask } from './network.js';
import { toText } from './to-text.js';

export function quoteText(text: string): Sql {
  return primary(`'${text.replaceAll("'", "''")}'`);
}

/** The same, with char() for line breaks and other control characters, which a file of statements should not hold. */
export function quoteVisibly(text: string): Sql {
  const parts = text.split(/(\p{Cc}+)/u).filter((part) => part !== '');
  if (!/\p{Cc}/u.test(text)) return quoteText(text);
  const sqls = parts.map((part) => (/\p{Cc}/u.test(part) ? primary(`char(${[...part].map((c) => c.codePointAt(0)).join(', ')})`) : quoteText(part)));
  return sqls.reduce((all, sql) => infix(all, '||', sql, PRECEDENCE.concat));
}

/** ASCII letters are all that SQLite folds. */
export function isAscii(text: string): boolean {
  return /^\p{ASCII}*$/u.test(text);
}

/** `a || b` of text and bits; a value of another type is written as Postgres writes it. What hstore makes of || is no text behind another, and of other types there is none. */
export const concatenation: Render = ([left, right], context) => {
  const { family, type } = context.result;
  if (!left || !right) return undefined;
  if (family === 'other' && !(type.kind === 'base' && type.name.endsWith('bit'))) return mergedHstore(left, right);
  const [a, b] = [textOf(left, context), textOf(right, context)];
  return a && b && infix(a, '||', b, PRECEDENCE.concat);
};

function textOf(operand: Operand, context: RenderContext): Sql | undefined {
  return operand.family === 'array' || operand.family === 'row' ? undefined : isAddress(operand) ? withMask(operand) : toText(operand, context);
}
