import type { FunctionRow, Operand, Render } from '../dialect.js';
import { fill, primary, type Sql } from '../sql.js';
import { emulated, refused } from './row.js';

/** 20 digits, of which the first tells the sign. */
const WHOLE = "printf('%d%019d', {1} >= 0, iif({1} >= 0, {1}, {1} + 9223372036854775807 + 1))";

/** A value as a text that sorts as it does, of digits and letters alone. */
function sortedText({ family, sql }: Operand): Sql | undefined {
  switch (family) {
    case 'int':
      return fill(WHOLE, [sql]);
    case 'bool':
      return sql;
    case 'text':
    case 'uuid':
    case 'timestamp':
    case 'timestamptz':
    case 'date':
    case 'time':
      return fill('hex({1})', [sql]);
    default:
      return undefined;
  }
}

/** The fields of a row one after the other: what stands around them sorts before all that they are made of, and NULL behind it. */
const rowKey: Render = (args) => {
  const fields = args.map((arg) => {
    const text = sortedText(arg);
    return text && fill("iif({1} IS NULL, '~', {2})", [arg.sql, text]).text;
  });
  return fields.every((field) => field !== undefined) ? primary(`(' ' || ${fields.join(" || '!' || ")} || ' ')`) : undefined;
};

/** Not Postgres': what SEARCH and CYCLE keep. */
export const SEARCH_FUNCTIONS: Readonly<Record<string, readonly FunctionRow[]>> = {
  'row key': [emulated(['any', '...'], rowKey), ...refused('SEARCH and CYCLE are supported by columns of whole numbers, texts, UUIDs, booleans and moments', 'Keep the path in a column of the recursive query.')],
  'search deeper': [emulated(['any', 'any'], '({1} || {2})')],
  'search level': [emulated(['any', 'any'], "(printf('%010d', {1}) || {2})")],
  'search further': [emulated(['any', 'any'], "(printf('%010d', CAST(substr({1}, 1, 10) AS INTEGER) + 1) || {2})")],
  'path start': [emulated(['any'], 'json_array({1})')],
  'path further': [emulated(['any', 'any'], "json_insert({1}, '$[#]', {2})")],
  'path has': [emulated(['any', 'any'], 'instr({1}, json_quote({2})) > 0')],
};
