import type { Operand, RenderContext } from '../dialect.js';
import { fill, primary, type Sql } from '../sql.js';
import { failure, moment } from './moments.js';

/** A text that a template reads several times; a query is asked once. */
function readOnce(args: readonly Operand[], template: (text: Sql) => Sql): Sql {
  const [arg] = args;
  if (!arg || arg.sql.text === 'NULL') return primary('NULL');
  if (!/\bSELECT\b/u.test(arg.sql.text)) return template(arg.sql);
  return fill('(SELECT {1} FROM (SELECT {2} AS _text))', [template(primary('_text')), arg.sql]);
}

/** Each group of a uuid without hyphens. */
const GROUPS = [[1, 8], [9, 4], [13, 4], [17, 4], [21, 12]].map(([start, length]) => `substr({1}, ${start}, ${length})`).join(" || '-' || ");

/** `md5(email)::uuid` has no hyphens, and a GUID of Windows has braces. */
export function readUuid(args: readonly Operand[]): Sql {
  return readOnce(args, (text) => {
    const bare = fill("trim({1}, '{}')", [text]);
    return fill(`lower(iif(length({1}) = 32, ${GROUPS}, {2}))`, [text, bare]);
  });
}

/** A moment without a zone ignores the one that its text has: what stands before a sign behind the day is read. */
const WITHOUT_ZONE = "substr({1}, 1, 9 + min(instr(substr({1}, 11) || '+', '+'), instr(substr({1}, 11) || '-', '-')))";
/** Postgres writes whole hours of an offset alone, `+00`; SQLite reads `+00:00`. */
const FULL_ZONE = "{1} || substr(':00', 1, 3 * ({1} GLOB '*:*[+-][0-9][0-9]'))";

export function textTimestamp(args: readonly Operand[], context: RenderContext): Sql {
  return readOnce(args, (text) => fill(`coalesce({1}, ${failure('invalid timestamp', 2)})`, [moment(fill(WITHOUT_ZONE, [text]), [], context.mapping), text]));
}

export function textTimestamptz(args: readonly Operand[], context: RenderContext): Sql {
  return readOnce(args, (text) => fill(`coalesce({1}, ${failure('invalid timestamp', 2)})`, [moment(fill(FULL_ZONE, [text]), [], context.mapping), text]));
}

export function textDate(args: readonly Operand[]): Sql {
  return readOnce(args, (text) => fill(`coalesce(date({1}), ${failure('invalid date', 2)})`, [fill(WITHOUT_ZONE, [text]), text]));
}
