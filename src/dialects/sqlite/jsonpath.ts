import type { Operand, Render } from '../dialect.js';
import { primary, type Sql } from '../sql.js';
import { readJsonPath, type Comparison, type PathCondition, type PathStep } from './jsonpath-text.js';

/** Items on the way: the tables that give them, under which conditions, and one of them as JSON. */
interface Items {
  readonly from: readonly string[];
  readonly where: readonly string[];
  readonly json: string;
}

/** Names for json_each() that no other in the expression has. */
interface Names {
  next: number;
}

/** `jsonb_path_exists(doc, '$.items[*] ? (@.kind == "x")')` as EXISTS over json_each(), one for each step; the path must be a constant. */
export function pathExists([document, path]: readonly Operand[]): Sql | undefined {
  const steps = typeof path?.constant === 'string' ? readJsonPath(path.constant) : undefined;
  if (!document || !steps) return undefined;
  const { text } = document.sql;
  const found = exists(follow(text, steps, { next: 1 }));
  return primary(`iif(${text} IS NULL, NULL, ${found})`);
}

/** `jsonb_path_query_array(doc, '$.items[*].kind')` as the list of what the last step gives; `jsonb_path_query_first()` as the first of it. */
export const pathItems: Render = (operands) => queried(operands, (items) => `(SELECT json_group_array(json(${items.json}))${rest(items)})`);
export const pathFirst: Render = (operands) => queried(operands, (items) => `(SELECT ${items.json}${rest(items)} LIMIT 1)`);

function queried([document, path]: readonly Operand[], query: (items: Items) => string): Sql | undefined {
  const steps = typeof path?.constant === 'string' ? readJsonPath(path.constant) : undefined;
  if (!document || !steps || steps.length === 0) return undefined;
  const { text } = document.sql;
  return primary(`iif(${text} IS NULL, NULL, ${query(follow(text, steps, { next: 1 }))})`);
}

function exists(items: Items): string {
  return items.from.length === 0 ? '1' : `EXISTS (SELECT 1${rest(items)})`;
}

function rest({ from, where }: Items): string {
  return ` FROM ${from.join(', ')}${where.length > 0 ? ` WHERE ${where.join(' AND ')}` : ''}`;
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
      return exists({ ...items, where: [...items.where, compared(`p${names.next - 1}`, condition.operator, condition.value)] });
    }
  }
}

/** Items of different types are not comparable, but for null, which is unequal to all others. */
function compared(name: string, operator: Comparison, value: string | number | boolean | null): string {
  const unequal = operator === '!=' || operator === '<>';
  const orNull = (text: string): string => (unequal ? `(${text} OR ${name}.type = 'null')` : text);
  if (value === null) return operator === '==' || operator === '<=' || operator === '>=' ? `${name}.type = 'null'` : unequal ? `${name}.type <> 'null'` : 'false';
  const types = typeof value === 'string' ? `= 'text'` : typeof value === 'number' ? `IN ('integer', 'real')` : `IN ('true', 'false')`;
  const literal = typeof value === 'string' ? quoted(value) : typeof value === 'number' ? String(value) : value ? '1' : '0';
  return orNull(`${name}.type ${types} AND ${name}.atom ${operator === '==' ? '=' : unequal ? '<>' : operator} ${literal}`);
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
