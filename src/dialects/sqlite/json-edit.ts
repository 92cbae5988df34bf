import type { Operand, Render, RenderContext } from '../dialect.js';
import { fill, primary, type Sql } from '../sql.js';
import { askedOften, elementsOf, isIndex, joined, pathIn, pathLiteral } from './json-path.js';
import { jsonArgument } from './json-value.js';
import { failure } from './moments.js';

const nullPart = (json: string, elements: boolean): string => `(SELECT fullkey FROM json_tree(${json}) WHERE type = 'null' AND ${elements ? 'parent IS NOT NULL' : "typeof(key) = 'text'"} LIMIT 1)`;

/** Fields that are null go, at every depth, one after the other; elements of arrays stay unless it is said. */
const strip = (elements: boolean): string => [
  `(WITH RECURSIVE strip(_json, _path) AS (SELECT {1}, ${nullPart('{1}', elements)}`,
  `UNION ALL SELECT json_remove(_json, _path), ${nullPart('json_remove(_json, _path)', elements)} FROM strip WHERE _path IS NOT NULL)`,
  'SELECT _json FROM strip WHERE _path IS NULL)',
].join(' ');

export const stripNulls: Render = ([json, elements]) => (json && (!elements || typeof elements.constant === 'string') ? fill(strip(elements?.constant?.startsWith('t') === true), [json.sql]) : undefined);

/** The elements with one more among them, whose place is `{4}`; `{5}` tells whether it comes before or after the one that is there. */
const ELEMENTS = [
  '(SELECT json_group_array(json(_json) ORDER BY _place, _side) FROM',
  '(SELECT key AS _place, 1 AS _side, json -> fullkey AS _json FROM json_each({1}, {2}) UNION ALL SELECT {4}, {5}, json_array({3}) -> 0))',
].join(' ');

/** jsonb_insert(target, path, value, after): among an array's elements, or as a new field of an object, which must not be there yet. */
export const insert: Render = ([target, path, value, after], context) => {
  const elements = path && elementsOf(path);
  const last = elements?.at(-1);
  if (!target || !value || !elements || last === undefined || (after && after.constant === undefined)) return undefined;
  const side = /^(t|true|1)$/iu.test(after?.constant ?? 'false') ? 2 : 0;
  return askedOften(target.sql, context, (json) => insertAt(json, elements, last, value, side, context));
};

function insertAt(json: Sql, elements: readonly string[], last: string, value: Operand, side: 0 | 2, context: RenderContext): Sql {
  const parent = pathIn(json, elements.slice(0, -1));
  const added = jsonArgument(value, context);
  const key = joined(parent, pathLiteral(`.${JSON.stringify(last)}`));
  const field = fill(`iif(json_type({1}, {2}) IS NULL, json_insert({1}, {2}, {3}), ${failure('cannot replace existing key', 2)})`, [json, key, added]);
  const test = fill("json_type({1}, {2}) = 'object'", [json, parent]);
  const nothing = fill('{1} IS NULL OR {2} IS NULL', [json, value.sql]);
  const isArray = fill("json_type({1}, {2}) = 'array'", [json, parent]);
  if (!isIndex(last)) return fill(`iif({4}, NULL, iif({1}, {2}, iif({5}, ${failure(`path element at position ${elements.length} is not an integer`, 3)}, {3})))`, [test, field, json, nothing, isArray]);
  const place = last.startsWith('-') ? fill('json_array_length({1}, {2}) - {3}', [json, parent, primary(last.slice(1))]) : primary(last);
  const list = fill(ELEMENTS, [json, parent, added, place, primary(String(side))]);
  const array = elements.length === 1 ? list : fill('json_set({1}, {2}, json({3}))', [json, parent, list]);
  return fill('iif({6}, NULL, iif({1}, {2}, iif({3}, {4}, {5})))', [isArray, array, test, field, json, nothing]);
}

/** json_object('{a,1,b,2}'), json_object('{{a,1},{b,2}}') */
export const fromPairs: Render = ([pairs]) => {
  const [key, value] = [0, 1].map((place) => `iif(a.type = 'array', a.value ->> ${place}, ${place === 0 ? 'a' : 'b'}.value)`);
  return pairs && fill(`iif({1} IS NULL, NULL, (SELECT json_group_object(${key}, ${value}) FROM json_each({1}) AS a LEFT JOIN json_each({1}) AS b ON b.key = a.key + 1 WHERE a.type = 'array' OR a.key % 2 = 0))`, [pairs.sql]);
};

/** json_object('{a,b}', '{1,2}') */
export const fromLists: Render = ([keys, values]) =>
  keys && values && fill('iif({1} IS NULL OR {2} IS NULL, NULL, (SELECT json_group_object(a.value, b.value) FROM json_each({1}) AS a JOIN json_each({2}) AS b ON b.key = a.key))', [keys.sql, values.sql]);

/** A field as JSON: `->` finds the first of one name. */
const OF_FIELD = "iif(count(*) = 1, each.json -> each.fullkey, iif(each.type = 'text', json_quote(each.value), iif(each.type IN ('null', 'true', 'false'), each.type, CAST(each.value AS TEXT))))";

/** An object as jsonb keeps it: of fields with one name the last, in the order of their names. What makes it may be an aggregate of the query around. */
export const FIELDS_OF_JSONB = [
  '(SELECT json_group_object(_key, json(_value)) FROM',
  `(SELECT each.key AS _key, max(each.id), ${OF_FIELD} AS _value FROM (SELECT {1} AS _object) AS made, json_each(_object) AS each`,
  'GROUP BY each.key ORDER BY length(CAST(each.key AS BLOB)), each.key))',
].join(' ');
