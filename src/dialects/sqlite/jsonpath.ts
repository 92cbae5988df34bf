import type { Operand, Render } from '../dialect.js';
import { primary, type Sql } from '../sql.js';
import { isVariable, readJsonPath, type Comparison, type PathCondition, type PathStep, type PathValue } from './jsonpath-text.js';

/** Items on the way: the tables that give them, under which conditions, and one of them as JSON. */
interface Items {
  readonly from: readonly string[];
  readonly where: readonly string[];
  readonly json: string;
}

/** Names for json_each() that no other in the expression has. */
interface Names {
  next: number;
  /** The object whose members are the path's variables. */
  readonly variables?: string;
}

/** `jsonb_path_exists(doc, '$.items[*] ? (@.kind == "x")')` as EXISTS over json_each(), one for each step; the path must be a constant. */
export const pathExists: Render = (operands) => queried(operands, exists);

/** `jsonb_path_query_array(doc, '$.items[*].kind')` as the list of what the last step gives; `jsonb_path_query_first()` as the first of it. */
export const pathItems: Render = (operands) => queried(operands, (items) => (isWhole(items) ? `json_array(json(${items.json}))` : `(SELECT json_group_array(json(${items.json}))${rest(items)})`));
export const pathFirst: Render = (operands) => queried(operands, (items) => (isWhole(items) ? items.json : `(SELECT ${items.json}${rest(items)} LIMIT 1)`));

/** How many items there are, `none` or `many`, and of a single one its type. */
export const pathState: Render = (operands) =>
  queried(operands, (items) => (isWhole(items) ? `json_type(${items.json})` : `(SELECT CASE count(*) WHEN 0 THEN 'none' WHEN 1 THEN max(json_type(${items.json})) ELSE 'many' END${rest(items)})`));

/** The text of a single item that is a scalar: a number with the digits that it has, a boolean by its letter. NULL where there is none. */
export const pathValue: Render = (operands) =>
  queried(operands, (items) => (isWhole(items) ? scalarText(items.json) : `(SELECT iif(count(*) = 1, max(${scalarText('_item')}), NULL) FROM (SELECT ${items.json} AS _item${rest(items)}))`));

const scalarText = (item: string): string => `CASE json_type(${item}) WHEN 'text' THEN (${item}) ->> '$' WHEN 'true' THEN 't' WHEN 'false' THEN 'f' WHEN 'null' THEN NULL WHEN 'object' THEN NULL WHEN 'array' THEN NULL ELSE ${item} END`;

/** `$` is the document itself. An aggregate of nothing but it would be one of the query around. */
function isWhole({ from }: Items): boolean {
  return from.length === 0;
}

function queried([document, path, variables]: readonly Operand[], query: (items: Items) => string): Sql | undefined {
  const steps = typeof path?.constant === 'string' ? readJsonPath(path.constant) : undefined;
  if (!document || !steps || (usesVariables(steps) && !variables)) return undefined;
  const { text } = document.sql;
  return primary(`iif(${text} IS NULL, NULL, ${query(follow(text, steps, { next: 1, ...(variables && { variables: variables.sql.text }) }))})`);
}

function usesVariables(steps: readonly PathStep[]): boolean {
  const inCondition = (condition: PathCondition): boolean => {
    if (condition.kind === 'compare') return usesVariables(condition.steps) || isVariable(condition.value);
    return condition.kind === 'exists' ? usesVariables(condition.steps) : condition.args.some(inCondition);
  };
  return steps.some((step) => step.kind === 'filter' && inCondition(step.condition));
}

function exists(items: Items): string {
  return isWhole(items) ? '1' : `EXISTS (SELECT 1${rest(items)})`;
}

function rest({ from, where }: Items): string {
  return `${from.length > 0 ? ` FROM ${from.join(', ')}` : ''}${where.length > 0 ? ` WHERE ${where.join(' AND ')}` : ''}`;
}

function follow(json: string, steps: readonly PathStep[], names: Names): Items {
  return steps.reduce<Items>((items, step) => afterStep(items, step, names), { from: [], where: [], json });
}

function afterStep(items: Items, step: PathStep, names: Names): Items {
  const elements = unwrapped(items, names);
  const element = `p${names.next - 1}`;
  switch (step.kind) {
    case 'all':
      return elements;
    case 'index':
      return { ...elements, where: [...elements.where, `${element}.key = ${step.index}`] };
    case 'filter':
      return { ...elements, where: [...elements.where, holds(step.condition, elements.json, names)] };
    case 'key': {
      const member = `p${names.next++}`;
      const from = `json_each(iif(${element}.type = 'object', ${elements.json}, '{}')) AS ${member}`;
      return { from: [...elements.from, from], where: [...elements.where, `${member}.key = ${quoted(step.key)}`], json: jsonOf(member) };
    }
  }
}

/** Lax paths take the elements of an array where one item is asked for, and an item as an array of one where elements are. */
function unwrapped({ from, where, json }: Items, names: Names): Items {
  const name = `p${names.next++}`;
  return { from: [...from, `json_each(iif(json_type(${json}) = 'array', ${json}, json_array(json(${json})))) AS ${name}`], where, json: jsonOf(name) };
}

function jsonOf(name: string): string {
  return `${name}.json -> ${name}.fullkey`;
}

function holds(condition: PathCondition, json: string, names: Names): string {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return `(${condition.args.map((arg) => holds(arg, json, names)).join(condition.kind === 'and' ? ' AND ' : ' OR ')})`;
    case 'exists':
      return exists(follow(json, condition.steps, names));
    case 'compare': {
      const items = unwrapped(follow(json, condition.steps, names), names);
      return exists({ ...items, where: [...items.where, compared(`p${names.next - 1}`, condition.operator, condition.value, names)] });
    }
  }
}

/** Items of different types are not comparable, but for null, which is unequal to all others. */
function compared(name: string, operator: Comparison, value: PathValue, { variables = 'NULL' }: Names): string {
  if (isVariable(value)) return comparedWithVariable(name, operator, variables, value.variable);
  const unequal = operator === '!=' || operator === '<>';
  const orNull = (text: string): string => (unequal ? `(${text} OR ${name}.type = 'null')` : text);
  if (value === null) return operator === '==' || operator === '<=' || operator === '>=' ? `${name}.type = 'null'` : unequal ? `${name}.type <> 'null'` : 'false';
  const types = typeof value === 'string' ? `= 'text'` : typeof value === 'number' ? `IN ('integer', 'real')` : `IN ('true', 'false')`;
  const literal = typeof value === 'string' ? quoted(value) : typeof value === 'number' ? String(value) : value ? '1' : '0';
  return orNull(`${name}.type ${types} AND ${name}.atom ${operator === '==' ? '=' : unequal ? '<>' : operator} ${literal}`);
}

/** A type of JSON, by the name of SQLite's. */
const kind = (of: string): string => `iif(${of} IN ('integer', 'real'), 'number', iif(${of} IN ('true', 'false'), 'boolean', ${of}))`;

/** The same with a value whose type only the row knows. */
function comparedWithVariable(name: string, operator: Comparison, variables: string, variable: string): string {
  const path = quoted(`$.${JSON.stringify(variable)}`);
  const [type, value] = [`json_type(${variables}, ${path})`, `json_extract(${variables}, ${path})`];
  const unequal = operator === '!=' || operator === '<>';
  const other = unequal ? `(${name}.type = 'null' OR ${type} = 'null')` : '0';
  const same = operator === '<' || operator === '>' || unequal ? '0' : '1';
  const scalar = `iif(${name}.type = 'null', ${same}, ${name}.type IN ('text', 'integer', 'real', 'true', 'false') AND ${name}.atom ${operator === '==' ? '=' : unequal ? '<>' : operator} ${value})`;
  return `iif(${kind(`${name}.type`)} = ${kind(type)}, ${scalar}, ${other})`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
