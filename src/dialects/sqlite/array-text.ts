import type { Family, Render } from '../dialect.js';
import { fill } from '../sql.js';

const WORD = "value = '' OR lower(value) = 'null' OR value GLOB '*[{},\"\\ ' || char(9, 10, 11, 12, 13) || ']*'";
const QUOTED = "'\"' || replace(replace(value, '\\', '\\\\'), '\"', '\\\"') || '\"'";

/** One element as Postgres writes it in `{..}` (https://www.postgresql.org/docs/18/arrays.html#ARRAYS-IO). */
const ELEMENTS: Partial<Readonly<Record<Family, string>>> = {
  int: "iif(type = 'array', replace(replace(replace(value, '[', '{'), ']', '}'), 'null', 'NULL'), value)",
  bool: "iif(value, 't', iif(value IS NULL, NULL, 'f'))",
  text: `iif(${WORD}, ${QUOTED}, value)`,
  citext: `iif(${WORD}, ${QUOTED}, value)`,
  enum: `iif(${WORD}, ${QUOTED}, value)`,
  uuid: 'value',
};

/** `tags::text`: `{a,"b c",NULL}` */
export const arrayText: Render = ([array]) => {
  const element = array?.element && ELEMENTS[array.element];
  if (!array || !element) return undefined;
  return fill(`iif({1} IS NULL, NULL, '{' || coalesce((SELECT group_concat(coalesce(${element}, 'NULL'), ',' ORDER BY key) FROM json_each({1})), '') || '}')`, [array.sql]);
};
