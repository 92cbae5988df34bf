import type { Mapping } from '../../model/dialect.js';
import type { Operand, RenderContext } from '../dialect.js';
import { fill, primary, type Sql } from '../sql.js';

/**
 * A timestamp expression in the mapping's form, from anything that SQLite's date functions read (https://www.sqlite.org/lang_datefunc.html).
 * `classic` is what Postgres prints: no zone, and no fraction unless there is one. `exact` is ISO 8601 with milliseconds in UTC.
 * @param fraction the modifiers may add parts of a second
 */
export function moment(value: Sql, modifiers: readonly string[], mapping: Mapping, fraction = false): Sql {
  const rest = modifiers.map((modifier) => `, ${modifier}`).join('');
  if (mapping === 'exact') return fill(`strftime('%Y-%m-%dT%H:%M:%fZ', {1}${rest})`, [value]);
  if (isWhole(value) && !(fraction && value.text !== "'now'")) return fill(`datetime({1}${rest})`, [value]);
  return fill(`rtrim(rtrim(strftime('%Y-%m-%d %H:%M:%f', {1}${rest}), '0'), '.')`, [value]);
}

/** A value without a fraction of a second: the current time in the classic mapping, and what is computed from it. */
function isWhole(value: Sql): boolean {
  return value.text === "'now'" || value.text.startsWith('datetime(') || value.text.startsWith('date(');
}

/** The whole-second form, for results that have no fraction: date_trunc. */
export function wholeMoment(value: Sql, modifiers: readonly string[], mapping: Mapping): Sql {
  const rest = modifiers.map((modifier) => `, ${modifier}`).join('');
  return fill(mapping === 'exact' ? `strftime('%Y-%m-%dT%H:%M:%fZ', {1}${rest})` : `datetime({1}${rest})`, [value]);
}

/** An expression that raises an error at run time, because SQLite has no raise() outside triggers: what is no JSON cannot be read as such. */
export function failure(message: string, index = 1): string {
  return `json('${message}: ' || {${index}})`;
}

/** A day as a moment; one that is infinite is the same one. */
export function startOfDay([arg]: readonly Operand[], { mapping }: RenderContext): Sql {
  if (!arg || (mapping === 'classic' && arg.constant?.endsWith('infinity'))) return arg?.sql ?? primary('NULL');
  return fill(mapping === 'exact' ? "{1} || 'T00:00:00.000Z'" : "{1} || ' 00:00:00'", [arg.sql]);
}
