import type { Family, Operand, RenderContext } from '../dialect.js';
import { fill, primary, type Sql } from '../sql.js';
import { documentOf, holdsPairs } from './hstore.js';
import { intervalOutput } from './interval-output.js';
import { moment } from './moments.js';
import { fixedText, PLAIN_SCALE } from './numbers.js';

/** What SQLite's JSON functions take for JSON rather than text. */
const BUILT = /^(json|json_array|json_object|json_set|json_insert|json_replace|json_remove|json_group_array|json_group_object)\(/u;

/** A value as an argument of json_object(), json_array(), json_set(): JSON, arrays and booleans stay what they are. */
export function jsonArgument(operand: Operand, context: RenderContext): Sql {
  const { sql, family } = operand;
  switch (family) {
    case 'json':
    case 'jsonb':
    case 'array':
      return BUILT.test(sql.text) ? sql : fill('json({1})', [sql]);
    case 'bool':
      if (operand.constant !== undefined) return operand.constant === null ? primary('NULL') : primary(sql.text === '1' ? "json('true')" : "json('false')");
      return fill("json(iif({1}, 'true', iif({1} IS NULL, NULL, 'false')))", [sql]);
    case 'timestamp':
    case 'timestamptz':
      return momentJson(sql, family, context);
    case 'numeric':
      return context.mapping === 'exact' && !sql.real ? fill('json({1})', [sql]) : sql;
    case 'money':
      context.note({ code: 'unsupported-function', message: 'the text of money depends on the locale of the Postgres server', help: 'Write price::numeric.' });
      return sql;
    case 'interval':
      return intervalOutput(operand);
    case 'bytea':
      return fill("iif({1} IS NULL, NULL, '\\x' || lower(hex({1})))", [sql]);
    case 'text':
    case 'citext':
      return mayBeTakenForJson(sql) ? fill("'' || {1}", [sql]) : sql;
    case 'other':
      return holdsPairs(operand) ? fill('json({1})', [documentOf(operand)]) : sql;
    default:
      return sql;
  }
}

/** The same within a document, which tells 12.50 from 12.5 and 2 from 2.0: a number of a column is written with the digits that it has in Postgres. */
export function documentPart(operand: Operand, context: RenderContext): Sql {
  const { sql, family, scale } = operand;
  const asText = context.mapping === 'exact' && family === 'numeric';
  if (!operand.column || asText || (family !== 'numeric' && family !== 'float') || (scale ?? 0) > PLAIN_SCALE) return jsonArgument(operand, context);
  if (scale === 0) return fill('CAST({1} AS INTEGER)', [sql]);
  return fill(scale === undefined ? WHOLE : `json(iif({1} IS NULL, NULL, ${fixedText(sql, scale).text}))`, [sql]);
}

/** Up to here a REAL is sure to be the whole number that it says. */
const WHOLE = 'iif(CAST({1} AS INTEGER) = {1} AND abs({1}) < 1e15, CAST({1} AS INTEGER), {1})';

/** Text that comes out of a JSON function or operator is a value of JSON to the next one (https://www.sqlite.org/json1.html#value_arguments). */
function mayBeTakenForJson({ text }: Sql): boolean {
  return /->(?!>)|json|\.value AS TEXT\)/u.test(text) && !text.startsWith("'") && !text.startsWith('json_extract(');
}

/** `"2024-01-31T10:00:00+00:00"`, as to_jsonb writes it. */
function momentJson(sql: Sql, family: Family, context: RenderContext): Sql {
  const zone = family === 'timestamptz' ? " || '+00:00'" : '';
  const text = context.mapping === 'classic' ? sql : moment(sql, [], 'classic');
  return fill(`replace({1}, ' ', 'T')${zone}`, [text]);
}

/** to_jsonb(value): its JSON text; NULL stays NULL. */
export function toJsonb(operand: Operand, context: RenderContext): Sql {
  const { sql, family } = operand;
  if (operand.constant === null) return primary('NULL');
  if (family === 'json' || family === 'jsonb' || family === 'array') return sql;
  if (holdsPairs(operand)) return documentOf(operand);
  if (family === 'bool') return fill("iif({1}, 'true', iif({1} IS NULL, NULL, 'false'))", [sql]);
  const value = documentPart(operand, context);
  const quoted = fill('json_quote({1})', [value]);
  return operand.constant === undefined ? fill('iif({1} IS NULL, NULL, {2})', [sql, quoted]) : quoted;
}
