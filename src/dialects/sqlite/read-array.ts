import { fill, type Sql } from '../sql.js';
import { failure } from './moments.js';

const MALFORMED = "json('malformed array literal')";

/** Between elements, what comes next; in a quoted one, what has been read of it stands in `item`. */
const NEXT = 'ltrim(rest)';
const QUOTED = `${NEXT} GLOB '"*'`;
const EMPTY = `${NEXT} = '}' AND list = '[]'`;
/** Where an element without quotes ends. */
const END = `iif(instr(${NEXT}, ',') = 0, length(${NEXT}), instr(${NEXT}, ','))`;
const BARE = `rtrim(substr(${NEXT}, 1, ${END} - 1))`;
const ELEMENT = `iif(${BARE} = '' OR ${BARE} GLOB '*[{}"\\]*', ${MALFORMED}, iif(upper(${BARE}) = 'NULL', NULL, ${BARE}))`;
const ESCAPED = "instr(rest, '\\') BETWEEN 1 AND instr(rest, '\"')";
const CLOSED = "instr(rest, '\"') > 0";

const REST = `iif(item IS NULL, iif(${QUOTED}, substr(${NEXT}, 2), iif(${EMPTY}, '', substr(${NEXT}, ${END} + 1))), iif(${ESCAPED}, substr(rest, instr(rest, '\\') + 2), iif(${CLOSED}, substr(ltrim(substr(rest, instr(rest, '"') + 1)), 2), '')))`;
const ITEM = `iif(item IS NULL, iif(${QUOTED}, '', NULL), iif(${ESCAPED}, item || substr(rest, 1, instr(rest, '\\') - 1) || substr(rest, instr(rest, '\\') + 1, 1), iif(${CLOSED}, NULL, item)))`;
const LIST = `iif(item IS NULL, iif(${QUOTED} OR ${EMPTY}, list, json_insert(list, '$[#]', ${ELEMENT})), iif(${ESCAPED} OR NOT ${CLOSED}, list, json_insert(list, '$[#]', item || substr(rest, 1, instr(rest, '"') - 1))))`;

const START = `SELECT iif(substr(trim({1}), 1, 1) = '{' AND substr(trim({1}), -1) = '}', substr(trim({1}), 2), ${failure('malformed array literal')}), NULL, '[]' WHERE {1} IS NOT NULL`;
const READ = `(WITH RECURSIVE walk(rest, item, list) AS (${START} UNION ALL SELECT ${REST}, ${ITEM}, ${LIST} FROM walk WHERE rest <> '') SELECT iif(item IS NULL, list, ${MALFORMED}) FROM walk WHERE rest = '')`;

/** A text like `{a,"b c",NULL}` as a JSON array of texts: one element after the other (https://www.postgresql.org/docs/18/arrays.html#ARRAYS-IO). */
export function readArray(text: Sql): Sql {
  return fill(READ, [text]);
}
