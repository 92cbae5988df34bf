import type { Operand, Render, RenderContext } from '../dialect.js';
import { fill, type Sql } from '../sql.js';

/** The value's parts. Atoms are written out: a number with the digits that it has. */
const PARTS = "SELECT id AS _id, parent AS _parent, key AS _key, type AS _type, iif(type = 'text', json_quote(atom), iif(type IN ('integer', 'real'), json -> fullkey, type)) AS _text FROM json_tree({1})";

/** The place of a part: that of what it is in, then its index, or the length of its key in bytes and the key. */
const STEP = "printf('%09d', iif(walk._type = 'array', part._key, length(CAST(part._key AS BLOB)))) || iif(walk._type = 'array', '', part._key)";

const WALK = [
  "SELECT _id, _type, '', '', _text FROM part WHERE _parent IS NULL",
  `UNION ALL SELECT part._id, part._type, walk._place || ${STEP}, iif(walk._type = 'array', '', json_quote(part._key) || ': '), part._text FROM walk JOIN part ON part._parent = walk._id`,
].join(' ');

/** What is written, one after the other. A bracket is closed after all that begins with the place of what it closes: places go on with digits. */
const TOKENS = [
  "SELECT _place, _key || iif(_type = 'object', '{', iif(_type = 'array', '[', _text)) AS _text, _type IN ('object', 'array') AS _opens, 0 AS _closes FROM walk",
  "UNION ALL SELECT _place || '~', iif(_type = 'object', '}', ']'), 0, 1 FROM walk WHERE _type IN ('object', 'array')",
].join(' ');

/** `jsonb::text`: keys in the order of their length and bytes, and a blank after each colon and comma (https://www.postgresql.org/docs/18/datatype-json.html). */
const TEXT = [
  `(WITH RECURSIVE part AS MATERIALIZED (${PARTS}), walk(_id, _type, _place, _key, _text) AS (${WALK})`,
  `SELECT group_concat(iif(_first, '', ', ') || _text, '' ORDER BY _place) FROM`,
  `(SELECT _place, _text, _closes OR lag(_opens, 1, 1) OVER (ORDER BY _place) AS _first FROM (${TOKENS})))`,
].join(' ');

export function jsonText(args: readonly Operand[], context: RenderContext): Sql | undefined {
  const [arg] = args;
  if (!arg) return undefined;
  if (!context.inTable) return fill(TEXT, [arg.sql]);
  // Only what is worked out by a query can walk.
  context.note({ code: 'lossy-json-text', message: 'the text of jsonb has no blanks after colons and commas here, and keeps the order of its keys' });
  return arg.sql;
}

/** Of a part of JSON and its text, as `->>` gives it: an object or an array is written as `::text` writes it. */
export const wholeText: Render = ([part, text], context) => {
  const written = part && jsonText([part], context);
  return text && written && fill("iif(json_type({1}) IN ('object', 'array'), {2}, {3})", [part.sql, written, text.sql]);
};
