import type { Operand, Render, RenderContext } from '../dialect.js';
import { fill, infix, PRECEDENCE, type Sql } from '../sql.js';
import { toText } from './to-text.js';
import { calling } from './variadic.js';

/** Values as they are put out: concat() skips NULLs, and writes booleans as t and f. */
export function concatenated(args: readonly Operand[], context: RenderContext): readonly Sql[] | undefined {
  const texts = args.map((arg) => (arg.family === 'bool' ? fill("iif({1}, 't', iif({1} IS NULL, NULL, 'f'))", [arg.sql]) : arg.family === 'int' ? arg.sql : toText(arg, context)));
  return texts.every((text) => text !== undefined) ? texts : undefined;
}

/** `concat(a, b)` */
export const concat: Render = (args, context) => {
  const texts = concatenated(args, context);
  return texts && calling('concat', texts, context);
};

/** `concat_ws(', ', a, b)` */
export const concatWs: Render = ([separator, ...args], context) => {
  const texts = concatenated(args, context);
  if (!separator || !texts) return undefined;
  // SQLite's concat_ws() forgets the separator after empty text at the start.
  const parts = texts.map((text) => infix(separator.sql, '||', text, PRECEDENCE.concat));
  return fill('substr({2}, length({1}) + 1)', [separator.sql, calling('concat', parts, context)]);
};
