import type { Operand, RenderContext } from '../dialect.js';
import { fill, type Sql } from '../sql.js';

/**
 * `jsonb::text`: Postgres writes a blank after each colon and comma. The text is walked from quote to quote, so that those inside of strings stay as they
 * are; in a string, a backslash goes with what follows it.
 */
const BLANKS = walk({
  escaped: "inside AND instr(rest, '\\') BETWEEN 1 AND instr(rest, '\"')",
  next: "iif(instr(rest, '\"') = 0, length(rest), instr(rest, '\"'))",
});

function walk({ escaped, next }: { readonly escaped: string; readonly next: string }): string {
  const taken = `substr(rest, 1, iif(${escaped}, instr(rest, '\\') + 1, ${next}))`;
  const left = `substr(rest, iif(${escaped}, instr(rest, '\\') + 1, ${next}) + 1)`;
  const written = `iif(inside, ${taken}, replace(replace(${taken}, ',', ', '), ':', ': '))`;
  const step = `SELECT ${left}, written || ${written}, iif(${escaped}, 1, NOT inside) FROM walk WHERE rest <> ''`;
  return `(WITH RECURSIVE walk(rest, written, inside) AS (SELECT json({1}), '', 0 UNION ALL ${step}) SELECT written FROM walk WHERE rest = '')`;
}

export function jsonText(args: readonly Operand[], context: RenderContext): Sql | undefined {
  const [arg] = args;
  if (!arg) return undefined;
  // Only what is worked out by a query can walk.
  context.note({ code: 'lossy-json-text', message: context.inTable ? 'the text of jsonb has no blanks after colons and commas here, and keeps the order of its keys' : 'the text of jsonb keeps the order of its keys' });
  return context.inTable ? arg.sql : fill(BLANKS, [arg.sql]);
}
