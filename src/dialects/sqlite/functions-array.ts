import type { Family, FunctionRow, Operand, Render, RenderContext } from '../dialect.js';
import { fill, primary, type Sql } from '../sql.js';
import { jsonArgument } from './json-value.js';
import { failure } from './moments.js';
import { emulated, exact, hiding, refused } from './row.js';

/** Its elements in another order, or some of them; `{1}` is the array. */
const gathered = (order: string, rest = ''): string => `iif({1} IS NULL, NULL, (SELECT json_group_array(json(_json) ORDER BY _place) FROM (SELECT json -> fullkey AS _json, row_number() OVER (ORDER BY ${order}) AS _place FROM json_each({1}))${rest}))`;

/** Elements whose values sort as they are written in JSON. */
const SORTED: ReadonlySet<Family> = new Set<Family>(['int', 'float', 'bool', 'text', 'uuid', 'date', 'time', 'timestamp', 'timestamptz']);

/** `array_sort(array, descending, nulls_first)`: NULLs come last, in descending order first, unless it is said. */
const sort: Render = ([array, descending, nullsFirst], context) => {
  if (!array?.element || !(SORTED.has(array.element) || (array.element === 'numeric' && context.mapping === 'classic'))) return undefined;
  const [down, first] = [flag(descending, false), flag(nullsFirst, flag(descending, false))];
  if (down === undefined || first === undefined) return undefined;
  // What is in an array of arrays is compared as an array.
  const value = `iif(type = 'array', ${failure('arrays of arrays are not sorted')}, value)`;
  return fill(gathered(`type = 'null'${first ? ' DESC' : ''}, ${value}${down ? ' DESC' : ''}`), [array.sql]);
};

function flag(operand: Operand | undefined, otherwise: boolean | undefined): boolean | undefined {
  if (!operand) return otherwise;
  return typeof operand.constant === 'string' ? operand.constant.startsWith('t') : undefined;
}

const COUNT = 'json_array_length({1})';
const inRange = (message: string): Render => ([array, count]) =>
  array && count && fill(`iif({1} IS NULL OR {2} IS NULL, NULL, iif({2} BETWEEN 0 AND ${COUNT}, {3}, ${failure(message, 2)}))`, [array.sql, count.sql, rows(array, count, message)]);

function rows(array: Operand, count: Operand, message: string): Sql {
  return message === SAMPLE ? fill(gathered('random()', ' WHERE _place <= {2}'), [array.sql, count.sql]) : fill(gathered('key', ` WHERE _place <= ${COUNT} - {2}`), [array.sql, count.sql]);
}

const SAMPLE = 'sample size must be between 0 and the length of the array';
const TRIM = 'number of elements to trim must be between 0 and the length of the array';

const MIDDLE = "json_extract({2}, '$[' || ((_left + _right) / 2) || ']')";
const SEARCH = [
  `(WITH RECURSIVE search(_left, _right) AS (SELECT 0, json_array_length({2}) UNION ALL SELECT iif({1} < ${MIDDLE}, _left, (_left + _right) / 2 + 1), iif({1} < ${MIDDLE}, (_left + _right) / 2, _right) FROM search WHERE _left < _right)`,
  'SELECT _left FROM search WHERE _left >= _right)',
].join(' ');

/** The place of a value among thresholds, which are taken to ascend. */
export const placeAmong: Render = ([value, thresholds]) =>
  value && thresholds && ['int', 'float'].includes(value.family) && ['int', 'float'].includes(thresholds.element ?? '')
    ? fill(`iif({1} IS NULL OR {2} IS NULL, NULL, iif(EXISTS (SELECT 1 FROM json_each({2}) WHERE value IS NULL), ${failure('thresholds array must not contain NULLs', 2)}, ${SEARCH}))`, [value.sql, thresholds.sql])
    : undefined;

/** The element as json_each() gives it back. */
function element(operand: Operand): Sql {
  return operand.family === 'bool' && operand.constant !== undefined ? primary(operand.sql.text) : operand.sql;
}

const append: Render = ([list, item], context) =>
  list && item && fill("json_insert(coalesce({1}, '[]'), '$[#]', {2})", [list.sql, jsonArgument(item, context)]);

const prepend: Render = ([item, list], context) =>
  list &&
  item &&
  fill("(SELECT json_group_array(json(json -> fullkey)) FROM (SELECT json, fullkey FROM json_each(json_array({1})) UNION ALL SELECT json, fullkey FROM json_each({2})))", [
    jsonArgument(item, context),
    list.sql,
  ]);

const EACH = '(SELECT json_group_array(json(json -> fullkey)) FROM json_each({1}) WHERE value IS NOT {2})';

const remove: Render = ([list, item]) => list && item && fill(`iif({1} IS NULL, NULL, ${EACH})`, [list.sql, element(item)]);

const replace: Render = ([list, from, to], context) => {
  if (!list || !from || !to) return undefined;
  const value = jsonArgument(to, context);
  return fill('iif({1} IS NULL, NULL, (SELECT json_group_array(json(iif(value IS {2}, json_array({3}) -> 0, json -> fullkey))) FROM json_each({1})))', [
    list.sql,
    element(from),
    value,
  ]);
};

const position: Render = ([list, item]) => list && item && fill('(SELECT key + 1 FROM json_each({1}) WHERE value IS {2} ORDER BY key LIMIT 1)', [list.sql, element(item)]);

const positionFrom: Render = ([list, item, start]) => list && item && start && fill('(SELECT key + 1 FROM json_each({1}) WHERE value IS {2} AND key + 1 >= {3} ORDER BY key LIMIT 1)', [list.sql, element(item), start.sql]);

const positions: Render = ([list, item]) => list && item && fill('iif({1} IS NULL, NULL, (SELECT json_group_array(key + 1) FROM json_each({1}) WHERE value IS {2}))', [list.sql, element(item)]);

const lower: Render = ([list, dimension]) => (list && dimension?.constant === '1' ? fill('iif(json_array_length({1}) > 0, 1, NULL)', [list.sql]) : undefined);

const length: Render = ([list, dimension]) => (list && dimension?.constant === '1' ? fill('nullif(json_array_length({1}), 0)', [list.sql]) : undefined);

/** Booleans are written t and f; NULLs are left out unless there is a text for them. */
const join: Render = ([list, separator, missing]) => {
  if (!list || !separator || list.element === 'array' || list.element === 'numeric' || list.element === 'float') return undefined;
  const value = list.element === 'bool' ? "iif(value, 't', iif(value IS NULL, NULL, 'f'))" : 'value';
  const shown = missing ? `coalesce(${value}, {3})` : value;
  const sqls = [list.sql, separator.sql, ...(missing ? [missing.sql] : [])];
  return fill(`iif({1} IS NULL, NULL, coalesce((SELECT group_concat(${shown}, {2}) FROM json_each({1})), ''))`, sqls);
};

/** Functions of arrays (https://www.postgresql.org/docs/18/functions-array.html), which are JSON arrays here. */
export const ARRAY_FUNCTIONS: Readonly<Record<string, readonly FunctionRow[]>> = {
  array_append: [emulated(['array', 'any'], append)],
  array_prepend: [emulated(['any', 'array'], prepend)],
  array_cat: [emulated(['array', 'array'], (args, context) => catenate(args, context))],
  array_remove: [emulated(['array', 'any'], remove)],
  array_replace: [emulated(['array', 'any', 'any'], replace)],
  array_position: [emulated(['array', 'any'], position), emulated(['array', 'any', 'int'], positionFrom)],
  array_positions: [emulated(['array', 'any'], positions)],
  array_lower: [exact(['array', 'int'], lower)],
  array_length: [exact(['array', 'int'], length)],
  array_upper: [exact(['array', 'int'], length)],
  cardinality: [exact(['array'], 'json_array_length({1})')],
  array_to_string: [hiding([2], emulated(['array', 'string'], join)), hiding([2], emulated(['array', 'string', 'string'], join))],
  array_reverse: [emulated(['array'], gathered('key DESC'))],
  array_sort: [
    emulated(['array'], sort),
    emulated(['array', 'bool'], sort),
    emulated(['array', 'bool', 'bool'], sort),
    ...refused('array_sort() is worked out for elements that are plain numbers, texts, booleans, UUIDs and moments, in an order that is a constant', 'Sort the elements in a query: ARRAY(SELECT e FROM unnest(list) AS e ORDER BY e).'),
  ],
  array_shuffle: [emulated(['array'], gathered('random()'))],
  array_sample: [emulated(['array', 'int'], inRange(SAMPLE))],
  trim_array: [emulated(['array', 'int'], inRange(TRIM))],
};

function catenate(args: readonly Operand[], context: RenderContext): Sql | undefined {
  const row = context.dialect.operators['||']?.find(({ args: [first, second] }) => first === 'array' && second === 'array');
  return typeof row?.render === 'function' ? row.render(args, context) : undefined;
}
