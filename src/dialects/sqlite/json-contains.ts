import type { Render, RenderContext } from '../dialect.js';
import { embed, fill, PRECEDENCE, primary, type Sql } from '../sql.js';
import { keyPath } from './json-path.js';
import { failure } from './moments.js';

/**
 * `data @> '{"a": [1]}'` with a constant on the right (https://www.postgresql.org/docs/18/datatype-json.html#JSON-CONTAINMENT),
 * spelled out as tests of the paths that the constant has.
 */
export const jsonContains: Render = ([container, contained], context) => {
  if (!container || !contained) return undefined;
  const text = /^'(.*)'$/su.exec(contained.sql.text)?.[1];
  if (text === undefined || contained.constant === undefined) return context.inTable ? undefined : containsWhatRowsHave(container.sql, contained.sql, context);
  const value = JSON.parse(text.replaceAll("''", "'")) as unknown;
  const json = embed(container.sql, PRECEDENCE.concat);
  const tests = value !== null && typeof value === 'object' ? testsOf(json, '$', value, 0) : [topScalar(json, value)];
  return primary(`iif(${container.sql.text} IS NULL, NULL, ${tests.join(' AND ')})`);
};

export const jsonContainedIn: Render = ([contained, container], context) => (contained && container ? (jsonContains as Extract<Render, (...args: never) => unknown>)([container, contained], context) : undefined);

const SAME_TYPE = "iif(tm_has.type = 'real', 'integer', tm_has.type) = iif(tm_asked.type = 'real', 'integer', tm_asked.type) AND tm_has.atom IS tm_asked.atom";

/**
 * Both only known when the statement runs: each node of the right document is asked for in the left one, by its path, elements of arrays by the path of
 * their array. Elements that are documents would have to be compared as wholes: they are an error.
 */
const CONTAINS = `iif({1} IS NULL OR {2} IS NULL, NULL, iif(EXISTS (SELECT 1 FROM json_tree({2}) AS tm_asked WHERE tm_asked.type IN ('object', 'array') AND typeof(tm_asked.key) = 'integer'), ${failure('documents in an array cannot be looked for', 2)}, NOT EXISTS (SELECT 1 FROM json_tree({2}) AS tm_asked WHERE NOT EXISTS (SELECT 1 FROM json_tree({1}) AS tm_has WHERE ${SAME_TYPE} AND iif(typeof(tm_asked.key) = 'integer', typeof(tm_has.key) = 'integer' AND tm_has.path = tm_asked.path, tm_has.fullkey = tm_asked.fullkey OR (tm_asked.fullkey = '$' AND tm_asked.type NOT IN ('object', 'array') AND tm_has.path = '$' AND typeof(tm_has.key) = 'integer'))))))`;

function containsWhatRowsHave(container: Sql, contained: Sql, context: RenderContext): Sql {
  context.note({ code: 'lossy-json-containment', message: 'where the contained document has objects or arrays within an array, the statement fails' });
  return fill(CONTAINS, [container, contained]);
}

function testsOf(json: string, path: string, value: unknown, depth: number): readonly string[] {
  if (Array.isArray(value)) {
    return [`json_type(${json}, ${quote(path)}) IS 'array'`, ...value.map((element) => hasElement(json, path, element, depth))];
  }
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value);
    const inner = entries.flatMap(([key, entry]) => testsOf(json, path + keyPath(key), entry, depth));
    return inner.length > 0 ? inner : [`json_type(${json}, ${quote(path)}) IS 'object'`];
  }
  return [scalar(`json_type(${json}, ${quote(path)})`, `${json} ->> ${quote(path)}`, value)];
}

function hasElement(json: string, path: string, value: unknown, depth: number): string {
  const alias = `e${depth}`;
  const test =
    value !== null && typeof value === 'object'
      ? `iif(${alias}.type IN ('object', 'array'), ${testsOf(`${alias}.value`, '$', value, depth + 1).join(' AND ')}, 0)`
      : scalar(`${alias}.type`, `${alias}.value`, value);
  return `EXISTS (SELECT 1 FROM json_each(${json}, ${quote(path)}) AS ${alias} WHERE ${test})`;
}

/** Equal values of equal types: text '5' and number 5 differ, and a text that reads like an object is no object. */
function scalar(type: string, value: string, constant: unknown): string {
  if (typeof constant === 'string') return /^[{[]/u.test(constant) ? `${type} IS 'text' AND ${value} IS ${quote(constant)}` : `${value} IS ${quote(constant)}`;
  if (typeof constant === 'number') return /\d/u.test(String(constant)) ? `${type} IN ('integer', 'real') AND ${value} IS ${String(constant)}` : '0';
  return `${type} IS '${String(constant)}'`;
}

/** An array contains a scalar that is one of its elements. */
function topScalar(json: string, value: unknown): string {
  return `iif(json_type(${json}) = 'array', ${hasElement(json, '$', value, 0)}, ${scalar(`json_type(${json})`, `${json} ->> '$'`, value)})`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
