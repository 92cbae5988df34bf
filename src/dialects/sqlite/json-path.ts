import type { Operand } from '../dialect.js';
import { fill, primary, type Sql } from '../sql.js';

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

export function indexPath(index: number): string {
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
    const path = { ...fill(`('$."' || {1} || '"')`, [sql]) };
    return { path, arrow: path };
  }
  const path = literal(`$${keyPath(constant)}`);
  return { path, arrow: /^[a-z_][a-z0-9_]*$/iu.test(constant) ? literal(constant) : path };
}

/** The path of a `text[]` constant: `{a,0,"b c"}` -> `$.a[0]."b c"`. Elements that look like numbers count elements. */
export function pathOf(elements: readonly string[]): string {
  return `$${elements.map((element) => (/^-?\d+$/u.test(element) ? indexPath(Number(element)) : keyPath(element))).join('')}`;
}

/** The elements of a constant array operand, which is printed as JSON. */
export function elementsOf(operand: Operand): readonly string[] | undefined {
  const match = /^'(\[.*\])'$/su.exec(operand.sql.text);
  if (!match?.[1] || operand.family !== 'array') return undefined;
  const values = JSON.parse(match[1].replaceAll("''", "'")) as readonly unknown[];
  return values.every((value): value is string => typeof value === 'string') ? values : undefined;
}

export { literal as pathLiteral };
