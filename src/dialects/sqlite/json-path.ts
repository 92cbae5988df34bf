import type { Operand, RenderContext } from '../dialect.js';
import { fill, infix, PRECEDENCE, primary, type Sql } from '../sql.js';
import { failure } from './moments.js';

/** A path that selects one key or element, as an SQL text, and what may stand after `->` for it. */
export interface JsonStep {
  readonly path: Sql;
  readonly arrow: Sql;
}

const literal = (text: string): Sql => primary(`'${text.replaceAll("'", "''")}'`);

/** `."key"` in SQLite's path syntax (https://www.sqlite.org/json1.html, "PATH arguments"); inner quotes are escaped as JSON does. */
export function keyPath(key: string): string {
  return /^[a-z_][a-z0-9_]*$/iu.test(key) ? `.${key}` : `.${JSON.stringify(key)}`;
}

function indexPath(index: number): string {
  return index < 0 ? `[#-${-index}]` : `[${index}]`;
}

/** The right side of `->` and `->>`: a key, or an element's number, which counts from the end when it is negative. */
export function stepOf(operand: Operand): JsonStep | undefined {
  const { constant, sql } = operand;
  if (constant === null) return { path: sql, arrow: sql };
  if (operand.family === 'int') {
    if (constant === undefined) {
      const path = fill("iif({1} < 0, '$[#' || {1} || ']', '$[' || {1} || ']')", [sql]);
      return { path, arrow: path };
    }
    const path = literal(`$${indexPath(Number(constant))}`);
    return { path, arrow: Number(constant) < 0 ? path : sql };
  }
  if (constant === undefined) {
    // json_quote() would make the key "null" of a NULL.
    const path = fill(`('$."' || replace(replace({1}, '\\', '\\\\'), '"', '\\"') || '"')`, [sql]);
    return { path, arrow: path };
  }
  const path = literal(`$${keyPath(constant)}`);
  return { path, arrow: /^[a-z_][a-z0-9_]*$/iu.test(constant) ? literal(constant) : path };
}

/**
 * The path of a `text[]` constant within a document: `{a,b}` -> `'$.a.b'`. An element that looks like a number is a key of an object and counts the
 * elements of an array (https://www.postgresql.org/docs/18/functions-json.html), so the document is asked what it has there.
 * @param beyond for a last element that may be beyond the array's end: the path of the place behind it then
 */
export function pathIn(json: Sql, elements: readonly string[], beyond = false): Sql {
  return elements.reduce((path: Sql, element, i) => {
    if (!isIndex(element)) return joined(path, literal(keyPath(element)));
    const index = beyond && i === elements.length - 1 && Number(element) > 0 ? fill(`'[' || min(${Number(element)}, json_array_length({1}, {2})) || ']'`, [json, path]) : literal(indexPath(Number(element)));
    return fill("iif(json_type({1}, {2}) = 'object', {3}, {4})", [json, path, joined(path, literal(`.${JSON.stringify(element)}`)), joined(path, index)]);
  }, literal('$'));
}

/**
 * What is at a path that comes with the row: its elements are gone through one by one, and each is a key or an index, as the document has it there.
 * There is no row where there is no path; the path is NULL where the document has nothing to go into.
 * @param result what is made of the path, which is `_path` in it
 * @param strict an element that is missing, or is no number where one is needed, is an error
 */
export function walkPath(json: Sql, path: Sql, result: Sql, strict: boolean): Sql {
  const [missing, wrong] = strict ? [failure('a path element is null', 2), failure('a path element is not an integer', 2)] : ['NULL', 'NULL'];
  const index = "'[' || iif(value LIKE '-%', '#', '') || min(CAST(value AS INTEGER), json_array_length({1}, _path)) || ']'";
  const step = `CASE json_type({1}, _path) WHEN 'object' THEN iif(value IS NULL, ${missing}, '.' || json_quote(value)) WHEN 'array' THEN iif(value GLOB '*[0-9]' AND ltrim(value, '+-') NOT GLOB '*[^0-9]*', ${index}, ${wrong}) END`;
  const walk = `SELECT '$', 0 UNION ALL SELECT _path || ${step}, _at + 1 FROM walk JOIN json_each({2}) ON key = _at`;
  return fill(`(WITH RECURSIVE walk(_path, _at) AS (${walk}) SELECT {3} FROM walk WHERE _at = json_array_length({2}))`, [json, path, result]);
}

export function isIndex(element: string): boolean {
  return /^-?\d+$/u.test(element);
}

/** What asks a document several times. One that is worked out is so once. */
export function askedOften(json: Sql, { inTable }: RenderContext, made: (json: Sql) => Sql): Sql {
  if (inTable || !json.text.includes('(')) return made(json);
  return fill('(SELECT {1} FROM (SELECT {2} AS _json))', [made(primary('_json')), json]);
}

/** Where a path has what is no number: an array there has no such element. */
export function keyedLevels(elements: readonly string[]): readonly number[] {
  return elements.flatMap((element, level) => (isIndex(element) ? [] : [level]));
}

/** Two texts as one. */
export function joined(left: Sql, right: Sql): Sql {
  const constants = [left, right].map(({ text }) => /^'((?:[^']|'')*)'$/u.exec(text)?.[1]);
  return constants.every((text) => text !== undefined) ? primary(`'${constants.join('')}'`) : infix(left, '||', right, PRECEDENCE.concat);
}

/** The elements of a constant array operand, which is printed as JSON. */
export function elementsOf(operand: Operand): readonly string[] | undefined {
  const match = /^'(\[.*\])'$/su.exec(operand.sql.text);
  if (!match?.[1] || operand.family !== 'array') return undefined;
  const values = JSON.parse(match[1].replaceAll("''", "'")) as readonly unknown[];
  return values.every((value): value is string => typeof value === 'string') ? values : undefined;
}

export { literal as pathLiteral };
