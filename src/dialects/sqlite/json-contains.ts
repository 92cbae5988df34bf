import type { Render } from '../dialect.js';
import { embed, PRECEDENCE, primary, type Sql } from '../sql.js';
import { keyPath } from './json-path.js';

/**
 * `data @> '{"a": [1]}'` with a constant on the right (https://www.postgresql.org/docs/18/datatype-json.html#JSON-CONTAINMENT),
 * spelled out as tests of the paths that the constant has.
 */
export const containsConstant: Render = ([container, contained]) => {
  if (!container || !contained) return undefined;
  const text = /^'(.*)'$/su.exec(contained.sql.text)?.[1];
  if (text === undefined || contained.constant === undefined) return undefined;
  const value = JSON.parse(text.replaceAll("''", "'")) as unknown;
  const json = embed(container.sql, PRECEDENCE.concat);
  const tests = value !== null && typeof value === 'object' ? testsOf(json, '$', value, 0) : [topScalar(json, value)];
  return primary(`iif(${container.sql.text} IS NULL, NULL, ${tests.join(' AND ')})`);
};

export const containedInConstant: Render = ([contained, container], context) => (contained && container ? containsConstant([container, contained], context) as Sql | undefined : undefined);

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
