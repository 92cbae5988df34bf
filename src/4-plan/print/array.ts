import { embed, fill, PRECEDENCE, primary, type Sql } from '../../dialects/sql.js';
import { variadic } from '../../dialects/sqlite/variadic.js';
import { LAST_PLACE, type ArrayConstructor, type Cast, type Expr, type Literal, type RowConstructor, type Subscript } from '../../model/expression.js';
import { quoteLiteral } from './identifier.js';
import { arrayText, noteDimensions } from './literal-array.js';
import { printField } from './composite.js';
import { toJson } from './json-argument.js';
import { constantOf, elementText } from './literal.js';
import type { Printing } from './printing.js';
import { baseOf } from './type.js';

/** `ARRAY['a', b]` -> `json_array('a', b)`; of constants only, the JSON text itself. */
export function printArray(expr: ArrayConstructor, p: Printing): Sql {
  if (expr.elements.some(({ type }) => type.kind === 'array')) noteDimensions(p, expr.at);
  const constants = expr.elements.map((element) => constantJson(element, p));
  if (constants.every((text) => text !== undefined)) return primary(quoteLiteral(`[${constants.join(',')}]`));
  const elements = expr.elements.map((element) => toJson(element, p));
  return primary(variadic('json_array', elements, p.dialect.limits));
}

function constantJson(expr: Expr, p: Printing): string | undefined {
  if (expr.kind === 'cast' && expr.operand.kind === 'literal') return constantJson({ ...expr.operand, type: expr.type }, p);
  const value = constantOf(expr);
  if (value === undefined) return undefined;
  const family = p.family(expr.type);
  if (family === 'bytea' || family === 'timestamp' || family === 'timestamptz' || family === 'date' || family === 'array') return undefined;
  return value === null ? 'null' : elementText(value, baseOf(expr.type, p.catalog), p, expr.at);
}

/** `(a, b)` */
export function printRow(expr: RowConstructor, p: Printing): Sql {
  return primary(`(${expr.fields.map((field) => p.print(field).text).join(', ')})`);
}

/** The elements of an array that is written out, as constants or as a constructor. */
export function elementsOf(expr: Expr, p: Printing): readonly Expr[] | undefined {
  if (expr.kind === 'array') return expr.elements.some(({ kind }) => kind === 'array') ? undefined : expr.elements;
  if (expr.kind === 'cast' && isRelabelled(expr)) return elementsOf(expr.operand, p);
  return expr.kind === 'literal' ? literalElements(expr, p) : undefined;
}

/** A cast that changes only the name of the element type: `ARRAY['a']::varchar[]`, as Postgres prints an IN list of a varchar column. */
function isRelabelled(expr: Cast): boolean {
  const names = [expr.type, expr.operand.type].map((type) => (type.kind === 'array' && type.element.kind === 'base' ? type.element.name : '?'));
  return names.every((name) => name === 'text' || name === 'varchar');
}

function literalElements(expr: Literal, p: Printing): readonly Literal[] | undefined {
  const type = baseOf(expr.type, p.catalog);
  if (expr.value === null || type.kind !== 'array') return undefined;
  const json = arrayText(expr.value, JSON.stringify);
  const values = json === undefined ? undefined : (JSON.parse(json) as readonly (string | null | readonly unknown[])[]);
  if (!values?.every((value): value is string | null => value === null || typeof value === 'string')) return undefined;
  return values.map((value) => ({ kind: 'literal', type: type.element, value }));
}

/** `a[2]` -> `a ->> 1`; `a[2:3]` selects the elements; `j['k']` reads a JSON object. */
export function printSubscript(expr: Subscript, p: Printing): Sql {
  const base = baseOf(expr.operand.type, p.catalog);
  if (base.kind === 'composite') return printField(expr, p);
  if (base.kind !== 'array') return p.print({ kind: 'operator', name: '->', type: expr.type, left: expr.operand, right: expr.index });
  const operand = p.print(expr.operand);
  if (expr.upper) return printSlice(operand, expr.index, expr.upper, p);
  const arrow = p.family(base.element) === 'array' || p.family(base.element) === 'jsonb' || p.family(base.element) === 'json' ? '->' : '->>';
  return { text: `${embed(operand, PRECEDENCE.concat)} ${arrow} ${placeOf(expr.index, p)}`, precedence: PRECEDENCE.concat };
}

/** Where an element is, counted from 0; there is nothing before the first, where SQLite would count from the end or find the path at fault. */
function placeOf(index: Expr, p: Printing): string {
  const constant = constantOf(index);
  if (constant !== undefined) return Number(constant) > 0 ? String(Number(constant) - 1) : 'NULL';
  const { sql, atLeast } = p.operand(index);
  const place = atLeast !== undefined && atLeast > 0 ? embed(sql, PRECEDENCE.sum) : `nullif(max(${sql.text}, 0), 0)`;
  return `('$[' || (${place} - 1) || ']')`;
}

/** NULL where the array is, or a bound. */
function printSlice(array: Sql, low: Expr, high: Expr, p: Printing): Sql {
  const constants = [low, high].map(constantOf);
  if (constants.includes(null)) return primary('NULL');
  const [from, to] = [low, high].map((bound) => embed(p.print(bound), PRECEDENCE.sum)) as [string, string];
  const within = constants[0] === '1' ? `key < ${to}` : constants[1] === LAST_PLACE ? `key >= ${from} - 1` : `key BETWEEN ${from} - 1 AND ${to} - 1`;
  const where = constants[0] === '1' && constants[1] === LAST_PLACE ? '' : ` WHERE ${within}`;
  const missing = ['{1}', ...[from, to].filter((_, i) => constants[i] === undefined)].map((part) => `${part} IS NULL`);
  return fill(`iif(${missing.join(' OR ')}, NULL, (SELECT json_group_array(json(json -> fullkey)) FROM json_each({1})${where}))`, [array]);
}
